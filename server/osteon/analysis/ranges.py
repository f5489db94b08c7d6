"""Finds the ranges that a text gives for what it measures, so that two that share one end only can be compared.

"Between 22 °C and 27 °C" and "below 22 °C or above 28 °C" are about one range, as far as one end and a word can tell:
hardly any two ranges of different things share an end with its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import NamedTuple

from osteon.analysis.constants import is_stated, placed, shifted
from osteon.analysis.index import Definition, Key
from osteon.analysis.mentions import may_measure, own_stems, title_stems
from osteon.analysis.model import Section
from osteon.analysis.passages import Passage, passages, per_piece, sentences
from osteon.analysis.quantities import Quantity, quantities
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Row, Table, tables
from osteon.analysis.text import Span


class Between(NamedTuple):
    """What other sections may know of a range: its ends in the first unit of their dimension, and the words around."""

    low: Fraction
    high: Fraction
    words: frozenset[str]
    head: str
    """The stem of the last word of a parameter's name, where it is one of a table; else empty."""
    section: str
    """The anchor of the section that it stands in."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A range of a measure as a text gives it; the span counts from the piece."""

    low: Fraction
    high: Fraction
    dimension: str
    text: str
    span: Span
    words: frozenset[str]
    """The stems of the words around it and of the heading that mean something."""
    head: str = ""
    """The stem of the last word of what a row of a table names."""


@per_piece
def ranges(piece: Piece) -> Iterator[Ranged]:
    """Return the ranges of measures in a section's own text."""
    title = title_stems(piece)
    for passage in passages(piece):
        if _TWO.search(passage.text) and may_measure(passage.text):
            for sentence in sentences(passage):
                yield from _of_sentence(passage, sentence, title)
    for table in tables(piece):
        yield from _of_table(table, title)


_TWO = re.compile(r"\d(?<=\d)\D{1,60}\d")


def _of_sentence(passage: Passage, sentence: Span, title: frozenset[str]) -> Iterator[Ranged]:
    text = passage.text[sentence.start : sentence.end]
    found = quantities(text)
    if len(found) > _MOST:
        return
    words = own_stems(_NUMBER.sub(" ", text)) | title
    for one, other in zip_longest(found, found[1:]):
        if one.shape == "range":
            yield from _ranged(one, one, text, words, (passage, sentence.start))
        elif other and one.shape == "maximum" and other.shape == "minimum" and _is_or(text, one, other):
            yield from _ranged(one, other, text, words, (passage, sentence.start))


_MOST = 12
_NUMBER = re.compile(r"\d[\d.,]*")


def _is_or(text: str, one: Quantity, other: Quantity) -> bool:
    return text[one.whole.end : other.whole.start].strip(" ,") == "or" and one.dimension == other.dimension


def _ranged(
    one: Quantity, other: Quantity, text: str, words: frozenset[str], said: tuple[Passage, int]
) -> Iterator[Ranged]:
    """Return what lies from the one to the other: a range, or all that is not "below 22 °C or above 28 °C"."""
    low, high = (one.normal.low, one.normal.high) if one is other else (one.normal.high, other.normal.low)
    if one.unit is not None and low is not None and high is not None and low < high:
        begin, end = placed(one, *said).whole.start, placed(other, *said).whole.end
        written = text[one.whole.start : other.whole.end].strip()
        yield Ranged(low, high, one.unit.dimension, written, Span(begin, end), words)


def _of_table(table: Table, title: frozenset[str]) -> Iterator[Ranged]:
    """Return the ranges of rows that have a minimum and a maximum."""
    least = next((column for column, name in enumerate(table.titles) if _LEAST.fullmatch(name)), None)
    most = next((column for column, name in enumerate(table.titles) if _LARGEST.fullmatch(name)), None)
    for row in table.rows if least is not None and most is not None else ():
        if max(least or 0, most or 0) < len(row.cells):
            yield from _of_ends(row, _end(row, least or 0), _end(row, most or 0), own_stems(row.text(0)) | title)


def _of_ends(row: Row, least: Quantity | None, most: Quantity | None, words: frozenset[str]) -> Iterator[Ranged]:
    if least is None or most is None or least.unit is None or least.dimension != most.dimension:
        return
    low, high = least.normal.low, most.normal.low
    if low is not None and high is not None and low < high:
        at = row.span.start
        written = " to ".join(row.written[slice(*one.span.shifted(-at))] for one in (least, most))
        head = next(iter(own_stems(row.text(0).rpartition(" ")[2])), "")
        yield Ranged(low, high, least.dimension, written, Span(least.span.start, most.span.end), words, head)


_LEAST, _LARGEST = re.compile(r"min(?:imum)?\.?"), re.compile(r"max(?:imum)?\.?")


def _end(row: Row, column: int) -> Quantity | None:
    found = quantities(row.text(column))
    return shifted(found[0], row.at(column).start) if len(found) == 1 and found[0].shape == "exact" else None


# What the index knows of them -----------------------------------------------------------------------------------------


def between(one: Ranged, section: Section) -> Between:
    """Return what is comparable of a range of a section."""
    return Between(one.low, one.high, one.words, one.head, section.anchor)


def end_keys(spec_id: str, one: Ranged) -> Iterator[Key]:
    """Return the keys of a range in a spec by its ends; that nothing is less than 0 tells nothing."""
    for end in (one.low, one.high):
        if end:
            yield Key("quantity", f"[{spec_id.casefold()}|{one.dimension}|{end}")


def range_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return the ranges that a section gives, for other sections to be compared with."""
    found = ranges(section.piece)
    for one in found if found and is_stated(section) else ():
        for key in end_keys(spec_id, one):
            yield Definition(key, section.at(one.span), one.text, between(one, section))


def is_same(one: Between, other: Between) -> bool:
    """Tell whether two ranges of one thing are the same."""
    return (one.low, one.high) == (other.low, other.high) and bool(one.words & other.words)


def differ_at_one_end(one: Between, other: Between) -> bool:
    """Tell whether two ranges, as of one thing, share one end and have another one that is near."""
    if (one.low == other.low) == (one.high == other.high) or not _are_of_one(one, other):
        return False
    mine, its = (one.high, other.high) if one.low == other.low else (one.low, other.low)
    return min(mine, its) > 0 and max(mine, its) <= _MAGNITUDE * min(mine, its)


_MAGNITUDE = 2


def _are_of_one(one: Between, other: Between) -> bool:
    """Tell whether two words are shared, or the one that names a parameter."""
    shared = one.words & other.words
    return len(shared) >= _FEWEST or one.head in shared or other.head in shared


_FEWEST = 2
