"""Reads decision tables with yes and no, and finds the combinations that are missing or decided twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import prod

from osteon.analysis.condition_tables import conditions, decided_twice, left_out
from osteon.analysis.quantities import Ends, quantities
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
    r"(?:actions?|then|outcomes?|decisions?|results?|verdict|effect|answer|response|consequence|does|do"
    r"|reactions?|behaviou?r|what (?:happens|is done|to do)|treatment|fate)\b.*"
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
    sure = last - first >= 2 and len(table.rows) > _FEWEST_ROWS and not _ABOUT_A_ROW.match(table.titles[last])
    if not sure or not all(map(_is_decided, _cells_before(table, first, last))):
        return 0
    return last if shared or _is_full(table, first, last) else 0


def _is_full(table: Table, first: int, last: int) -> bool:
    """Tell whether a table has every combination of yes and no, or as many rows, of which one is there twice."""
    combinations = {
        tuple(_YES.fullmatch(row.text(at).casefold()) is None for at in range(first, last)) for row in table.rows
    }
    full = 2 ** (last - first) if last - first <= _MOST_CONDITIONS else 0
    return len(combinations) == full or len(table.rows) == full == len(combinations) + 1


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
        yield from _band_gaps(table, around)
        values = _grid(table) or _named_grid(table)
        holes = list(_holes(table, values, around())) if len(values) > 1 else []
        yield from holes or _mixed_gaps(table, around)
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


def _band_gaps(table: Table, around: Callable[[], str]) -> Iterator[Gap]:
    """Return the rows of a table of bands that overlap the row before, or leave numbers out between the two.

    In the first column of such a table are rising ranges, most of which begin where the one before ends.
    """
    bands = _bands(table)
    decides = _decides_all(table, bands)
    broken = [at for at in range(1, len(bands)) if not _touch(bands[at - 1], bands[at]) or _both_have(at, bands)]
    joined = len(bands) - 1 - len(broken)
    if not broken or joined < (len(broken) - (len(bands) == 2) if decides else _TOUCHING * len(broken)):
        return
    prose = around()
    for before, row, is_overlap in (
        (table.rows[at - 1], table.rows[at], bands[at - 1].meets(bands[at])) for at in broken
    ):
        if is_overlap:
            if _texts(before, 1) != _texts(row, 1) and not _ORDERED.search(prose):
                message = f"{row.text(0)} overlaps {before.text(0)}, which another row decides: decide for one"
                yield Gap(row.at(0), message, before.span)
        elif not (_REST.search(prose) or (_LAID_OUT.search(table.titles[0]) and not decides)):
            yield Gap(row.at(0), f"No row decides what lies between {before.text(0)} and {row.text(0)}", before.span)


_TOUCHING = 2
"""A table is one of bands when so many of its rows begin where the one before ends for each that does not."""
_LAID_OUT = re.compile(
    r"\b(?:bytes?|bits?|address(?:es)?|offsets?|registers?|pins?|columns?|lines?|rows?|pages?|ports?|ids?|codes?|numbers?"
    r"|channels?|positions?|days?|weeks?|years?|dates?|time|hours?|range|slots?|sectors?|blocks?|sections?|chapters?)\b"
)
"""Titles of ranges between which nothing is, or nothing that is used."""


def _decides_all(table: Table, bands: tuple[Ends, ...]) -> bool:
    """Tell whether bands with a decision behind them begin with the least there is and have no end.

    Two of them may leave a measure between them as it is: "below 18 °C", "above 20 °C".
    """
    decided = any(_ACTION.fullmatch(title) or _DECIDED.fullmatch(title) for title in table.titles[1:])
    if not (bands and decided and bands[-1].high is None and (bands[0].low is None or bands[0].low <= 1)):
        return False
    return len(bands) > 2 or bands[0].meets(bands[1]) or quantities(table.rows[0].text(0))[0].unit is None


def _both_have(at: int, bands: tuple[Ends, ...]) -> bool:
    """Tell whether a band begins with the number with which the one before ends, though others begin with the next.

    Of two bands "up to 50" and "50 or more" both have it.
    """
    one, other = bands[at - 1], bands[at]
    if one.high != other.low or not one.meets(other):
        return False
    return len(bands) == 2 or any(_is_next(before, after) for before, after in pairwise(bands))


def _is_next(one: Ends, other: Ends) -> bool:
    return one.high is not None and other.low is not None and other.low - one.high == 1


def _bands(table: Table) -> tuple[Ends, ...]:
    """Return the ranges of the first column, in one measure; none where they do not rise from row to row."""
    found = [quantities(row.text(0)) for row in table.rows]
    if len(found) < _FEWEST_BANDS or len(table.titles) < 2 or not all(len(one) == 1 for one in found):
        return ()
    cells = [one[0] for one in found]
    whole = all(one.whole == Span(0, len(row.text(0))) for one, row in zip(cells, table.rows, strict=True))
    ranges = sum(one.shape not in ("exact", "about") for one in cells)
    ends = tuple(one.normal for one in cells)
    rises = all(_rises(one, other) for one, other in pairwise(ends))
    is_one = len({one.dimension for one in cells}) == 1 and not any(one.notation == "hexadecimal" for one in cells)
    return ends if whole and is_one and rises and 2 * ranges > len(cells) else ()


_FEWEST_BANDS = 2


def _rises(one: Ends, other: Ends) -> bool:
    if other.low is None or one.high is None:
        return False
    return (one.low is None or one.low < other.low) and (other.high is None or one.high < other.high)


def _touch(one: Ends, other: Ends) -> bool:
    """Tell whether a range begins where another ends, or one step of their last digit behind it."""
    high, low = one.high, other.low
    if high is None or low is None:
        return False
    return high == low or 0 < low - high <= Fraction(1, max(high.denominator, low.denominator))


def _holes(table: Table, values: list[tuple[str, ...]], prose: str) -> Iterator[Gap]:
    """Return the combinations that a table lacks which has nearly all of its ranges with each other or yes and no."""
    if _REST.search(prose) or _ORDERED.search(prose):
        return
    have: dict[tuple[str, ...], Row] = {}
    twice: list[tuple[Row, Row]] = []
    for row in table.rows:
        first = have.setdefault(tuple(row.text(column).casefold() for column in range(len(values))), row)
        twice += [(first, row)] if first is not row else []
    lacking = prod(map(len, values)) - len(have)
    if lacking * _FULL > len(have):
        return
    for first, row in twice:
        if _texts(first, len(values)) != _texts(row, len(values)):
            joined = ", ".join(row.text(column) for column in range(len(values)))
            yield Gap(row.span, f"Another row decides {joined} differently: decide for one", first.span)
    if lacking and not twice:
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


def _texts(row: Row, start: int) -> list[str]:
    return [cell.text.casefold() for cell in row.cells[start:]]


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


def _named_grid(table: Table) -> list[tuple[str, ...]]:
    """Return the different values of each column before one whose title says that it is decided.

    Each value stands in more rows than one, or there would be no table of combinations.
    """
    titles = table.titles
    first = 1 if titles and _NUMBERED.fullmatch(titles[0]) else 0
    last = next((at for at in range(len(titles)) if _ACTION.fullmatch(titles[at]) or _DECIDED.fullmatch(titles[at])), 0)
    if first or not 2 <= last <= _MOST_RANGES or len(table.rows) < _FULL:
        return []
    counted = [Counter(row.text(column).casefold() for row in table.rows) for column in range(last)]
    sure = all(len(one) > 1 and min(one.values()) > 1 and not any(map(_NO_VALUE.fullmatch, one)) for one in counted)
    return [tuple(one) for one in counted] if sure else []


_DECIDED = re.compile(
    r"(?:fee|price|charge|discount|penalty|tariff|rate|grade|allowed|permitted|access|permission|signal|priority)s?\b.*"
)
_NO_VALUE = re.compile(rf"{_EITHER.pattern}|.{{30,}}|.*[,;/].*|")
"""A cell that stands for more values than one, or is no value."""
_MOST_RANGES = 4


def _is_range(cell: str) -> bool:
    found = quantities(cell)
    return len(found) == 1 and found[0].shape != "exact" and found[0].whole == Span(0, len(cell))


def _mixed_gaps(table: Table, around: Callable[[], str]) -> Iterator[Gap]:
    """Return the gaps of a table whose conditions are names, ranges and "any"."""
    titles = table.titles
    decided = (at for at in range(1, len(titles)) if _ACTION.fullmatch(titles[at]) or _DECIDED.fullmatch(titles[at]))
    read = conditions(table, next(decided, len(titles) - 1))
    if read is None:
        return
    twice = list(decided_twice(read))
    missing = list(left_out(read)) if not twice else []
    prose = around() if twice or missing else ""
    if not _ORDERED.search(prose):
        yield from twice
        yield from missing if not _REST.search(prose) else ()


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
