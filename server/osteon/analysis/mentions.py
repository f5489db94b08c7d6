"""Finds what measured quantities are said of, in whatever words, so that two places that say the same can be compared.

A mention is a quantity with a unit and the words of its clause. "An audio pause of 120 s" and "the audio pause lasts
2 min" have no key in common, but most of their words; in the corpus that means one thing, unless one of them denies
something, has another word before the number, or a value of another magnitude. Sections that restate what others say,
such as constraints and acceptance criteria, need to share less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from osteon.analysis.constants import GENERIC, STOP, is_same_otherwise, is_stated, placed
from osteon.analysis.glossary import SECTIONS as GLOSSARIES
from osteon.analysis.index import Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.passages import Passage, passages, per_piece, sentences
from osteon.analysis.quantities import NUMBER_WORDS, Ends, Quantity, Shape, quantities, singular
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span
from osteon.analysis.units import SYMBOLS, Unit


class Said(NamedTuple):
    """What a place says of a quantity, wherever it stands."""

    readings: tuple[Ends, ...]
    shape: Shape
    unit: Unit | None
    words: frozenset[str]
    """The stems of the words of its clause that are more than "time", "size" and their like."""
    others: frozenset[str]
    """The other stems of its clause."""
    around: frozenset[str]
    """The stems of its sentence and of the heading that are more than that."""
    role: str
    """The word that says what the quantity is to the rest: `every`, `after`, `by`; empty where it is just its value."""
    in_case: bool
    """Whether the clause sets a condition."""
    in_sentence_case: bool
    """Whether its sentence does."""
    is_denied: bool
    """Whether the clause says what is not."""
    ordinals: frozenset[str]
    """The words of its clause that tell one from another: "the second retry"."""
    is_of_many: bool
    """Whether it stands in a table, or beside others of its kind: "10 mm, 20 mm and 30 mm"."""


class Context(NamedTuple):
    """What a quantity stands in; what is said of it there is worked out when somebody asks, and not kept for long."""

    sentence: str
    title: frozenset[str]
    """The own stems of the heading, where that is of an entry."""
    is_row: bool
    number: int
    """Which quantity of the sentence it is."""

    @property
    def said(self) -> Said:
        return _said(*self[:-1])[self.number]


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity with what is said of it. Spans count from the piece."""

    quantity: Quantity
    """Its spans count from the piece too."""
    text: str
    """The quantity as written, with the words that bound it."""
    context: Context
    is_converted: bool
    """Whether its sentence gives it in another unit too: "1 h (3,600 s)"."""

    @property
    def said(self) -> Said:
        return self.context.said


class Mentioned(NamedTuple):
    """What other sections may know of a mention."""

    context: Context
    unit: Unit | None
    section: str
    """The anchor of the section that it stands in."""
    restates: bool
    """Whether that says once more what others say: constraints, goals, acceptance criteria."""

    @property
    def said(self) -> Said:
        return self.context.said


@per_piece
def mentions(piece: Piece) -> Iterator[Mention]:
    """Return the measured quantities of a section's own text."""
    if may_measure(piece.text):
        title = title_stems(piece)
        for passage in passages(piece):
            if may_measure(passage.text):
                for sentence in sentences(passage):
                    yield from _of_sentence(passage, sentence, title)


def title_stems(piece: Piece) -> frozenset[str]:
    """Return the own stems of a heading, where that is of an entry of a section."""
    is_entry = piece.heading is not None and piece.heading.level > _LEVEL_OF_SECTIONS
    return own_stems(piece.heading.title.text) if piece.heading and is_entry else frozenset()


_LEVEL_OF_SECTIONS = 2


def may_measure(text: str) -> bool:
    """Tell, at the cost of two searches, whether a text can have a quantity with a unit."""
    return _IN_DIGITS.search(text) is not None or _IN_LETTERS.search(text) is not None


