"""Statements that say nearly the same, found through a few of their word triples, without comparing all with all.

Two statements are alike when they share at least four fifths of the triples of words that either has (their Jaccard
index), or when they say the same words in other forms: `said`. Triples are put in one order for all; of two that are
alike, the first few of one must be among the first few of the other (prefix filtering: Chaudhuri, Ganti, Kaushik, "A
Primitive Operator for Similarity Joins", ICDE 2006). Only those are keys of the index, and what is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from osteon.analysis.model import Section
from osteon.analysis.passages import per_reading
from osteon.analysis.quantities import singular
from osteon.analysis.statements import Statement, statements_of
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span

ALIKE = (4, 5)
"""The least Jaccard index of statements that say nearly the same: four fifths, in whole numbers."""
FEWEST_WORDS = 6
"""Shorter statements are alike by chance."""

FEWEST_SAID = 5
"""So many words that mean something two statements share that differ in their forms only."""

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

    def named(self, key: str) -> Collection[tuple[str, Piece, Phrase]]:
        """Return the phrases that have a key with their files and pieces; none where it is that of a set phrase."""
        found = self._by_key.get(key, ())
        return found if len(found) <= SET_PHRASE else ()

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
        for key in words_before:
            if not self._by_key[key]:
                del self._by_key[key]
        changed = _changed(words_before, words_after) if words_before else keys
        return {key for key in changed if not (key in told_nothing and len(self._by_key.get(key, ())) > SET_PHRASE)}

    def of_file(self, path: str) -> Mapping[Piece, tuple[Phrase, ...]]:
        """Return the phrases of a file by its pieces."""
        return self._by_file[path]

    def add(self, path: str, phrases: Mapping[Piece, tuple[Phrase, ...]]) -> None:
        """Add the phrases of a file that has none yet."""
        self._by_file[path].update(phrases)
        for key, entry in _entries(path, phrases):
            self._by_key[key].add(entry)


def _changed(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> set[str]:
    """Return the keys under which something else is said than before."""
    keys = before.keys() | after.keys()
    return {key for key in keys if sorted(before.get(key, ())) != sorted(after.get(key, ()))}


def _entries(path: str, phrases: Mapping[Piece, Iterable[Phrase]]) -> Iterator[tuple[str, tuple[str, Piece, Phrase]]]:
    for piece, in_piece in phrases.items():
        for phrase in in_piece:
            yield from ((key, (path, piece, phrase)) for key in phrase.keys)


def _words(path: str, phrases: Mapping[Piece, Iterable[Phrase]]) -> dict[str, list[str]]:
    """Return what is said under each key, wherever it stands."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, (_path, _piece, phrase) in _entries(path, phrases):
        found[key].append(phrase.words)
    return found


def phrases_of(section: Section) -> tuple[Phrase, ...]:
    """Return the demands of a section that should be made once only; criteria may well repeat what they test.

    The result is remembered for the section's piece, by its statements: they are other ones in another context.
    """
    if any(one.name == "acceptance criteria" for one in (section, *section.above())):
        return ()
    return _phrases(section.piece, statements_of(section))


@per_reading
def _phrases(_piece: Piece, statements: tuple[Statement, ...]) -> tuple[Phrase, ...]:
    compared = ((one.span.start, part) for one in statements if _is_compared(one) for part in _compared(one.text))
    return tuple(Phrase(span.shifted(start), words, keys) for start, (span, words, keys) in compared)


@lru_cache(maxsize=4096)  # typing leaves most statements of a section as they are
def _compared(text: str) -> tuple[tuple[Span, str, tuple[str, ...]], ...]:
    """Return a statement, and the parts of it that are compared by themselves: spans, words and keys."""
    words = normalised(text)
    keys = phrase_keys(words)
    whole = ((Span(0, len(text)), words, keys),) if keys else ()
    return (*whole, *_clauses(text, words)) if ";" in text else whole


def _clauses(text: str, whole: str) -> Iterator[tuple[Span, str, tuple[str, ...]]]:
    """Return the parts of a statement that semicolons divide: elsewhere each may be a sentence of its own."""
    begin = 0
    for part in text.split(";"):
        start = begin + len(part) - len(part.lstrip())
        words = normalised(part)
        if words != whole and (meaning := said(words)):
            yield Span(start, begin + len(part.rstrip())), words, (_key_of(meaning),)
        begin += len(part) + 1


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
    keys = tuple(format(triple, "x") for triple in triples[: may_differ + 1])
    return (*keys, _key_of(meaning)) if keys and (meaning := said(words)) else keys


def _key_of(meaning: str) -> str:
    return f"={crc32(meaning.encode('utf-8', 'replace')):x}"


def are_alike(words: str, others: str) -> bool:
    """Tell whether two statements, by their normalised words, say nearly the same."""
    one, other = _triples(words), _triples(others)
    part, whole = ALIKE
    if not one or not other:
        return False
    return whole * len(one & other) >= part * len(one | other) or (said(words) == said(others) != "")


@lru_cache(maxsize=4096)
def said(words: str) -> str:
    """Return what a statement, by its normalised words, says in whatever forms; empty where that is too little.

    "When a ticket is inserted, the station shall print it" and "The station must print tickets once they are inserted"
    come out the same: without articles, auxiliary verbs and pronouns, in the singular, the condition first, "the state
    of the motor" as "motor state". Numbers, negations and all words of place and direction stay, in their order.
    """
    found = [meaning for word in words.split() if (meaning := _MEANINGS[word])]
    if len(found) < FEWEST_SAID:
        return ""
    if "of" in found:
        found = _without_of(found)
    if "when" in found:
        at = found.index("when")
        found = [*found[at:], *found[:at]]
    return " ".join(found) if len(found) - ("when" in found) >= FEWEST_SAID else ""


class _Meanings(dict[str, str]):
    """What is compared of a word, worked out once for each; empty for one that says nothing by itself."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = meaning = _meaning(word)
        return meaning


_MEANINGS = _Meanings()
_MOST_WORDS = 20_000
_UNSAID = frozenset(
    re.findall(
        r"\w+",
        """a an the this that these those which who it its they them their is are be been being was were has have had do
        does did shall must will would should can could may might as then and also each every any all so there at for by
        with""",
    )
)
_WHENS = frozenset({"when", "whenever", "if", "once", "where", "while"})
_NEGATIONS = frozenset({"not", "cannot", "never", "no", "without"})
_ACTORS = frozenset({"software", "system", "controller", "firmware", "program", "application", "app", "tool"})
"""What one project calls itself now so, now so."""


def _meaning(word: str) -> str:
    if word in _UNSAID:
        return ""
    if word in _WHENS:
        return "when"
    if word in _NEGATIONS or word.endswith(("n't", "n’t")):
        return "not"
    one = singular(word)
    return "system" if one in _ACTORS else one


def _without_of(found: list[str]) -> list[str]:
    """Return words with each "state of motor" as "motor state"."""
    turned: list[str] = []
    for word in found:
        if len(turned) > 1 and turned[-1] == "of":
            turned[-2:] = [word, turned[-2]]
        else:
            turned.append(word)
    return turned


@lru_cache(maxsize=4096)
def _triples(words: str) -> frozenset[int]:
    """Return each three words in a row as a number; none of what is too short to compare."""
    parts = words.split()
    if len(parts) < FEWEST_WORDS:
        return frozenset()
    return frozenset(crc32(" ".join(parts[at : at + 3]).encode("utf-8", "replace")) for at in range(len(parts) - 2))
