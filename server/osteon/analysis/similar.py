"""Statements that say nearly the same, found through a few of their word triples, without comparing all with all.

Two statements are alike when they share at least four fifths of the triples of words that either has (their Jaccard
index). Triples are put in one order for all; of two that are alike, the first few of one must be among the first few
of the other (prefix filtering: Chaudhuri, Ganti, Kaushik, "A Primitive Operator for Similarity Joins", ICDE 2006).
Only those are keys of the index.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from osteon.analysis.model import Section
from osteon.analysis.passages import per_reading
from osteon.analysis.statements import Statement, statements_of
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span

ALIKE = (4, 5)
"""The least Jaccard index of statements that say nearly the same: four fifths, in whole numbers."""
FEWEST_WORDS = 6
"""Shorter statements are alike by chance."""

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_NOT_COMPARED = frozenset({"accepts", "returns", "errors"})
"""What two functions take, give and refuse may well be the same."""


SET_PHRASE = 16
"""So many statements may share a key; what more share is common to all sorts of statements, and tells nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """A statement as it is compared: its place in its piece, its words, and the keys by which alike ones are found."""

    span: Span
    words: str
    keys: tuple[str, ...]


class Phrases:
    """The phrases of all files by their keys, kept up to date piece by piece: an edit costs what it touches."""

    def __init__(self) -> None:
        self._by_key: defaultdict[str, set[tuple[str, Piece, Phrase]]] = defaultdict(set)
        self._by_file: defaultdict[str, dict[Piece, tuple[Phrase, ...]]] = defaultdict(dict)

    def named(self, key: str) -> list[tuple[str, Piece, Phrase]]:
        """Return the phrases that have a key with their files and pieces; none where it is that of a set phrase."""
        found = self._by_key.get(key, ())
        return list(found) if len(found) <= SET_PHRASE else []

    def replace(self, path: str, old: Iterable[Piece], sections: Iterable[Section]) -> set[str]:
        """Put the phrases of `sections` in the place of those of `old` pieces of a file.

        Returns the keys that tell something else than before.
        """
        held = self._by_file[path]
        before = {piece: held.pop(piece) for piece in old if piece in held}
        after = {section.piece: phrases for section in sections if (phrases := phrases_of(section))}
        held.update(after)
        gone = {piece: phrases for piece, phrases in before.items() if after.get(piece) is not phrases}
        new = {piece: phrases for piece, phrases in after.items() if before.get(piece) is not phrases}
        words_before, words_after = _words(path, gone), _words(path, new)
        keys = words_before.keys() | words_after.keys()
        told_nothing = {key for key in keys if len(self._by_key[key]) > SET_PHRASE}
        for key, entry in _entries(path, gone):
            self._by_key[key].discard(entry)
        for key, entry in _entries(path, new):
            self._by_key[key].add(entry)
        for key in keys:
            if not self._by_key[key]:
                del self._by_key[key]
        changed = {key for key in keys if words_before.get(key) != words_after.get(key)}
        return {key for key in changed if not (key in told_nothing and len(self._by_key.get(key, ())) > SET_PHRASE)}

    def of_file(self, path: str) -> Mapping[Piece, tuple[Phrase, ...]]:
        """Return the phrases of a file by its pieces."""
        return self._by_file[path]

    def add(self, path: str, phrases: Mapping[Piece, tuple[Phrase, ...]]) -> None:
        """Add the phrases of a file that has none yet."""
        self._by_file[path].update(phrases)
        for key, entry in _entries(path, phrases):
            self._by_key[key].add(entry)


def _entries(path: str, phrases: Mapping[Piece, Iterable[Phrase]]) -> Iterator[tuple[str, tuple[str, Piece, Phrase]]]:
    for piece, in_piece in phrases.items():
        for phrase in in_piece:
            yield from ((key, (path, piece, phrase)) for key in phrase.keys)


def _words(path: str, phrases: Mapping[Piece, Iterable[Phrase]]) -> dict[str, Counter[str]]:
    """Return what is said under each key, wherever it stands."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, (_path, _piece, phrase) in _entries(path, phrases):
        found[key][phrase.words] += 1
    return dict(found)


def phrases_of(section: Section) -> tuple[Phrase, ...]:
    """Return the demands of a section that should be made once only; criteria may well repeat what they test.

    The result is remembered for the section's piece, by its statements: they are other ones in another context.
    """
    if any(one.name == "acceptance criteria" for one in (section, *section.above())):
        return ()
    return _phrases(section.piece, statements_of(section))


@per_reading
def _phrases(_piece: Piece, statements: tuple[Statement, ...]) -> tuple[Phrase, ...]:
    keyed = ((one.span, *_compared(one.text)) for one in statements if _is_compared(one))
    return tuple(Phrase(span, words, keys) for span, words, keys in keyed if keys)


@lru_cache(maxsize=4096)  # typing leaves most statements of a section as they are
def _compared(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a statement as it is compared: its words and its keys."""
    words = normalised(text)
    return words, phrase_keys(words)


def _is_compared(statement: Statement) -> bool:
    """Tell whether a statement should be made once only; steps of scenarios are repeated to set a scene."""
    step = statement.shape == "scenario"
    return statement.normative and not step and statement.origin != "cell" and statement.field not in _NOT_COMPARED


def normalised(text: str) -> str:
    """Return the words of a statement, folded, with code and numbers but without punctuation."""
    return " ".join(_WORD.findall(text.casefold()))


def phrase_keys(words: str) -> tuple[str, ...]:
    """Return the keys of a statement by its normalised words: alike ones share at least one."""
    triples = sorted(_triples(words))
    part, whole = ALIKE
    may_differ = len(triples) * (whole - part) // whole
    return tuple(format(triple, "x") for triple in triples[: may_differ + 1])


def are_alike(words: str, others: str) -> bool:
    """Tell whether two statements, by their normalised words, say nearly the same."""
    one, other = _triples(words), _triples(others)
    part, whole = ALIKE
    return bool(one and other) and whole * len(one & other) >= part * len(one | other)


@lru_cache(maxsize=4096)
def _triples(words: str) -> frozenset[int]:
    """Return each three words in a row as a number; none of what is too short to compare."""
    parts = words.split()
    if len(parts) < FEWEST_WORDS:
        return frozenset()
    return frozenset(crc32(" ".join(parts[at : at + 3]).encode("utf-8", "replace")) for at in range(len(parts) - 2))