_UNITS = "|".join(map(re.escape, SYMBOLS))
_FIRST = "".join(sorted({re.escape(name[0]) for name in SYMBOLS}))
_IN_DIGITS = re.compile(
    rf"[\d€$£](?:(?<=\d)[ \u00a0-]?(?=[{_FIRST}])(?:{_UNITS})(?!\w)|(?<=[€$£]) ?\d)",
)
_HEADS = "".join({letter for word in NUMBER_WORDS for letter in (word[0], word[0].upper())})
_TAILS = "|".join({word[1:]: "" for word in NUMBER_WORDS})
_IN_LETTERS = re.compile(rf"[{_HEADS}](?:{_TAILS})[ -](?:{_UNITS})(?!\w)")
"""Patterns that begin with a set of characters are quick."""


def _of_sentence(passage: Passage, sentence: Span, title: frozenset[str]) -> Iterator[Mention]:
    text = passage.text[sentence.start : sentence.end]
    found = quantities(text) if may_measure(text) else ()
    measured = _measured(found)
    if measured:
        for number, quantity in enumerate(measured):
            context = Context(text, title, passage.kind == "row", number)
            is_converted = len(measured) > 1 and any(is_same_otherwise(quantity, other) for other in measured)
            written = text[slice(*quantity.whole)].strip()
            yield Mention(placed(quantity, passage, sentence.start), written, context, is_converted)


def _measured(found: tuple[Quantity, ...]) -> list[Quantity]:
    """Return what is measured of the quantities of a sentence."""
    return [] if len(found) > _MOST_IN_SENTENCE else [quantity for quantity in found if quantity.unit is not None]


@lru_cache(maxsize=2048)
def _said(text: str, title: frozenset[str], is_row: bool) -> tuple[Said, ...]:
    """Return what a sentence says of each of its measured quantities."""
    found = quantities(text)
    measured = _measured(found)
    bare = _without(text, found)
    around, in_case = own_stems(bare) | title, _has(_CASES, bare)
    result = []
    for quantity in measured:
        clause = bare[slice(*_clause(bare, quantity.whole))]
        words = stems(clause)
        said = Said(
            quantity.readings,
            quantity.shape,
            quantity.unit,
            words - _GENERIC,
            words & _GENERIC,
            around,
            _role(bare, quantity.whole),
            in_case and _has(_CASES, clause),
            in_case,
            _has(_DENIALS, clause),
            _ORDINALS.intersection(_WORD.findall(clause.casefold())),
            is_row or any(_are_listed(text, quantity, other) for other in measured),
        )
        result.append(said)
    return tuple(result)


_MOST_IN_SENTENCE = 12
"""A sentence of more quantities is a list of data."""


def _are_listed(text: str, one: Quantity, other: Quantity) -> bool:
    first, second = sorted((one.whole, other.whole))
    return one.dimension == other.dimension and _LISTED.fullmatch(text, first.end, second.start) is not None


_LISTED = re.compile(r",? (?:and |or |then |to )?")


def _without(text: str, found: tuple[Quantity, ...]) -> str:
    """Return a text of the same length with blanks in place of quantities."""
    for quantity in found:
        start, end = quantity.whole
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


_CUT = re.compile(r"[;,:](?= )|\|| (?:and|but|until|before|so that)\b|->|→")


def _clause(text: str, at: Span) -> tuple[int, int]:
    """Return the range of the clause around a quantity, with a label before it: "Timeout of an attempt: 10 s"."""
    begins = [0, *(match.end() for match in _CUT.finditer(text, 0, at.start))]
    following = _CUT.search(text, at.end)
    end = following.start() if following else len(text)
    begin = begins.pop()
    while begins and not text[begin:end].strip(" ."):
        begin = begins.pop()
    if begins and text[begin : at.start].isspace() and text[begin - 1] == ",":  # "the credit, 2.00 € per crate,"
        begin = begins.pop()
    return begin, end


def _has(words: frozenset[str], text: str) -> bool:
    return not words.isdisjoint(_WORD.findall(text.casefold()))


