"""Two negations in one clause.

## What it finds
`not … unless … not`, `not without`, `not un…`, `never … no`, `not impossible` in what a spec demands.

## Why it matters
Readers miscount negations, and so do models.

## Example
```
No request shall be sent without not being signed.
```

## Fix
Say it in the positive: `Every request shall be signed.` The quick fix does so where that is to take both negations out,
"only if" for "not … unless"; elsewhere it puts a blank in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Statement
from osteon.analysis.text import Blank, TextEdit, edit_to_fill_in

CODE = "double-negation"
SEVERITY = Severity.WARNING
ENABLED = False

_NEGATION = r"(?:not|never|cannot|can['’]t|n['’]t|without|no|none|neither|nobody|nothing)"
_BETWEEN = r"(?:(?!(?:that|which|who|is|are|was|or|and|does|do|it|they)\s)[a-z]+\s+)"
_DOUBLE = re.compile(
    rf"\b{_NEGATION}\s+(?:{_BETWEEN}{{0,3}}?(?:without|unless|impossible|unlikely|im(?:possible|proper)"
    r"|un(?:able|known|available|necessary|set|used)|in(?:valid|correct|complete))"
    rf"|{_BETWEEN}?(?:not|never|cannot|nothing|nobody))\b",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report two negations within a few words."""
    for statement in demands(section):
        for match in _DOUBLE.finditer(statement.masked):
            span = section.at(statement.span_of(*match.span()))
            fix = _fix(statement, match, section, file.path)
            yield Finding(CODE, SEVERITY, span, "Two negations: say it in the positive", fixes=(fix,))


_NOT = re.compile(r"(?:not|never)\s+(?P<between>(?:.*\s)?)(?P<last>\w+)", re.IGNORECASE | re.DOTALL)
_ADJECTIVE = re.compile(r"(?:un|im|in)(?P<positive>\w{3,})")
_ONLY = {"without": "only with", "unless": "only if"}
_DEED = re.compile(r"\s+(?:\w+ing\b|\Z)")
_NEAR = 10
_AUXILIARY = re.compile(r"\b(?:do|(?P<does>does)|(?P<did>did))\s+\Z", re.IGNORECASE)


def _fix(statement: Statement, double: re.Match[str], section: Section, path: str) -> Fix:
    """Return the fix that takes both negations out, or puts a blank in their place where it takes more than that."""
    start, end = double.span()
    auxiliary = _AUXILIARY.search(statement.masked, max(0, start - _NEAR), start)
    is_deed = _DEED.match(statement.masked, end) is not None
    written = _positive(statement.text[start:end], auxiliary, is_deed=is_deed)
    if written:
        span = section.at(statement.span_of(auxiliary.start() if auxiliary else start, end))
        return fix_here(f"Write '{' '.join(written.split())}'", path, TextEdit(span, written))
    edit = edit_to_fill_in(section.at(statement.span_of(start, end)), Blank("<the positive>"))
    return fix_here("Say it in the positive", path, edit)


def _positive(words: str, auxiliary: re.Match[str] | None, *, is_deed: bool) -> str:
    """Return the words without their two negations; empty where that says something else, or nothing."""
    match = _NOT.fullmatch(words)
    last = match["last"].casefold() if match else ""
    adjective = _ADJECTIVE.fullmatch(last) if last not in _ONLY else None
    positive = adjective["positive"] if adjective else _ONLY.get(last, "")
    if match is None or not positive or (last == "without" and is_deed):
        return ""
    if auxiliary is None:
        return f"{match['between']}{positive}"
    verb = match["between"].strip()
    if not verb.isalpha() or auxiliary["did"]:
        return ""
    return f"{_third_person(verb) if auxiliary['does'] else verb} {positive}"


def _third_person(verb: str) -> str:
    if verb[-1] == "y" and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"
