"""Finds quantities of one table or section whose units do not fit together: 60 s, 300 s, 30 min and 7,200 s."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from osteon.analysis.constants import placed, shifted
from osteon.analysis.mentions import may_measure
from osteon.analysis.passages import Passage, passages, per_piece
from osteon.analysis.quantities import Quantity, quantities
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Row, Table, tables
from osteon.analysis.units import Unit


class Measured(NamedTuple):
    """A quantity with its unit and as it is written; its spans count from the piece."""

    quantity: Quantity
    unit: Unit
    text: str

    @property
    def value(self) -> Fraction:
        """How much it is in the first unit of its dimension, its upper end where it has two."""
        low, high = self.quantity.normal[:2]
        return abs(next((end for end in (high, low) if end is not None), Fraction(0)))


class Odd(NamedTuple):
    """A quantity, and one beside it whose unit it should have."""

    one: Measured
    other: Measured


@per_piece
def odd_units(piece: Piece) -> Iterator[Odd]:
    """Return the quantities of a section's own text that have another unit than their neighbours, and should not."""
    for table in tables(piece):
        yield from _in_columns(table)
        yield from _in_rows(table, piece)
    measured = [
        found
        for passage in passages(piece)
        if passage.kind != "row" and may_measure(passage.text) and (found := tuple(_measured(passage)))
    ]
    together = [one for found in measured for one in found]
    for beside in [together] if len(together) <= _MOST_BESIDE else measured:
        if len({one.unit.name for one in beside}) > 1 and len(beside) <= _MOST_BESIDE:
            for dimension in dict.fromkeys(one.unit.dimension for one in beside):
                yield from _odd([one for one in beside if one.unit.dimension == dimension])


def _in_columns(table: Table) -> Iterator[Odd]:
    """Return what is not in the unit of most cells of a column, though cells with larger values are."""
    for column in range(len(table.titles)):
        cells = [found for row in table.rows if (found := _cell(row, column))]
        if len(cells) >= _FEWEST and len({one.unit.dimension for one in cells}) == 1:
            odd = tuple(_odd(cells)) if column else ()
            yield from odd or _single(cells)


def _single(cells: list[Measured]) -> Iterator[Odd]:
    """Return the one cell in a larger unit than all others, where they do not change it though they could.

    They could where one is a whole number of the larger unit: 60 min beside 24 h; or there are many of them.
    """
    if any(one.quantity.shape == "range" for one in cells):
        return
    units = Counter(one.unit for one in cells)
    most, count = units.most_common(1)[0]
    if len(units) == _UNITS and count == len(cells) - 1 >= _FEWEST:
        one = next(one for one in cells if one.unit != most)
        other = next(other for other in cells if other.unit == most)
        scale = one.unit.scale
        could = count >= _MANY or any(
            like.value and (like.value / scale).denominator == 1 for like in cells if like is not one
        )
        if could and scale > most.scale and one.value and _are_mixed(one, other):
            yield Odd(one, other)


_FEWEST = 3
_MANY = 5


def _cell(row: Row, column: int) -> Measured | None:
    """Return the quantity that a cell is, and nothing else."""
    text = row.text(column) if column < len(row.cells) else ""
    found = quantities(text) if len(text) <= _LONGEST_CELL else ()
    if len(found) != 1 or found[0].unit is None or text[found[0].span.end :].strip(" ."):
        return None
    return Measured(shifted(found[0], row.at(column).start), found[0].unit, text[slice(*found[0].span)])


_LONGEST_CELL = 40


def _in_rows(table: Table, piece: Piece) -> Iterator[Odd]:
    """Return the default of a key in another unit than its range: a key has one, and who sets it must know it."""
    bounds = [column for column, title in enumerate(table.titles) if _OF_KEY.fullmatch(title)]
    kinds = [column for column, title in enumerate(table.titles) if title == "type"]
    for row in table.rows if len(bounds) > 1 else ():
        name = row.at(0).start
        is_number = any(column < len(row.cells) and _NUMBER.match(row.text(column)) for column in kinds)
        if is_number or piece.text[name - 1 : name] == "`":
            cells = [found for column in bounds if (found := _cell(row, column)) and found.value]
            first = cells[0] if cells else None
            yield from (Odd(one, first) for one in cells[1:] if first and _are_mixed(one, first))


_OF_KEY = re.compile(
    r"(?:allowed |valid )?(?:range|values?)|min(?:imum)?|max(?:imum)?|default(?: value)?|limits?|step|from|to"
)
_NUMBER = re.compile(r"(?:whole )?(?:int|number|float|decimal|double|duration)", re.IGNORECASE)


def _are_mixed(one: Measured, other: Measured) -> bool:
    """Tell whether two quantities are of one dimension in units of which people know the factor, but not bits."""
    if one.unit.dimension != other.unit.dimension or one.unit == other.unit or one.unit.also or other.unit.also:
        return False
    low, high = sorted((one.unit.scale, other.unit.scale))
    return (high / low).denominator == 1 and not any(unit.name.endswith("bits") for unit in (one.unit, other.unit))


def _measured(passage: Passage) -> Iterator[Measured]:
    for one in quantities(passage.text):
        if one.unit is not None and one.unit.name not in _OF_DAYS:
            yield Measured(placed(one, passage, 0), one.unit, passage.text[slice(*one.span)])


_OF_DAYS = frozenset({"min", "h", "d", "weeks", "months", "years"})
"""Units in which people say 90 min beside 1 h."""
_MOST_BESIDE = 12


def _odd(beside: list[Measured]) -> Iterator[Odd]:
    """Return what is in a larger unit than most, though another of most is more, or it is hardly any of its unit."""
    units = Counter(one.unit for one in beside)
    if len(units) < _UNITS:
        return
    most = max(units, key=lambda unit: (units[unit], -unit.scale))
    like = [one for one in beside if one.unit == most]
    is_usual = units[most] * 2 > len(beside)
    for one in beside:
        if one.unit.scale > most.scale and _are_mixed(one, like[0]) and (one.value / most.scale).denominator == 1:
            share, highest = one.value / one.unit.scale, max(other.value for other in like)
            is_less = share < _TINY or (highest > one.value and (is_usual or share < 1))
            if is_less and one.value and all(other.value != one.value for other in like):
                yield Odd(one, like[0])


_UNITS = 2
_TINY = Fraction(1, 10)
"""So little of a unit nobody writes, where a smaller unit is at hand."""
