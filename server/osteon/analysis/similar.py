"""Statements that say nearly the same, found through a few of their word triples, without comparing all with all.

Two statements are alike when they share at least four fifths of the triples of words that either has (their Jaccard
index), or when they say the same words in other forms: `said`. Triples are put in one order for all; of two that are
alike, the first few of one must be among the first few of the other (prefix filtering: Chaudhuri, Ganti, Kaushik, "A
Primitive Operator for Similarity Joins", ICDE 2006). Those are keys of the index, and what is said. Statements may
also make one demand in other words: `says_the_same`. These are found by their numbers or longest words, which few
statements have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zlib import crc32

from osteon.analysis.lexicon import are_contrary, are_synonyms, said_as, stem
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
    gist: Gist
    names: frozenset[str]
    """What in it is in capitals or in code, folded."""


Entry: TypeAlias = tuple[str, Piece, "Phrase"]
"""A phrase with its file and its piece."""


class Phrases:
    """The phrases of all files by their keys, kept up to date piece by piece: an edit costs what it touches."""

    def __init__(self) -> None:
        self._by_key: dict[str, tuple[Entry, ...] | set[Entry]] = {}
        """Most keys have one entry, and a tuple is the smallest for few; set phrases have sets."""
        self._by_file: defaultdict[str, dict[Piece, tuple[Phrase, ...]]] = defaultdict(dict)

    def like(self, phrase: Phrase, piece: Piece) -> Iterator[Entry]:
        """Yield what says nearly the same as a phrase of a piece, with its file and piece; some more than once."""
        for key in phrase.keys:
            found = self._by_key.get(key, ())
            if 1 < len(found) <= SET_PHRASE:
                yield from (entry for entry in found if _are_alike(key, (piece, phrase), entry[1:]))

    def replace(self, path: str, old: Iterable[Piece], sections: Iterable[Section]) -> set[tuple[str, Piece]]:
        """Put the phrases of `sections` in the place of those of `old` pieces of a file.

        Returns the pieces with a phrase that became a set phrase by that, or is none any more.
        """
        held = self._by_file[path]
        before = {piece: held.pop(piece) for piece in old if piece in held}
        after = {section.piece: phrases for section in sections if (phrases := phrases_of(section))}
        held.update(after)
        gone = {piece: phrases for piece, phrases in before.items() if after.get(piece) is not phrases}
        new = {piece: phrases for piece, phrases in after.items() if before.get(piece) is not phrases}
        keys = {key for phrases in (*gone.values(), *new.values()) for phrase in phrases for key in phrase.keys}
        set_before = {key for key in keys if self._is_set_phrase(key)}
        for key, entry in _entries(path, gone):
            self._take(key, entry)
        for key, entry in _entries(path, new):
            self._put(key, entry)
        crossed = {key for key in keys if self._is_set_phrase(key) != (key in set_before)}
        return {entry[:2] for key in crossed for entry in self._by_key.get(key, ())}

    def _put(self, key: str, entry: Entry) -> None:
        known = self._by_key.get(key, ())
        if isinstance(known, set):
            known.add(entry)
        elif entry not in known:
            self._by_key[key] = (*known, entry) if len(known) < SET_PHRASE else {*known, entry}

    def _take(self, key: str, entry: Entry) -> None:
        known = self._by_key.get(key, ())
        if isinstance(known, set) and len(known) > SET_PHRASE + 1:
            known.discard(entry)
        elif left := tuple(one for one in known if one != entry):
            self._by_key[key] = left
        else:
            self._by_key.pop(key, None)

    def _is_set_phrase(self, key: str) -> bool:
        return len(self._by_key.get(key, ())) > SET_PHRASE

    def of_file(self, path: str) -> Mapping[Piece, tuple[Phrase, ...]]:
        """Return the phrases of a file by its pieces."""
        return self._by_file[path]

    def add(self, path: str, phrases: Mapping[Piece, tuple[Phrase, ...]]) -> None:
        """Add the phrases of a file that has none yet."""
        self._by_file[path].update(phrases)
        for key, entry in _entries(path, phrases):
            self._put(key, entry)


def _are_alike(key: str, one: tuple[Piece, Phrase], other: tuple[Piece, Phrase]) -> bool:
    """Tell whether two phrases that share a key say the same, or nearly so."""
    (piece, phrase), (other_piece, other_phrase) = one, other
    if other_phrase is phrase:
        return False
    if key[0] == RARE:
        return says_the_same(phrase, other_phrase) and (
            other_piece is not piece or _is_said_again(phrase, other_phrase)
        )
    return are_alike(phrase.words, other_phrase.words)


def _entries(path: str, phrases: Mapping[Piece, Iterable[Phrase]]) -> Iterator[tuple[str, Entry]]:
    for piece, in_piece in phrases.items():
        for phrase in in_piece:
            entry = (path, piece, phrase)
            yield from ((key, entry) for key in phrase.keys)


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
    return tuple(
        Phrase(part.span.shifted(start), part.words, part.keys, part.gist, part.names) if start else part
        for start, part in compared
    )


@lru_cache(maxsize=4096)  # typing leaves most statements of a section as they are
def _compared(text: str) -> tuple[Phrase, ...]:
    """Return a statement, and the parts of it that are compared by themselves, counted from its start."""
    words = normalised(text)
    found = gist(words)
    divided = ";" in text and len(found.words) <= FEWEST_SAID  # what its parts say is too little to compare the whole
    keys = phrase_keys(words) + (() if divided else rare_keys(found))
    whole = (Phrase(Span(0, len(text)), words, keys, found, names_in(text)),) if keys else ()
    return (*whole, *_clauses(text, words)) if ";" in text else whole


def _clauses(text: str, whole: str) -> Iterator[Phrase]:
    """Return the parts of a statement that semicolons divide: elsewhere each may be a sentence of its own."""
    begin = 0
    for part in text.split(";"):
        start = begin + len(part) - len(part.lstrip())
        words = normalised(part)
        if words != whole and (meaning := said(words)):
            span = Span(start, begin + len(part.rstrip()))
            yield Phrase(span, words, (_key_of(meaning),), gist(words), names_in(part))
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


# In other words -------------------------------------------------------------------------------------------------------


class Gist(NamedTuple):
    """What two statements must share to make the same demand in other words."""

    words: frozenset[str]
    """The stems of the words that say what is demanded, of those that say the same one."""
    numbers: frozenset[str]
    denies: bool


def gist(words: str) -> Gist:
    """Return the gist of a statement by its normalised words: "at most" and "no more than" are none of it."""
    if " than" in words or "at " in words:
        words = _BOUND.sub(" ", words)
    stems = frozenset([found for word in words.split() if (found := _STEMS[word])])
    numbers = frozenset([found for found in stems if found[0].isdigit()])
    return Gist(stems - _DENIALS, numbers, not _DENIALS.isdisjoint(stems))


def says_the_same(one: Phrase, other: Phrase) -> bool:
    """Tell whether two statements make the same demand in other words.

    The evidence is what they share: all numbers, what is in capitals or in code of either, whether they deny anything,
    and five words or more that mean something, which are three fifths of the words of both or four fifths of one. In
    one section more is needed, see `_is_said_again`.
    """
    mine, others = one.gist, other.gist
    return (
        len(mine.words & others.words) >= FEWEST_SAID - 1
        and mine[1:] == others[1:]
        and _share_enough(mine, others)
        and (one.names <= other.names or other.names <= one.names)
        and not are_contrary(mine.words - others.words, others.words - mine.words)
        and _have_one_subject(one, other)
        and _in_one_order(one.words, other.words)
        and _in_one_order(other.words, one.words)
    )


def _is_said_again(one: Phrase, other: Phrase) -> bool:
    """Tell whether what says the same in one section is no other case beside it: "if it is empty", "if it is missing".

    Such cases are told by words of their own in the places of each other. What is said again has hardly any, or has
    what both say in another order.
    """
    mine, others = one.gist.words, other.gist.words
    own, its = len(mine - others), len(others - mine)
    in_other_order = _order_of(one, others) != _order_of(other, mine)
    may_be = min(own, its) <= in_other_order and (in_other_order or max(own, its) <= 1)
    return may_be and _have_one_deed(one, other)


def _have_one_subject(one: Phrase, other: Phrase) -> bool:
    """Tell whether two statements do not both begin with something that the other does not name."""
    first, begin = (_first_of(phrase) for phrase in (one, other))
    return first in other.gist.words or begin in one.gist.words or are_synonyms(first, begin)


def _have_one_deed(one: Phrase, other: Phrase) -> bool:
    """Tell whether what one demands behind a modal verb is in what the other demands.

    "May cancel" and "may move" are two deeds, and a deed in the condition of the other makes it the reverse.
    """
    demanded = [found[1] for phrase in (one, other) if (found := _DEED.search(phrase.words))]
    if len(demanded) < 2:
        return True
    deeds = [_STEMS[words.split(" ", 1)[0]] for words in demanded]
    return deeds[0] in gist(demanded[1]).words or deeds[1] in gist(demanded[0]).words


def _first_of(phrase: Phrase) -> str:
    return next((found for word in phrase.words.split() if (found := _STEMS[word]) in phrase.gist.words), "")


def _says_more(found: Gist) -> bool:
    """Tell whether a statement has numbers or denies something, so that one word less will do."""
    return bool(found.numbers) or found.denies


def _order_of(phrase: Phrase, shared: frozenset[str]) -> list[str]:
    """Return the stems of a phrase that another has too, each where it stands first."""
    return [found for found in dict.fromkeys(map(_STEMS.__getitem__, phrase.words.split())) if found in shared]


def _share_enough(one: Gist, other: Gist) -> bool:
    shared, either = len(one.words & other.words), len(one.words | other.words)
    if shared < FEWEST_SAID:
        return shared == FEWEST_SAID - 1 and _says_more(one) and 5 * shared >= 4 * either
    least = min(len(one.words), len(other.words))
    return 5 * shared >= 3 * either or (shared > FEWEST_SAID and 5 * shared >= 4 * least)


def names_in(text: str) -> frozenset[str]:
    """Return what in a statement is in capitals or in code."""
    return frozenset([name.casefold().strip("`") for name in _NAME.findall(text)])


def rare_keys(found: Gist) -> tuple[str, ...]:
    """Return keys for what is rare in a statement: its numbers where they are long or many, else its longest words."""
    if len(found.words) < FEWEST_SAID - _says_more(found):
        return ()
    beside = f"{RARE}{' '.join(sorted(found.numbers))}{'!' if found.denies else '~'}"
    if len(beside) > _TELLING:
        return (beside,)
    return tuple([f"{beside}{word}" for word in sorted(found.words - found.numbers, key=_by_length)[-_RARE:]])


RARE = "~"
"""Begins a key for what is rare."""
_RARE = 4
"""So many words of a statement are looked for elsewhere: of two that say the same, one at least is among them."""
_TELLING = 3
"""Numbers of so many characters with the marks around them are in few statements."""


def _by_length(word: str) -> tuple[int, str]:
    return len(word), word


def _in_one_order(one: str, other: str) -> bool:
    """Tell whether two statements do not swap parts: "from" and "to", condition and demand, a word and its contrary."""
    return _same_direction(one, other) and _same_condition(one, other) and _same_roles(one, other)


def _same_roles(one: str, other: str) -> bool:
    """Tell whether words that are the contraries of each other, such as client and server, stand in the same order."""
    here, there = ([found for word in words.split() if (found := _STEMS[word])] for words in (one, other))
    roles = {word for word in here if word in there and are_contrary((word,), here)}
    return not roles or [word for word in here if word in roles] == [word for word in there if word in roles]


def _same_direction(one: str, other: str) -> bool:
    here, there = ({(at, word) for at, word in _DIRECTED.findall(words)} for words in (one, other))
    if any((_REVERSED[at], word) in there and (at, word) not in there for at, word in here):
        return False
    return not any(_is_swapped(at, here, there, (one, other)) for at in {at for at, _word in here})


def _is_swapped(at: str, here: Pairs, there: Pairs, both: tuple[str, str]) -> bool:
    """Tell whether two statements, by their words, have other words of both behind a preposition: "to the client"."""
    mine, its = ({word for before, word in pairs if before == at} for pairs in (here, there))
    named = [set(words.split()) for words in both]
    return bool(its) and mine.isdisjoint(its) and mine <= named[1] and its <= named[0]


def _same_condition(one: str, other: str) -> bool:
    """Tell whether what is a condition here is none of the demand there."""
    here, there = (_CONDITION.search(words) for words in (one, other))
    if not here or not there:
        return True
    return not gist(here[0]).words.isdisjoint(gist(there[0]).words)


_BOUND = re.compile(r"\b(?:no|not) (?:more|later|longer|less|fewer) than\b|\bat (?:most|least)\b|\bnever more than\b")
_NAME = re.compile(r"`[^`]+`|\b(?!(?:MUST|SHALL|SHOULD|MAY|NOT|REQUIRED)\b)[A-Z][A-Z0-9_]+\b")
_DIRECTED = re.compile(r"\b(from|to|before|after|until|above|below|over|under) (?:(?:the|an?|its|each) )?(\w+)")
Pairs = set[tuple[str, str]]
"""Prepositions with the words behind them."""
_REVERSED = {
    "from": "to",
    "to": "from",
    "before": "after",
    "after": "before",
    "until": "after",
    "above": "below",
    "below": "above",
    "over": "under",
    "under": "over",
}
_DEED = re.compile(
    r"\b(?:shall|must|may|can|will|should) (?:(?:not|never|be|only|also|always) )*"
    r"((?!when|if|once|while|unless|until)\S+(?: (?!(?:when|whenever|if|once|while|unless|until) )\S+)*)"
)
"""A modal verb, and what follows up to a condition."""
_CONDITION = re.compile(r"\b(?:when|whenever|if|once|while) (?:[^ ]+ ?){1,12}")


class _Stems(dict[str, str]):
    """The stem that stands for each word in a gist, worked out once; empty for words that say nothing by themselves."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = found = _stem_of(word)
        return found


_STEMS = _Stems()
_DENIALS = frozenset({"not", "only", "instead", "except"})
_BESIDE = frozenset(
    re.findall(r"\w+", "1 of to in on from into or than but both one same after before more within until through while")
)


def _stem_of(word: str) -> str:
    meaning = _MEANINGS[word]
    if not meaning or meaning == "when" or word in _BESIDE or word in _BECOMING:
        return ""
    if meaning in ("not", "unless", "rather"):
        return "not" if meaning == "not" else "instead"
    return stem(said_as(meaning.removesuffix("'s").removesuffix("’s")))


_BECOMING = frozenset(re.findall(r"\w+", "become becomes became gets get"))


# Words ----------------------------------------------------------------------------------------------------------------


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