_CASES = frozenset(
    re.findall(r"\w+", "if when whenever while unless once during otherwise except given then instead only would")
)
_DENIALS = frozenset(re.findall(r"\w+", "not no never nor neither cannot"))

_ORDINALS = frozenset(re.findall(r"\w+", "first second third fourth fifth last next other another old new"))


def _role(text: str, at: Span) -> str:
    match = _RELATION.match(text, at.end) or _ROLE.search(text, max(0, at.start - 24), at.start)
    return _ROLES.get(match[1].casefold(), "") if match else ""


_ROLE = re.compile(r"\b([A-Za-z]+) +(?:the |an? |last |first |next )?\Z")
_RELATION = re.compile(r" (above|below|over|under|after|before)\b")
"""What makes a quantity a difference: "10 °C below its setpoint", "2 s after the start"."""
_ROLES = dict.fromkeys(("each", "every", "per"), "every") | {
    word: word for word in re.findall(r"\w+", "after before by from to for at into than above below over under between")
}
_LIKE_NONE = frozenset({"", "for", "to"})
"""Roles that say little: "waits for 30 s" and "the wait is 30 s", "moves to 28 days" and "is 28 days"."""

_WORD = re.compile(r"[^\W_]+(?:[-_'][^\W_]+)*")


def own_stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that are more than "time", "size" and their like."""
    return stems(text) - _GENERIC


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that mean something."""
    return frozenset(found for word in _WORD.findall(text) for found in _stems(word))


@lru_cache(maxsize=8192)
def _stems(word: str) -> tuple[str, ...]:
    folded = word.casefold().removesuffix("'s")
    parts = (folded,) if _NUMBERED.fullmatch(folded) else folded.split("-")
    return tuple(_stem(part) for part in parts if len(part) > 1 and part not in _LIGHT and not part.isdecimal())


_NUMBERED = re.compile(r"[a-z][a-z0-9]{0,9}-\d{1,6}")
"""The number of a requirement: `req-17`."""
_LIGHT = STOP.union(
    _CASES,
    _DENIALS,
    re.findall(
        r"\w+",
        """both whole entire single after before within every until who whom whose which that there than into more less
        itself themselves so just still about between during per""",
    ),
)


def _stem(word: str) -> str:
    """Return what the forms of a word share, as far as its last letters tell: `refreshed` and `refreshes`."""
    found = singular(word)
    for ending in ("ing", "ed"):
        if len(found) > len(ending) + 2 and len(found) > _SHORT and found.endswith(ending):
            found = found.removesuffix(ending)
            break
    found = found[:-1] if len(found) >= _SHORT and found.endswith("e") else found
    return found[:-1] if len(found) >= _SHORT and found[-1] == found[-2] else found


_SHORT = 5
_GENERIC = frozenset(map(_stem, GENERIC))


# What the index knows of them -----------------------------------------------------------------------------------------


def mentioned(mention: Mention, section: Section) -> Mentioned:
    """Return what is comparable of a mention of a section."""
    restates = any(one.level == _LEVEL_OF_SECTIONS and one.name in _RESTATING for one in (section, *section.above()))
    return Mentioned(mention.context, mention.quantity.unit, section.anchor, restates)


_RESTATING = GLOSSARIES.union(
    ("constraints", "goals", "overview", "introduction", "summary", "components", "acceptance criteria", "acceptance")
)
"""Where a spec says once more what it demands, and what its architecture promises of it."""


def mention_keys(spec_id: str, mention: Mention) -> Iterator[Key]:
    """Return the keys of a mention in a spec, one for each word of its clause; none for one of many."""
    said = mention.said
    for word in () if said.is_of_many else said.words:
        yield Key("quantity", f"{spec_id.casefold()}|{word}|{mention.quantity.dimension}")


def value_key(mention: Mention) -> Key:
    """Return the key of all mentions of one value, in whatever unit, as a bound or not."""
    low, high = mention.quantity.normal[:2]
    value = f"{low}|{high}" if low is not None and high is not None and low != high else low if high is None else high
    return Key("quantity", f"={mention.quantity.dimension}|{value}")


