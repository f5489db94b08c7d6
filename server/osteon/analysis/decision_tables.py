"""Reads decision tables with yes and no, and finds the combinations that are missing or decided twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from osteon.analysis.quantities import quantities
from osteon.analysis.state_tables import Gap, Remedy, one_of_two
from osteon.analysis.tables import Row, Table
from osteon.analysis.text import Blank, Span


@dataclass(frozen=True, slots=True)
class Decision:
    """One row: what each condition must be (None where it does not matter), and what is done."""

    conditions: tuple[bool | None, ...]
    action: tuple[str, ...]
    row: Row

    def covers(self, combination: tuple[bool, ...]) -> bool:
        """Tell whether the row decides a combination of conditions."""
        return all(want in (None, value) for want, value in zip(self.conditions, combination, strict=True))

    def overlaps(self, other: Decision) -> bool:
        """Tell whether there is a combination that both rows decide."""
        pairs = zip(self.conditions, other.conditions, strict=True)
        return all(mine is None or its is None or mine is its for mine, its in pairs)


_ACTION = re.compile(
    r"(?:actions?|then|outcomes?|decisions?|results?|verdict|effect|answer|response|consequence|does|do)\b.*"
)
_NUMBERED = re.compile(r"rules?|#|no\.?|nr\.?|case|id|row")
_YES = re.compile(r"y(?:es)?|t(?:rue)?|on|1|✓|✔|set|present")
_NO = re.compile(r"no?|f(?:alse)?|off|0|✗|✘|not set|absent")
_EITHER = re.compile(r"-|–|—|\*|any|either|both|don't care|n/a|irrelevant")
_REST = re.compile(r"otherwise|else|default|all other|any other|everything else", re.IGNORECASE)
_ORDERED = re.compile(
    r"first (?:row|rule|match|line|that)|top to bottom|from (?:the )?top|in (?:this )?order|precedence|priority"
    r"|row by row|wins",
    re.IGNORECASE,
)
_MOST_CONDITIONS = 8
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Decisions:
    """A decision table: where its conditions stand, what they are, and its rows but those for all the rest."""

    columns: range
    conditions: tuple[str, ...]
    rows: tuple[Decision, ...]


def decisions(table: Table) -> Decisions | None:
    """Return a table as one of decisions; None for any other table.

    Its header begins with conditions, of which each cell is yes, no or "does not matter", and ends with actions.
    """
    titles = table.titles
    first = 1 if titles and _NUMBERED.fullmatch(titles[0]) else 0
    last = next((column for column in range(first, len(titles)) if _ACTION.fullmatch(titles[column])), 0)
    if not last and table.rows and _is_decided(table.rows[0].text(first).casefold()):
        last = _last_of_conditions(table, first)
    if not 2 <= last - first <= _MOST_CONDITIONS or any(len(row.cells) < last for row in table.rows):
        return None
    found = [_decision(row, first, last, len(titles)) for row in table.rows if not _is_rest(row, first, last)]
    rows = tuple(row for row in found if row is not None)
    if len(rows) < len(found) or len(rows) < 2:
        return None
    return Decisions(range(first, last), tuple(table.header.text(column) for column in range(first, last)), rows)


def _last_of_conditions(table: Table, first: int) -> int:
    """Return the column behind the conditions where no title tells: the last, when all before it are yes or no.

    What two rows have in common there is a decision; a table whose last cells all differ may describe things by name.
    """
    last = len(table.titles) - 1
    outcomes = [row.text(last).casefold() for row in table.rows]
    shared = len({*outcomes}) < len(outcomes) and not any(map(_EITHER.fullmatch, outcomes))
    sure = (
        shared and last - first >= 2 and len(table.rows) > _FEWEST_ROWS and not _ABOUT_A_ROW.match(table.titles[last])
    )
    return last if sure and all(map(_is_decided, _cells_before(table, first, last))) else 0


_FEWEST_ROWS = 2
_ABOUT_A_ROW = re.compile(r"notes?|comments?|remarks?|examples?|names?|who|roles?|users?|meaning|description|see")


def _cells_before(table: Table, first: int, last: int) -> Iterator[str]:
    for row in table.rows:
        if not _is_rest(row, first, last):
            yield from (row.text(column).casefold() for column in range(first, last))


def _is_decided(cell: str) -> bool:
    return any(pattern.fullmatch(cell) for pattern in (_YES, _NO, _EITHER))


def _is_rest(row: Row, first: int, last: int) -> bool:
    return any(_REST.match(row.text(column)) for column in range(first, last))


def _decision(row: Row, first: int, last: int, width: int) -> Decision | None:
    values: list[bool | None] = []
    for column in range(first, last):
        cell = row.text(column).casefold()
        if _YES.fullmatch(cell) or _NO.fullmatch(cell):
            values.append(bool(_YES.fullmatch(cell)))
        elif _EITHER.fullmatch(cell):
            values.append(None)
        else:
            return None
    return Decision(tuple(values), tuple(row.text(column).casefold() for column in range(last, width)), row)


def decision_gaps(table: Table, around: Callable[[], str]) -> Iterator[Gap]:
    """Return the combinations that no row decides, and rows that decide one differently.

    `around` gives the text around the table, which may say more.
    """
    read = decisions(table)
    if read is None:
        values = _grid(table)
        yield from _holes(table, values, around()) if len(values) > 1 else ()
        return
    prose = around()
    titles, rows = read.conditions, read.rows
    if not _ORDERED.search(prose):
        yield from _twice(read, table)
    has_rest = len(rows) < len(table.rows) or _REST.search(prose)
    missing = [one for one in _all(len(titles)) if not any(row.covers(one) for row in rows)]
    if missing and not has_rest:
        named = "; ".join(_combination(titles, one) for one in missing[:_MOST_NAMED])
        more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
        message = f"No row decides {named}{more}: add {'it' if len(missing) == 1 else 'them'}"
        yield Gap(table.header.span, message, remedies=tuple(_added(missing, read, table)))


def _added(missing: list[tuple[bool, ...]], read: Decisions, table: Table) -> Iterator[Remedy]:
    """Yield a row for each combination, and one for all of them, with blanks for what is done."""
    last = table.rows[-1]
    yes, no = _word(_YES, "yes", read, table), _word(_NO, "no", read, table)
    if len(missing) <= _MOST_ADDED:
        told = [tuple(yes if value else no for value in one) for one in missing]
        rows = [_with_action(cells, number, read, table) for number, cells in enumerate(told)]
        yield Remedy("Add what is missing", (last.followed_by(*rows),), preferred=True)
    rest = _with_action(("otherwise", *("" for _column in read.columns[1:])), 0, read, table)
    yield Remedy("Add a row for all others", (last.followed_by(rest),))


_MOST_ADDED = 8


def _word(pattern: re.Pattern[str], usual: str, read: Decisions, table: Table) -> str:
    """Return how a table writes yes, or no."""
    cells = (row.text(column) for row in table.rows for column in read.columns)
    return next((cell for cell in cells if pattern.fullmatch(cell.casefold())), usual)


def _with_action(conditions: tuple[str, ...], number: int, read: Decisions, table: Table) -> tuple[str, ...]:
    """Return the cells of a row, its number before them where rows have one."""
    before = table.rows[-1].text(0) if read.columns.start else ""
    numbers = (str(int(before) + number + 1) if before.isdecimal() else "",) if read.columns.start else ()
    return (*numbers, *conditions, *(Blank("<action>") for _column in table.titles[read.columns.stop :]))


def _holes(table: Table, values: list[tuple[str, ...]], prose: str) -> Iterator[Gap]:
    """Return the combinations that a table lacks which has nearly all of its ranges with each other or yes and no."""
    if _REST.search(prose) or _ORDERED.search(prose):
        return
    have = {tuple(row.text(column).casefold() for column in range(len(values))) for row in table.rows}
    lacking = prod(map(len, values)) - len(have)
    if lacking and lacking * _FULL <= len(have) == len(table.rows):
        missing = [one for one in product(*values) if one not in have]
        named = [", ".join(f"{table.header.text(at)} {value}" for at, value in enumerate(one)) for one in missing]
        message = f"No row decides {'; '.join(named[:_MOST_NAMED])}: add what is missing"
        remedies = tuple(_filled_up(missing, table)) if len(missing) <= _MOST_ADDED else ()
        yield Gap(table.header.span, message, remedies=remedies)


def _filled_up(missing: list[tuple[str, ...]], table: Table) -> Iterator[Remedy]:
    """Yield a row for each combination, written as in the other rows, with blanks for what is done."""
    width = len(missing[0])
    written = {row.text(column).casefold(): row.text(column) for row in table.rows for column in range(width)}
    blanks = tuple(Blank("<action>") for _column in table.titles[width:])
    rows = ((*map(written.__getitem__, one), *blanks) for one in missing)
    yield Remedy("Add what is missing", (table.rows[-1].followed_by(*rows),), preferred=True)


_FULL = 4
"""A table is meant to have every combination when it has so many for each that it lacks."""


def _grid(table: Table) -> list[tuple[str, ...]]:
    """Return the different values of each column that begins a table and says when: by ranges, or by yes and no.

    Empty where none has ranges, where a cell means any value, or where there is no column behind them.
    """
    columns: list[tuple[str, ...]] = []
    has_ranges = False
    for column in range(len(table.titles) - 1):
        cells = tuple(dict.fromkeys(row.text(column).casefold() for row in table.rows))
        if len(cells) == len(table.rows):
            break
        is_range = all(map(_is_range, cells))
        if len(cells) == 1 or not (is_range or all(_YES.fullmatch(cell) or _NO.fullmatch(cell) for cell in cells)):
            break
        has_ranges |= is_range
        columns.append(cells)
    return columns if has_ranges and len(columns) <= _MOST_RANGES else []


_MOST_RANGES = 4


def _is_range(cell: str) -> bool:
    found = quantities(cell)
    return len(found) == 1 and found[0].shape != "exact" and found[0].whole == Span(0, len(cell))


def _all(count: int) -> Iterator[tuple[bool, ...]]:
    return product((True, False), repeat=count)


def _twice(read: Decisions, table: Table) -> Iterator[Gap]:
    titles = read.conditions
    for one, other in combinations(read.rows, 2):
        if one.overlaps(other) and one.action != other.action:
            common = next(both for both in _all(len(titles)) if one.covers(both) and other.covers(both))
            message = f"Another row decides {_combination(titles, common)} differently: decide for one"
            yield Gap(other.row.span, message, one.row.span, one_of_two(table, other.row, one.row))


def _combination(titles: tuple[str, ...], values: tuple[bool, ...]) -> str:
    """Return a combination in words: "paid yes, member no"."""
    return ", ".join(f"{title} {'yes' if value else 'no'}" for title, value in zip(titles, values, strict=True))
