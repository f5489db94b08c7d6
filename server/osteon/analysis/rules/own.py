"""What a project's own rules find: each is made a check like those of Osteon, run over each section or file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.masking import FILLER
from osteon.analysis.model import Section
from osteon.analysis.own_rules import KINDS, SCOPES, Kind, OwnRule
from osteon.analysis.patterns import safe_pattern
from osteon.analysis.prose import cells_of
from osteon.analysis.reported import SEVERITIES
from osteon.analysis.rules.rule import Rule
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import statements_of
from osteon.analysis.text import LINE_END, Span, TextEdit

LONGEST = 5000
"""So many characters of one run of text are looked at."""


@lru_cache(maxsize=1024)
def rule_of_own(own: OwnRule) -> Rule:
    """Return the check that a project's own rule is."""
    finder = _Finder(own, SEVERITIES[own.severity] or Severity.WARNING, _search_of(own))
    if own.scope == "file":
        return Rule(own.code, finder.severity, manual_of(own), None, finder.in_file, None)
    return Rule(own.code, finder.severity, manual_of(own), None, None, None, finder.in_section)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text that a rule looks at as it is; `start` is where it stands in its file."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What occurrences are counted in: one statement, heading, section, file …; `place` is where it is named."""

    runs: tuple[Run, ...]
    place: Span


@dataclass(frozen=True, slots=True)
class Match:
    """Something that a rule found; the span counts from the start of the file."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Finder:
    """One rule, ready to run."""

    own: OwnRule
    severity: Severity
    search: _Search

    def in_section(self, section: Section, file: SourceFile, _index: Index, _all: Configuration) -> Iterator[Finding]:
        """Look at one section; what users asked for, in their words, is left alone."""
        if file.kind != "intents" and _looks_at(self.own, file) and _is_in_sections(self.own, section):
            for unit in _units(self.own, section):
                yield from self._in_unit(unit, file.path)

    def in_file(self, file: SourceFile, _all: Configuration) -> Iterator[Finding]:
        """Look at one file as it is written."""
        if file.kind not in ("intents", "plan") and _looks_at(self.own, file):
            runs = tuple(_lines(file.text, 0))
            place = Span(runs[0].start, runs[0].start + len(runs[0].text)) if runs else Span(0, 0)
            yield from self._in_unit(Unit(runs, place), file.path)

    def _in_unit(self, unit: Unit, path: str) -> Iterator[Finding]:
        if self.own.kind == "occurrence":
            yield from self._miscounted(unit)
            return
        for run in unit.runs:
            matches = self.search.matches(run)
            for match in _repeated(matches, run) if self.own.kind == "repetition" else matches:
                better = _better(self.own, match.text) if self.own.kind == "substitution" else ""
                fixes = () if self.own.kind == "existence" else (_fix(self.own, match, better, path),)
                yield self._finding(match.span, _message(self.own, match.text, better=better), *fixes)

    def _miscounted(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding where there is too little in a unit, or at the first that is too much."""
        found = [match for run in unit.runs for match in self.search.matches(run)]
        count = str(len(found))
        if self.own.most is not None and len(found) > self.own.most:
            over = found[self.own.most]
            yield self._finding(over.span, _message(self.own, over.text, count=count))
        elif len(found) < self.own.least and unit.runs:
            wanted = (*self.own.tokens, *self.own.patterns)[0]
            yield self._finding(unit.place, _message(self.own, wanted, count=count))

    def _finding(self, span: Span, message: str, *fixes: Fix) -> Finding:
        return Finding(self.own.code, self.severity, span, message, fixes=fixes)


# What a rule looks at -------------------------------------------------------------------------------------------------


def _looks_at(own: OwnRule, file: SourceFile) -> bool:
    return not own.files or any(fnmatch(file.path, glob) for glob in own.files)


def _is_in_sections(own: OwnRule, section: Section) -> bool:
    return not own.sections or any(one.name in own.sections for one in (section, *section.above()))


def _units(own: OwnRule, section: Section) -> Iterator[Unit]:
    """Return what a rule with a scope within a section looks at."""
    if own.scope == "heading" and section.level:
        run = Run(section.title.text, section.title.span.start)
        yield Unit((run,), section.title.span)
    elif own.scope == "cell":
        cells = (Run(block.masked, section.start + block.start) for block in cells_of(section.piece))
        yield from (Unit((run,), _trimmed(run)) for run in cells if run.text.strip())
    elif own.scope == "raw":
        yield Unit(tuple(_lines(section.piece.text, section.start)), section.title.span)
    elif own.scope in ("statement", "prose"):
        yield from (Unit((run,), _trimmed(run)) for run in _prose(section, normative=own.scope == "statement"))
    elif own.scope == "section" or (own.scope == "requirement" and section.is_entry_of("requirements")):
        yield Unit(tuple(_prose(section, normative=False)), section.title.span)


def _prose(section: Section, *, normative: bool) -> Iterator[Run]:
    for statement in statements_of(section):
        if statement.normative or not normative:
            yield Run(statement.masked, section.at(statement.span).start)


def _lines(text: str, start: int) -> Iterator[Run]:
    at = 0
    for end in (*(match.end() for match in LINE_END.finditer(text)), len(text)):
        if line := text[at:end].rstrip("\r\n"):
            yield Run(line, start + at)
        at = end


def _trimmed(run: Run) -> Span:
    begin = run.start + len(run.text) - len(run.text.lstrip())
    return Span(begin, begin + len(run.text.strip()))


