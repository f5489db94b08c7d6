"""What the checks of words share: lists of words with advice, and where they stand in what a section demands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.glossary import term_key
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.statements import Statement, statements_of
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Blank, Span, edit_to_fill_in


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases, each with advice on what to write instead; made by `lexicon`."""

    advice: Mapping[str, str]
    """By the folded word."""
    keys: frozenset[str]
    """One word of each phrase: text that has none of them has no phrase."""
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    """What follows, the word included, where the word is right."""
    unless_after: re.Pattern[str] | None
    """What stands before the word, to its very end, where the word is right."""

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
    after: str
    """What follows in the statement, masked."""

    def finding(self, code: str, severity: Severity, message: str, *fixes: Fix) -> Finding:
        """Return a finding at the word."""
        return Finding(code, severity, self.span, message, fixes=fixes)

    def replaced(self, path: str, title: str, *parts: str | Blank, safe: bool = False) -> Fix:
        """Return a fix that puts other words in the place of this one, with blanks where a person must decide."""
        return fix_here(title, path, edit_to_fill_in(self.span, *parts), safe=safe)


def lexicon(words: Mapping[str, str], *, unless: str = "", unless_after: str = "") -> Lexicon:
    """Make a list of words from advice to the words it is for, separated by commas.

    `unless` and `unless_after` are regular expressions for where such a word is right: from its start on, and
    before it, up to it.
    """
    advice = {word.strip(): reason for reason, written in words.items() for word in written.split(",")}
    longest_first = sorted(advice, key=len, reverse=True)
    phrases = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return Lexicon(
        advice,
        frozenset(max(_TOKEN.findall(word), key=len) for word in advice),
        re.compile(rf"(?<![\w-])(?:{phrases})(?![\w-])", re.IGNORECASE),
        re.compile(unless, re.IGNORECASE) if unless else None,
        re.compile(rf"(?:{unless_after})\Z", re.IGNORECASE) if unless_after else None,
    )


def demands(section: Section) -> tuple[Statement, ...]:
    """Return the statements of a section that say what must be so: no overview, note, reason or example."""
    return _demands(section)[0]


def hits(section: Section, index: Index, words: Lexicon) -> Iterator[Hit]:
    """Return where words of a list stand in what a section demands; terms of a glossary are right everywhere."""
    statements, tokens = _demands(section)
    if words.keys.isdisjoint(tokens):
        return
    for statement in statements:
        for match in words.found_in(statement.masked):
            hit = _hit(section, statement, match, words)
            if not index.definitions(term_key(hit.word)):
                yield hit


_CONTEXT = 40
"""So many characters before a word decide whether it is right there."""
_TOKEN = re.compile(r"[^\W\d_]+")
_KNOWN: WeakKeyDictionary[Piece, tuple[tuple[Statement, ...], tuple[Statement, ...], frozenset[str]]] = (
    WeakKeyDictionary()
)
"""For each piece its statements, those that demand something, and all words of these."""


def _demands(section: Section) -> tuple[tuple[Statement, ...], frozenset[str]]:
    statements = statements_of(section)
    known = _KNOWN.get(section.piece)
    if known is None or known[0] is not statements:
        chosen = tuple(statement for statement in statements if statement.normative)
        words = frozenset(_TOKEN.findall(" ".join(statement.masked for statement in chosen).casefold()))
        known = _KNOWN[section.piece] = (statements, chosen, words)
    return known[1:]


def _hit(section: Section, statement: Statement, match: re.Match[str], words: Lexicon) -> Hit:
    word = " ".join(match[0].split())
    span = section.at(statement.span_of(*match.span()))
    return Hit(word, words.advice[word.casefold()], span, statement, statement.masked[match.end() :])
