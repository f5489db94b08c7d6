"""Reads tables of conditions that are names, ranges and "any", and finds what they decide twice or leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import prod

from osteon.analysis.quantities import Ends, Quantity, number, quantities
from osteon.analysis.state_tables import Gap
from osteon.analysis.tables import Row, Table
from osteon.analysis.text import Span

_ANY = re.compile(r"any(?:thing| value)?|either|\*|don['’]t care|does(?: not|n['’]t) matter|irrelevant|whatever")
_MORE = re.compile(r"\band (?=(?:more|above|over|up|older|later|higher|less|below|under|fewer|younger|lower)\b)")
_SEVERAL = re.compile(r"\s*(?:,|/|;|\bor\b)\s*")
_VAGUE = re.compile(r".{40,}|.*\b(?:other|others|else|otherwise|default|rest|not|no [a-z]+|except)\b.*|-|–|—|n/a|")
"""What is no single value, or one that only the other rows tell."""
_FEWEST_ROWS, _MOST_ROWS, _MOST_COLUMNS, _MOST_COMBINATIONS = 3, 60, 6, 400
_FULL = 4
"""A table is meant to have every combination when it has so many for each that it lacks."""
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of conditions: what it tells apart, in words, and which of these each row is for."""

    values: tuple[str | Ends, ...]
    of_rows: tuple[frozenset[int], ...]
    has_any: bool
    is_measured: bool

    def told(self, first: int, last: int) -> str:
        """Return some values that follow each other in words."""
        one, other = self.values[first], self.values[last]
        return one if isinstance(one, str) else _named(one) if isinstance(other, str) else _named(_joined(one, other))


@dataclass(frozen=True, slots=True)
class Conditions:
    """A table whose first columns say when, the others what then."""

    table: Table
    columns: tuple[_Column, ...]
    rows: tuple[Row, ...]
    """Its rows but a last one for all the rest."""

    @property
    def has_any(self) -> bool:
        """Whether a cell says that a condition does not matter: a list of things has no such cell."""
        return any(column.has_any for column in self.columns)

    def overlap(self, one: int, other: int) -> bool:
        """Tell whether two rows are for the same."""
        return all(not column.of_rows[one].isdisjoint(column.of_rows[other]) for column in self.columns)

    def outcome(self, row: int) -> list[str]:
        """Return what a row decides, folded."""
        return [cell.text.casefold() for cell in self.rows[row].cells[len(self.columns) :]]


def conditions(table: Table, last: int) -> Conditions | None:
    """Return a table whose columns up to `last` are conditions; None where no cell says so."""
    if not (_FEWEST_ROWS <= len(table.rows) <= _MOST_ROWS and 1 < last <= _MOST_COLUMNS):
        return None
    cells = [[row.text(column).casefold() for column in range(last)] for row in table.rows]
    if all(map(_ANY.fullmatch, cells[-1])):
        del cells[-1]
    if not any(_ANY.fullmatch(cell) or any(map(str.isdigit, cell)) for row in cells for cell in row):
        return None
    columns = []
    for column in range(last):
        read = _column([row[column] for row in cells])
        if read is None:
            return None
        columns.append(read)
    if prod(len(column.values) for column in columns) > _MOST_COMBINATIONS:
        return None
    found = Conditions(table, tuple(columns), table.rows[: len(cells)])
    return found if found.has_any or any(column.is_measured for column in columns) else None


def _column(cells: Sequence[str]) -> _Column | None:
    """Read the cells of a column, folded, as ranges of one measure, or as names."""
    has_any = any(map(_ANY.fullmatch, cells))
    given = [cell for cell in cells if not _ANY.fullmatch(cell)]
    if not given:
        return None
    ranges = [_measured(cell) for cell in given]
    measured = [one for one in ranges if one is not None]
    if len(measured) == len(given) and any(one.shape != "exact" for one in measured):
        if len({one.dimension.removeprefix("count:") for one in measured} - {"number"}) > 1:
            return None
        ends = [one.normal for one in measured]
        parts = _parts(ends)
        values: tuple[str | Ends, ...] = tuple(parts)
        own = iter([frozenset(at for at, part in enumerate(parts) if part.meets(one)) for one in ends])
    elif any(map(_VAGUE.fullmatch, given)):
        return None
    else:
        several = [_SEVERAL.split(cell) for cell in given]
        values = tuple(dict.fromkeys(name for one in several for name in one))
        own = iter([frozenset(map(values.index, one)) for one in several])
        measured = []
    everything = frozenset(range(len(values)))
    of_rows = tuple(everything if _ANY.fullmatch(cell) else next(own) for cell in cells)
    return _Column(values, of_rows, has_any, bool(measured))