# What it looks for ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Search:
    """What a rule looks for in a run of text, and what is right although it is found."""

    patterns: tuple[re.Pattern[str], ...]
    right: re.Pattern[str] | None

    def matches(self, run: Run) -> Iterator[Match]:
        """Return what is found, in order of place, without what another match covers."""
        text = run.text[:LONGEST]
        spans = (match.span() for pattern in self.patterns for match in pattern.finditer(text))
        found = sorted(spans, key=lambda span: (span[0], -span[1]))
        right = [match.span() for match in self.right.finditer(text)] if found and self.right else []
        at = 0
        for start, end in found:
            if start >= at and not any(begin <= start and end <= stop for begin, stop in right):
                yield Match(text[start:end], Span(run.start + start, run.start + end))
                at = end


def _search_of(own: OwnRule) -> _Search:
    words = (*own.tokens, *(wrong for wrong, _right in own.swap))
    patterns = [safe_pattern(pattern, ignore_case=own.ignore_case) for pattern in own.patterns]
    if words:
        patterns.append(_any_of(tuple(words), ignore_case=own.ignore_case))
    if own.kind == "repetition" and not patterns:
        patterns.append(re.compile(r"[^\W\d_]+"))
    variants = {variant for _wrong, right in own.swap for variant in _variants(right)}
    right = _any_of((*own.exceptions, *sorted(variants)), ignore_case=False) if own.exceptions or variants else None
    return _Search(tuple(patterns), right)


@lru_cache(maxsize=4096)
def _any_of(words: tuple[str, ...], *, ignore_case: bool) -> re.Pattern[str]:
    """Return a pattern of words and phrases, the longest first, that stand by themselves and may go over lines."""
    longest_first = sorted(words, key=len, reverse=True)
    phrases = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{phrases})(?![\w-])", re.IGNORECASE if ignore_case else re.NOFLAG)


def _variants(right: str) -> tuple[str, str, str]:
    """Return what a word may look like as the replacement of one in small letters, capitalised, and in capitals."""
    return right, right[:1].upper() + right[1:], right.upper()


# What it says ---------------------------------------------------------------------------------------------------------


def _repeated(matches: Iterable[Match], run: Run) -> Iterator[Match]:
    """Yield each match that says the same again right behind another, with the space between them."""
    before: Match | None = None
    for match in matches:
        if before is not None and match.text.casefold() == before.text.casefold():
            between = run.text[before.span.end - run.start : match.span.start - run.start]
            if between.isspace():
                yield Match(match.text, Span(before.span.end, match.span.end))
        before = match


def _better(own: OwnRule, found: str) -> str:
    """Return what to write instead, in the capitals of what was found."""
    plain = " ".join(found.split())
    folds = own.ignore_case
    right = next(right for wrong, right in own.swap if _any_of((wrong,), ignore_case=folds).fullmatch(plain))
    if not own.ignore_case or right != right.lower():
        return right
    if len(plain) > 1 and plain.isupper():
        return right.upper()
    return right[:1].upper() + right[1:] if plain[:1].isupper() else right


def _fix(own: OwnRule, match: Match, better: str, path: str) -> Fix:
    title = f"Write '{better}'" if better else f"Delete the second '{match.text}'"
    return fix_here(title, path, TextEdit(match.span, better), safe=own.safe)


_MESSAGES: dict[Kind, str] = {
    "existence": "'{found}' should not stand here",
    "substitution": "Write '{better}' instead of '{found}'",
    "repetition": "'{found}' is written twice",
}


def _message(own: OwnRule, found: str, *, better: str = "", count: str = "") -> str:
    said = own.message or _MESSAGES.get(own.kind) or _limits(own)
    written = re.sub(f"{FILLER}+", "…", " ".join(found.split()))
    values = {"found": written, "better": better, "count": count}
    return re.sub(r"\{(found|better|count)\}", lambda match: values[match[1]], said)


def _limits(own: OwnRule) -> str:
    """Return the message of a rule that counts, where it has none of its own."""
    least = f"at least {own.least}" if own.least else ""
    most = f"at most {own.most}" if own.most is not None else ""
    return f"'{{found}}' is counted {{count}} here: there should be {' and '.join(filter(None, (least, most)))}"


def manual_of(own: OwnRule) -> str:
    """Return the manual page of a project's own rule, made from what it says."""
    looked_for = [f"- `{word}`" for word in (*own.tokens, *own.patterns)]
    looked_for += [f"- `{wrong}`: write `{right}`" for wrong, right in own.swap]
    what = f"Looks at {SCOPES[own.scope]}{_within(own)}."
    limits = f"There should be {_limits(own).rpartition('there should be ')[2]}." if own.kind == "occurrence" else ""
    parts = [
        f"{own.message or KINDS[own.kind]}".rstrip(".") + ".",
        f"A rule of this project, from `{own.path}`.",
        "## What it finds",
        " ".join(filter(None, (f"{KINDS[own.kind]}.", what, limits))),
        "\n".join(looked_for),
        *(("## Why it matters", own.why) if own.why else ()),
        *(("## Fix", own.fix) if own.fix else ()),
    ]
    return "\n\n".join(filter(None, parts))


def _within(own: OwnRule) -> str:
    sections = f" in the sections {', '.join(own.sections)}" if own.sections else ""
    return sections + (f" of {', '.join(f'`{glob}`' for glob in own.files)}" if own.files else "")
