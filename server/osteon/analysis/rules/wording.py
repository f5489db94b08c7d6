"""What the checks of words share: lists of words with advice, and where they stand in what a section demands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.glossary import term_key
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.passages import per_reading
from osteon.analysis.remarks import beyond_remarks, is_spoken_in_modals
from osteon.analysis.statements import Statement, statements_of
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases, each with advice on what to write instead; made by `lexicon`."""

    advice: Mapping[str, str]
    """By the folded word."""
    phrases: Mapping[str, tuple[frozenset[str], ...]]
    """By one word of theirs, its key, the words of each phrase: text without a key and its words has no phrase."""
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    """What follows, the word included, where the word is right."""
    unless_after: re.Pattern[str] | None
    """What stands before the word, to its very end, where the word is right."""

    def may_be_in(self, words: frozenset[str]) -> bool:
        """Tell whether the words of a text are those of a phrase, in any order."""
        keys = self.phrases.keys() & words
        return any(phrase <= words for key in keys for phrase in self.phrases[key])

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Return the words of the list in a masked text, but those that are right where they stand."""
        for match in self.pattern.finditer(text):
            before = text[max(0, match.start() - _CONTEXT) : match.start()]
            if self.unless and self.unless.match(text, match.start()):
                continue
            if self.unless_after is None or not self.unless_after.search(before):
                yield match


@dataclass(frozen=True, slots=True)
class Hit:
    """One word of a list in a statement that demands something; the span counts from the start of the file."""

    word: str
    """As it is written, on one line."""
    advice: str
    span: Span
    statement: Statement
    at: Span
    """Where it stands in the statement."""

    @property
    def is_first(self) -> bool:
        """Whether a sentence begins with it."""
        return self.at.start == 0

    @property
    def end_before(self) -> int:
        """Where in the statement that ends which stands before it, without spaces and commas."""
        end = self.at.start
        while end and self.statement.masked[end - 1] in " ,":
            end -= 1
        return end

    @property
    def after(self) -> str:
        """What follows in the statement, masked."""
        return self.statement.masked[self.at.end :]

    def placed(self, start: int, end: int) -> Span:
        """Return a range of the statement as a span of the file."""
        return Span(start, end).shifted(self.span.start - self.at.start)

    @property
    def is_condition(self) -> bool:
        """Whether it stands in what must be so before the demand holds: behind "when" or "if", "with" at the begin."""
        at = len(self.statement.masked) - len(self.after)
        conditions = (slot.span for slot in self.statement.slots if slot.name in ("condition", "trigger"))
        place = self.statement.span_of(at, at).start
        begins = _WITH.match(self.statement.masked, 0, at) is not None
        return begins or any(one.start < place <= one.end for one in conditions)

    def finding(self, code: str, severity: Severity, message: str, *fixes: Fix) -> Finding:
        """Return a finding at the word."""
        return Finding(code, severity, self.span, message, fixes=fixes)

    def completed(self, path: str, title: str, *parts: str | Blank) -> Fix:
        """Return a fix that puts words right behind this one, with blanks where a person must decide."""
        return fix_here(title, path, edit_to_fill_in(Span(self.span.end, self.span.end), *parts))

    def replaced(self, path: str, title: str, *parts: str | Blank, safe: bool = False) -> Fix:
        """Return a fix that puts other words in the place of this one, with blanks where a person must decide."""
        return fix_here(title, path, edit_to_fill_in(self.span, *parts), safe=safe)

    def deleted(self, path: str) -> tuple[Fix, ...]:
        """Return the fix that deletes this word with the space beside it; none where a sentence begins with it."""
        text, (start, end) = self.statement.text, self.at
        if text[end : end + 1] == " ":
            end += 1
        elif text[start - 1 : start] == " ":
            start = self.end_before
        else:
            return ()
        if self.is_first or self.word[0].isupper():
            return ()
        return (fix_here(f"Delete '{self.word}'", path, TextEdit(self.placed(start, end), ""), preferred=False),)


def lexicon(words: Mapping[str, str], *, unless: str = "", unless_after: str = "") -> Lexicon:
    """Make a list of words from advice to the words it is for, separated by commas.

    `unless` and `unless_after` are regular expressions for where such a word is right: from its start on, and
    before it, up to it.
    """
    advice = {word.strip(): reason for reason, written in words.items() for word in written.split(",")}
    longest_first = sorted(advice, key=len, reverse=True)
    written = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    phrases: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for word in advice:
        phrases[max(_TOKEN.findall(word), key=len)].append(frozenset(_TOKEN.findall(word)))
        _OF_PHRASES.update(_TOKEN.findall(word))
    return Lexicon(
        advice,
        {key: tuple(some) for key, some in phrases.items()},
        re.compile(rf"(?<![\w-])(?:{written})(?![\w-])", re.IGNORECASE),
        re.compile(unless, re.IGNORECASE) if unless else None,
        re.compile(rf"(?:{unless_after})\Z", re.IGNORECASE) if unless_after else None,
    )


def demands(section: Section) -> tuple[Statement, ...]:
    """Return the statements of a section that say what must be so: no overview, note, reason or example."""
    return _demands(section).statements


def words_of_demands(section: Section) -> frozenset[str]:
    """Return the folded words of `demands`, so that a check can pass by a section that has none of its own."""
    return _demands(section).words


def hits(section: Section, index: Index, words: Lexicon) -> Iterator[Hit]:
    """Return where words of a list stand in what a section demands.

    Terms of a glossary are right everywhere, and so is every word in a sentence that only explains (see `remarks`).
    """
    found = _demands(section)
    if words.phrases.keys().isdisjoint(found.words):
        return
    for statement, triggers in zip(found.statements, found.triggers, strict=True):
        matches = tuple(words.found_in(statement.masked)) if triggers and words.may_be_in(triggers) else ()
        for match in beyond_remarks(matches, statement, among_modals=found.among_modals) if matches else ():
            hit = _hit(section, statement, match, words)
            if not index.definitions(term_key(hit.word)):
                yield hit


class _Demands(NamedTuple):
    """What a section demands."""

    statements: tuple[Statement, ...]
    triggers: tuple[frozenset[str], ...]
    """For each statement its words that are in a phrase of a list."""
    words: frozenset[str]
    """All words of all statements, folded."""
    among_modals: bool
    """Whether most sentences have a modal verb, so that one without demands nothing."""


_WITH = re.compile(r"\W*with\s+[^,;:.]*\Z", re.IGNORECASE)
_CONTEXT = 40
"""So many characters before a word decide whether it is right there."""
_TOKEN = re.compile(r"[^\W\d_]+")
_OF_PHRASES: set[str] = set()
"""The words of the phrases of all lists."""


@lru_cache(maxsize=2)
def _demands(section: Section) -> _Demands:
    """Return what a section demands; the checks of one section ask for it one after the other."""
    return _chosen(section.piece, statements_of(section))


@per_reading
def _chosen(_piece: Piece, statements: tuple[Statement, ...]) -> _Demands:
    chosen = tuple(statement for statement in statements if statement.normative)
    words = [frozenset(_TOKEN.findall(statement.masked.casefold())) for statement in chosen]
    triggers = tuple(some & _OF_PHRASES for some in words)
    return _Demands(chosen, triggers, frozenset().union(*words), is_spoken_in_modals(statements))


def _hit(section: Section, statement: Statement, match: re.Match[str], words: Lexicon) -> Hit:
    word = " ".join(match[0].split())
    span = section.at(statement.span_of(*match.span()))
    return Hit(word, words.advice[word.casefold()], span, statement, Span(*match.span()))