def _measured(cell: str) -> Quantity | None:
    text = _MORE.sub("or ", cell)
    found = quantities(text)
    return found[0] if len(found) == 1 and found[0].whole == Span(0, len(text)) and found[0].shape != "about" else None


def _parts(ranges: Sequence[Ends]) -> list[Ends]:
    """Cut ranges at their ends into parts, in each of which other ones are; where none is, there is no part.

    Between two whole numbers in a row is nothing.
    """
    cuts = sorted({end for one in ranges for end in one[:2] if end is not None})
    parts = [Ends(None, cuts[0], high_open=True)]
    whole = all(cut.denominator == 1 for cut in cuts)
    for low, high in pairwise(cuts):
        between = [] if whole and high - low == 1 else [Ends(low, high, low_open=True, high_open=True)]
        parts += [Ends(low, low), *between]
    parts += [Ends(cuts[-1], cuts[-1]), Ends(cuts[-1], None, low_open=True)]
    found: list[Ends] = []
    before = frozenset[int]()
    for part in parts:
        own = frozenset(at for at, one in enumerate(ranges) if part.meets(one))
        if own and own == before:
            found[-1] = _joined(found[-1], part)
        elif own:
            found.append(part)
        before = own
    return found


def _joined(one: Ends, other: Ends) -> Ends:
    return Ends(one.low, other.high, one.low_open, other.high_open)


def _named(part: Ends) -> str:
    low, high = ("" if end is None else number(end) for end in part[:2])
    if not low:
        return f"below {high}" if part.high_open else f"up to {high}"
    if not high:
        return f"above {low}" if part.low_open else f"{low} or more"
    if low == high:
        return low
    return f"between {low} and {high}" if part.low_open and part.high_open else f"{low} to {high}"


def decided_twice(read: Conditions) -> Iterator[Gap]:
    """Return the rows for what an earlier row decides differently.

    A last row may be for more than one before it, as what holds otherwise. Where no cell says "any", and where many
    rows are for the same, the rows are no decisions, or their order tells.
    """
    pairs = list(combinations(range(len(read.rows)), 2))
    twice = [both for both in pairs if read.overlap(*both) and read.outcome(both[0]) != read.outcome(both[1])]
    twice = [both for both in twice if not _is_rest(read, *both)]
    if not read.has_any and len(twice) > sum(_adjoin(read, *both) for both in pairs):
        return
    if len(twice) > max(1, len(read.rows) // 3):
        return
    for one, other in twice:
        common = [min(column.of_rows[one] & column.of_rows[other]) for column in read.columns]
        message = f"Another row decides {_told(read, common, common)} differently: decide for one"
        yield Gap(read.rows[other].span, message, read.rows[one].span)


def _is_rest(read: Conditions, one: int, other: int) -> bool:
    """Tell whether the last row is for all that an earlier one is for, and more by an "any"."""
    wider = [
        not column.is_measured and column.of_rows[one] < column.of_rows[other] == frozenset(range(len(column.values)))
        for column in read.columns
    ]
    covers = all(column.of_rows[one] <= column.of_rows[other] for column in read.columns)
    return other == len(read.rows) - 1 and covers and any(wider)


def _adjoin(read: Conditions, one: int, other: int) -> bool:
    """Tell whether one of two rows goes on in one measure where the other ends, all else being the same."""
    differing = [column for column in read.columns if column.of_rows[one] != column.of_rows[other]]
    if len(differing) != 1 or not differing[0].is_measured:
        return False
    low, high = sorted((differing[0].of_rows[one], differing[0].of_rows[other]), key=min)
    return max(low) + 1 == min(high)


def left_out(read: Conditions) -> Iterator[Gap]:
    """Return the few combinations that no row is for, of those that other rows tell apart."""
    every = set(product(*(range(len(column.values)) for column in read.columns)))
    total = len(every)
    for row in range(len(read.rows)):
        every.difference_update(product(*(column.of_rows[row] for column in read.columns)))
    if every and len(every) * _FULL <= total - len(every):
        missing = [_told(read, first, last) for first, last in _runs(sorted(every), read)]
        more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
        message = f"No row decides {'; '.join(missing[:_MOST_NAMED])}{more}: add what is missing"
        yield Gap(read.table.header.span, message)


def _runs(missing: Sequence[tuple[int, ...]], read: Conditions) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Join combinations that go on in the measure of the last column where the one before ends."""
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for one in missing:
        goes_on = found and read.columns[-1].is_measured and found[-1][1] == (*one[:-1], one[-1] - 1)
        if goes_on:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def _told(read: Conditions, first: Sequence[int], last: Sequence[int]) -> str:
    told = zip(read.table.header.cells, read.columns, first, last, strict=False)
    return ", ".join(f"{title.text} {column.told(one, other)}" for title, column, one, other in told)
