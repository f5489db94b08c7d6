"""Reads decision tables with yes and no, and finds the combinations that are missing or decided twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from osteon.analysis.state_tables import Gap, Remedy, one_of_two
from osteon.analysis.tables import Row, Table
from osteon.analysis.text import Blank


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
    if not 2 <= last - first <= _MOST_CONDITIONS or any(len(row.cells) < last for row in table.rows):
        return None
    found = [_decision(row, first, last, len(titles)) for row in table.rows if not _is_rest(row, first, last)]
    rows = tuple(row for row in found if row is not None)
    if len(rows) < len(found) or len(rows) < 2:
        return None
    return Decisions(range(first, last), tuple(table.header.text(column) for column in range(first, last)), rows)


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


def decision_gaps(table: Table, prose: str) -> Iterator[Gap]:
    """Return the combinations that no row decides, and rows that decide one differently."""
    read = decisions(table)
    if read is None:
        return
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