def mention_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return what a section says of quantities, for other sections to be compared with."""
    found = mentions(section.piece)
    for mention in found if found and is_stated(section) else ():
        span, told = section.at(mention.quantity.whole), mentioned(mention, section)
        if not mention.is_converted:
            yield Definition(value_key(mention), span, mention.text, told)
        for key in mention_keys(spec_id, mention):
            yield Definition(key, span, mention.text, told)


# What is one thing ----------------------------------------------------------------------------------------------------


def likeness(one: Mentioned, other: Mentioned) -> Fraction:
    """Return how many of their words two mentions of one spec share, 0 where they are of two things.

    Two demands must use the same own words: another word may make it another door. A section that restates demands
    says them in other words, and under no condition; there two words are enough, if they are a quarter of all.
    """
    mine, its = one.said, other.said
    if mine.is_of_many or its.is_of_many or mine.is_denied != its.is_denied or one.section == other.section:
        return _NOTHING
    if mine.ordinals != its.ordinals or (mine.role != its.role and not {mine.role, its.role} <= _LIKE_NONE):
        return _NOTHING
    own = len(mine.words & its.words)
    share = Fraction(own + len(mine.others & its.others), len(mine.words | its.words | mine.others | its.others) or 1)
    return share if own and _may_be_one(one, other, own, share) else _NOTHING


_NOTHING = Fraction(0)


def _may_be_one(one: Mentioned, other: Mentioned, own: int, share: Fraction) -> bool:
    mine, its = one.said, other.said
    if mine.words == its.words and mine.in_case == its.in_case and share >= _LEAST:
        return own >= _FEWEST or not (mine.in_sentence_case or its.in_sentence_case)
    restated = (one.restates or other.restates) and {mine.shape, its.shape} not in _UNLIKE
    return restated and own >= _FEWEST and share >= _LEAST_RESTATED


_FEWEST = 2
_LEAST = Fraction(2, 5)
_LEAST_RESTATED = Fraction(1, 4)
_UNLIKE: tuple[set[Shape], ...] = ({"exact", "minimum"}, {"maximum", "minimum"})


def have_one_value(one: Said, other: Said) -> bool:
    """Tell whether two mentions name one value, as a bound or not."""
    return bool(_ends(one) & _ends(other))


def are_near(one: Said, other: Said) -> bool:
    """Tell whether two values are different, but of one magnitude, as two opinions of one thing are.

    One more or less is a test of a limit: "301 s" beside "300 s".
    """
    mine, its = _ends(one), _ends(other)
    step = one.unit.scale if one.unit is not None and one.unit == other.unit else Fraction(0)
    if mine & its or any(step and abs(a - b) == step and max(a, b) > 10 * step for a in mine for b in its):
        return False
    return any(min(a, b) > 0 and max(a, b) <= _MAGNITUDE * min(a, b) for a in mine for b in its)


def _ends(one: Said) -> set[Fraction]:
    return {abs(end) for ends in one.readings for end in ends[:2] if end is not None}


_MAGNITUDE = 4


def is_value_of_same(one: Said, other: Said, *, same_file: bool) -> bool:
    """Tell whether two mentions of one value in two units are about one thing.

    Hardly any two things have the same value in different units by chance, so that one word in common is enough, two
    where the value is just one: "1 h" is as often 60 minutes of something else. Bits are not another unit for bytes.
    """
    if one.unit is None or other.unit is None or one.unit == other.unit or _is_in_bits(one) != _is_in_bits(other):
        return False
    return len(one.around & other.around) >= 1 + (not same_file) + (_is_one(one) or _is_one(other))


def _is_in_bits(one: Said) -> bool:
    return one.unit is not None and one.unit.name.endswith(("bit", "bits"))


def _is_one(one: Said) -> bool:
    return one.unit is not None and any(one.unit.scale in ends[:2] for ends in one.readings)
