"""Reads state tables, and finds the states that are never entered and the events that nobody handles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise, product
from typing import NamedTuple

from osteon.analysis.quantities import NUMBER_WORDS, Ends, number, quantities
from osteon.analysis.tables import Row, Table
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in


class Remedy(NamedTuple):
    """A change of a table that closes a gap; spans count from the piece."""

    title: str
    edits: tuple[TextEdit, ...]
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What is wrong with a table: where, in words, and the other place that it is about. Spans count from the piece."""

    span: Span
    message: str
    other: Span | None = None
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a state table: from some states, on some events, to what the last cell says."""

    states: tuple[str, ...]
    """As written; empty for any state."""
    events: tuple[str, ...]
    """As written; empty for any event."""
    guard: tuple[str, ...]
    """All other cells and counts, folded: two rows that differ here exclude each other, for all that can be known."""
    target: str
    row: Row
    columns: tuple[int, int, int]
    """Where the state, the event and the next state stand."""

    @property
    def place(self) -> Span:
        """Where its states stand."""
        return self.row.at(self.columns[0])

    @property
    def is_of_one(self) -> bool:
        """Whether it is for one state and one event only."""
        return len(self.states) == len(self.events) == 1

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell of a table with a column for each event, and no row of its own."""
        return self.columns[1] == self.columns[2]

    def like(self, *cells: str) -> tuple[str, ...]:
        """Return the cells of a row of the same table from its state, event and next state."""
        named = dict(zip(self.columns, cells, strict=True))
        return tuple(named.get(column, "") for column in range(max(len(self.row.cells), max(self.columns) + 1)))


_KIND = r"(?:state|status|mode|phase|stage|step|screen|view)"
"""What people call that in which a thing is."""
_STATE = re.compile(
    rf"(?:(?:current|present|old|source|start(?:ing)?|in|while|when in) )?{_KIND}|from(?: {_KIND})?|{_KIND} before|in"
)
_NEXT = re.compile(
    rf"(?:next|new|target|resulting|following|end) {_KIND}|next|to(?: {_KIND})?|target|becomes|(?:goes|leads) to"
    rf"|{_KIND} after(?:wards)?|then"
)
_EVENT = re.compile(r"(?:event|trigger|input|signal|stimulus|message|command|on|when|cause|upon)s?(?: event)?")
_NO_GUARD = re.compile(r"(?:action|output|effect|note|comment|remark|response|description|meaning|who|requirement)s?")
_ANY = re.compile(r"any(?: (?:other )?(?:state|event|input))?|all(?: states| events)?|\*|every state|-|–|—|")
_SPLIT = re.compile(r"\s*(?:,|/|;| or (?!more\b|less\b|fewer\b|above\b|below\b|later\b))\s*")


def transitions(table: Table) -> tuple[Transition, ...] | None:
    """Return the rows of a state table; None for any other table. Its header names state, event and next state."""
    columns = {role: _column(table, pattern) for role, pattern in (("s", _STATE), ("e", _EVENT), ("n", _NEXT))}
    state, event, target = columns["s"], columns["e"], columns["n"]
    if state is None or event is None or target is None or len({state, event, target}) < 3:
        return None
    taken = {state, event, target} | {i for i, title in enumerate(table.titles) if _NO_GUARD.fullmatch(title)}
    guards = [column for column in range(len(table.titles)) if column not in taken]
    found = []
    for row in table.rows:
        names, counted = _events(row.text(event))
        guard = (*(row.text(column).casefold() for column in guards), *counted)
        stand = (state, event, target)
        found.append(Transition(_names(row.text(state)), names, guard, row.text(target), row, stand))
    return tuple(found)


def _column(table: Table, pattern: re.Pattern[str]) -> int | None:
    return next((column for column, title in enumerate(table.titles) if pattern.fullmatch(title)), None)


def _names(cell: str) -> tuple[str, ...]:
    if _ANY.fullmatch(cell.casefold()):
        return ()
    return tuple(name for part in _SPLIT.split(cell) if (name := part.strip(' `*_"')))


def _events(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the events of a cell, and what it says of their number: "timeout, attempt 1 to 7"."""
    names = _names(cell)
    counted = tuple(name for name in names[1:] if re.search(r"\w \d", name))
    return tuple(name for name in names if name not in counted), tuple(map(str.casefold, counted))


def state_gaps(table: Table, around: Callable[[], str]) -> Iterator[Gap]:
    """Return what a state table leaves open or says twice. `around` gives the text around it, which may say more."""
    rows = transitions(table)
    if rows is None and _is_matrix(table):
        rows, prose = _of_matrix(table), around()
        yield from _empty_cells(table, prose)
        yield from _unreachable(rows, prose, table)
        yield from _rowless(rows, table, prose) if _STATES.search(prose) else _misspelt(rows, prose)
    elif rows:
        prose = around()
        yield from _repeated(rows, table)
        yield from _counted_twice(rows, prose)
        yield from _unreachable(rows, prose, table)
        yield from _unhandled(rows, prose)
        yield from _undeclared(rows, table, prose) if _STATES.search(prose) else _misspelt(rows, prose)


def _repeated(rows: tuple[Transition, ...], table: Table) -> Iterator[Gap]:
    """Return rows for a state and an event that another row is for too."""
    seen: dict[tuple[str, str, tuple[str, ...]], Transition] = {}
    for row in rows:
        keys = [(s.casefold(), e.casefold(), row.guard) for s in row.states or ("",) for e in row.events or ("",)]
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            same = first.target.casefold() == row.target.casefold()
            what = "says so already: delete one of the two" if same else f"leads to {first.target}: decide for one"
            named = f"{' or '.join(row.states) or 'any state'}, {' or '.join(row.events) or 'any event'}"
            remedies = one_of_two(table, row.row, first.row, same=same) if row.is_of_one and first.is_of_one else ()
            yield Gap(row.row.span, f"Another row for {named} {what}", first.row.span, remedies)
        for key in keys:
            seen.setdefault(key, row)


def one_of_two(table: Table, this: Row, other: Row, *, same: bool = False) -> tuple[Remedy, ...]:
    """Return the deletion of either of two rows that say the same, or contradict each other."""
    return (
        Remedy("Delete this row", table.without([this]), preferred=same),
        Remedy("Delete the other row", table.without([other])),
    )


def _counted_twice(rows: tuple[Transition, ...], prose: str) -> Iterator[Gap]:
    """Return rows for one state and event whose numbers overlap, and numbers between two that neither is for.

    "Timeout, attempt 1 to 8" and "timeout, attempt 8" overlap; "try 1 to 3" and "try 5 or more" leave 4 out.
    """
    said: dict[tuple[str, str, str], list[tuple[Ends, Transition]]] = {}
    for row in rows:
        counted = _counted(row.guard)
        for state, event in product(row.states or ("",), row.events or ("",)) if counted else ():
            ends, words = counted or (Ends(None, None), "")
            said.setdefault((state.casefold(), event.casefold(), words), []).append((ends, row))
    told: set[Span] = set()
    for (state, event, _words), found in said.items():
        for (one, first), (other, row) in _neighbours(found):
            what = f"{state or 'any state'}, {event or 'any event'}"
            if row.row.span in told:
                continue
            if one.meets(other) and first.target.casefold() != row.target.casefold():
                told.add(row.row.span)
                message = f"Two rows are for {what} with the same number, and lead to {first.target} and {row.target}"
                yield Gap(row.row.span, f"{message}: decide for one", first.row.span)
            elif (left := left_out(one, other)) and not _REST.search(prose):
                told.add(row.row.span)
                yield Gap(row.row.span, f"No row is for {what} with {left}: add it to one of the two", first.row.span)


def _counted(guard: tuple[str, ...]) -> tuple[Ends, str] | None:
    """Return the one number or range of what else must hold, a count, and all its other words."""
    found = [(cell, quantity) for cell in guard for quantity in quantities(cell)]
    if len(found) != 1:
        return None
    cell, quantity = found[0]
    rest = f"{cell[: quantity.whole.start]}{cell[quantity.whole.end :]}".strip()
    words = (*(rest if one is cell else one for one in guard), quantity.dimension)
    is_count = quantity.unit is None and quantity.shape != "about"
    return (quantity.ends, "|".join(words)) if is_count else None


def _neighbours(found: list[tuple[Ends, Transition]]) -> Iterator[tuple[tuple[Ends, Transition], ...]]:
    found.sort(key=lambda one: (one[0].low is not None, one[0].low or 0))
    return pairwise(found)


def left_out(one: Ends, other: Ends) -> str:
    """Return the whole numbers between the ends of a range and the beginning of one above it; empty if none are."""
    if one.high is None or other.low is None or one.high.denominator * other.low.denominator > 1:
        return ""
    first = one.high + (0 if one.high_open else 1)
    last = other.low - (0 if other.low_open else 1)
    return "" if first > last else number(first) if first == last else f"{number(first)} to {number(last)}"


_START = re.compile(
    r"\b(?:start|initial|begin|power|reset|creat|enter|open|new|first|default|leads? to|go(?:es)? to|switch|fall)",
    re.IGNORECASE,
)
_DYNAMIC = re.compile(r"previous|earlier|last|return|caller|depend|saved|before|any", re.IGNORECASE)
"""Words of a next state that only a run decides."""


def _unreachable(rows: tuple[Transition, ...], prose: str, table: Table) -> Iterator[Gap]:
    """Return the states that no way leads to, from the first row's state and those that the prose begins in."""
    names = {name.casefold(): (name, row) for row in reversed(rows) for name in row.states}
    targets = [row.target.casefold() for row in rows]
    if (
        not rows
        or not rows[0].states
        or any(_DYNAMIC.search(target) and not _mentioned(target, names) for target in targets)
    ):
        return
    begins = " ".join(part for part in re.split(r"(?<=[.;])\s", prose) if _START.search(part)).casefold()
    reached = {rows[0].states[0].casefold(), *_mentioned(begins, names), *filter(_START.match, names)}
    frontier = set(reached)
    while frontier:
        left = [row for row in rows if not row.states or frontier & {name.casefold() for name in row.states}]
        frontier = {name for row in left for name in _mentioned(row.target.casefold(), names)} - reached
        reached |= frontier
    of_state = _by_state(rows)
    for written, row in (names[name] for name in names if name not in reached):
        message = f"No row leads to the state {written}: add one, or delete the state"
        yield Gap(row.place, message, remedies=tuple(_ways_to(written, of_state[written.casefold()], rows, table)))


def _ways_to(state: str, its: list[Transition], rows: tuple[Transition, ...], table: Table) -> Iterator[Remedy]:
    """Yield a row that leads to a state, from the first one, and the deletion of its rows where they are its alone."""
    if not rows[0].is_cell:
        start = rows[0].like(Blank(rows[0].states[0]), Blank("<event>"), state)
        yield Remedy(f"Add a row that leads to {state}", (rows[-1].row.followed_by(start),), preferred=True)
    if all(len(row.states) == 1 for row in its):
        yield Remedy(f"Delete the state {state}", table.without([row.row for row in its]))


def _by_state(rows: tuple[Transition, ...]) -> dict[str, list[Transition]]:
    """Return the rows of each state, by its folded name."""
    found: dict[str, list[Transition]] = {}
    for row in rows:
        for name in row.states:
            found.setdefault(name.casefold(), []).append(row)
    return found


_STATES = re.compile(rf"\b(?:{_KIND}s?|final|terminal|end|either|is|are)\b", re.IGNORECASE)
_FINAL = re.compile(r"\b(?:final|terminal|(?:end|last) states?|no way out|never left|never leaves)\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\b({'|'.join(NUMBER_WORDS)}|\d{{1,2}}) (?:[a-z]+ )?{_KIND}(?:e?s)\b", re.IGNORECASE)
_LISTED = re.compile(
    rf"\b(?:{_KIND}s?\b[^.:;]{{0,40}}?(?::| are| is one of| of)|one of (?:the |these )?{_KIND}s) "
    r"(?P<names>[^.:;]{3,300})",
    re.IGNORECASE,
)
_IS_LISTED = re.compile(r"\b(?:is|are|be)(?: always| either| in)* (?P<names>[^.:;]{3,300})", re.IGNORECASE)
_NAMED_STATE = re.compile(r"(?:the )?(?:states? )?[\"“'‘]?(?P<name>[\w][\w -]{0,40}?)[\"”'’]?")
_LIST_ENDS = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
_FEWEST_LISTED = 3


def _undeclared(rows: tuple[Transition, ...], table: Table, prose: str) -> Iterator[Gap]:
    """Return what a table and the prose that says which states there are do not both have.

    Prose says so by a list of their names, by their number, or, of those that have no row, by which are final.
    """
    own = {name.casefold(): (name, row) for row in reversed(rows) for name in row.states}
    if len(own) > _MOST_STATES:
        return
    ends = _ends_of(rows, own)
    listed = _listed(prose, {*own, *ends})
    for name, written in listed.items():
        if name not in own and name not in ends:
            message = f"The text names the state {written}, and no row has it: add its rows"
            yield Gap(table.header.span, message, remedies=(_row_for(written, rows),))
    final = any(_mentioned(part.casefold(), ends) for part in re.split(r"(?<=[.;])\s", prose) if _FINAL.search(part))
    counted = _COUNTED.search(prose)
    is_full = counted is not None and _value_of(counted[1]) == len(own) < len(own) + len(ends)
    for name, (written, row) in ends.items():
        is_known = name in listed or bool(_mentioned(prose.casefold(), [name]))
        near = _near(name, own)
        if not is_known and (final or is_full or listed or near or _is_event(name, rows)):
            what = f"leads to {written}, which is none of the states" if is_full or listed else f"leads to {written}"
            message = f"The row {what}, and nothing says what follows: add a row for it, or correct it"
            corrected = (_led_to(own[near][0], name, rows),) if near else ()
            yield Gap(row.row.span, message, remedies=(*corrected, _row_for(written, rows, preferred=not near)))


def _rowless(rows: tuple[Transition, ...], table: Table, prose: str) -> Iterator[Gap]:
    """Return next states in a table of states by events that have no row, by a text that counts or lists them.

    Such a table has a row for a final state too, unless the text says that it is one.
    """
    own = {name.casefold(): (name, row) for row in reversed(rows) for name in row.states}
    ends = _ends_of(rows, own) if len(own) <= _MOST_STATES else {}
    counted = _COUNTED.search(prose) if ends else None
    ends = {name: end for name, end in ends.items() if not _is_explained(name, prose)}
    if ends and not (counted and _value_of(counted[1]) == len(own) + len(ends)):
        listed = _listed(prose, {*own, *ends})
        ends = {name: end for name, end in ends.items() if name in listed or _near(name, own)}
    for name, (written, _row) in ends.items():
        final = (part for part in re.split(r"(?<=[.;])\s", prose) if _FINAL.search(part))
        if not any(_mentioned(part.casefold(), [name]) for part in final):
            message = f"Cells lead to {written}, and no row is for it: add one, or call it final"
            yield Gap(table.header.span, message, remedies=(_row_for(written, rows),))


def _is_explained(name: str, prose: str) -> bool:
    """Tell whether the prose says what a cell means that is no state: "refused" means that ..., "Leave" ends ..."""
    found = re.finditer(rf"\b{re.escape(name)} (?!state\b|is\b|has\b|are\b)\w+s\b", prose, re.IGNORECASE)
    return any(_BEGINS.search(prose, max(0, one.start() - 5), one.start() + 1) for one in found)


_BEGINS = re.compile(r"(?:\A|[.;:] |\band )\w\Z")


def _misspelt(rows: tuple[Transition, ...], prose: str) -> Iterator[Gap]:
    """Return next states that have no row and are spelled nearly like one that has."""
    own = {name.casefold(): (name, row) for row in reversed(rows) for name in row.states}
    for name, (written, row) in _ends_of(rows, own).items() if len(own) <= _MOST_STATES else ():
        near = _near(name, own)
        if not near and _is_event(name, rows):
            yield Gap(row.row.span, f"The row leads to {written}, which is an event and no state: correct it")
        if near and not _mentioned(prose.casefold(), [name]):
            message = f"The row leads to {written}, and the rows are for {own[near][0]}: correct one"
            yield Gap(row.row.span, message, remedies=(_led_to(own[near][0], name, rows),))


def _row_for(state: str, rows: tuple[Transition, ...], *, preferred: bool = True) -> Remedy:
    """Return a row for a state that has none, with blanks for what happens there."""
    row = rows[0].like(state, Blank("<event>"), Blank("<next state>"))
    return Remedy(f"Add a row for {state}", (rows[-1].row.followed_by(row),), preferred=preferred)


def _led_to(state: str, folded: str, rows: tuple[Transition, ...]) -> Remedy:
    """Return the change of each next state that is called `folded` to a state that has rows."""
    places = (row.row.at(row.columns[2]) for row in rows if row.target.casefold() == folded)
    return Remedy(f"Change to {state}", tuple(TextEdit(place, state) for place in places), preferred=True)


def _ends_of(rows: tuple[Transition, ...], own: Iterable[str]) -> dict[str, tuple[str, Transition]]:
    """Return the next states, folded, that have no row of their own: names alone, no sentences."""
    found: dict[str, tuple[str, Transition]] = {}
    for row in rows:
        folded = row.target.casefold()
        is_name = _NAME.fullmatch(folded) and not (_SAME.search(folded) or _DYNAMIC.search(folded))
        if is_name and folded not in own and not _mentioned(folded, own):
            found.setdefault(folded, (row.target, row))
    return found if len(found) <= _MOST_STATES else {}


def _is_event(name: str, rows: tuple[Transition, ...]) -> bool:
    """Tell whether a name is an event that leads to states that have other names."""
    targets = {row.target.casefold() for row in rows if name in map(str.casefold, row.events)}
    return bool(targets) and name not in targets


_NAME = re.compile(r"[^\W\d][\w-]*(?: [\w-]+){0,2}")
_SAME = re.compile(r"\b(?:same|unchanged|stays?|none|nothing|ignored?|error|n/a|no change)\b")
_SHORTEST = 5
_MOST_STATES = 100
"""The names of more states are not compared with each other: that is no table for people."""
_NUMBERED = re.compile(r"\d|\b\w\b")
"""What states have that are told apart by it: "phase 2", "level B"."""


def _near(name: str, others: Iterable[str]) -> str | None:
    """Return the one of others that differs from a name by one letter more, less, other or in another place."""
    if _NUMBERED.search(name):
        return None
    return next((one for one in others if len(name) >= _SHORTEST and _is_slip(*sorted((name, one), key=len))), None)


def _is_slip(short: str, long: str) -> bool:
    if len(long) - len(short) > 1 or long in (f"{short}s", f"{short}d"):
        return False
    at = next((at for at, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    rest, other = short[at:], long[at:]
    return rest == other[1:] or rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])


def _listed(prose: str, names: Iterable[str]) -> dict[str, str]:
    """Return the states that the prose lists, as written, by their folded names; most must be in the table."""
    known = set(names)
    for match in chain(_LISTED.finditer(prose), _IS_LISTED.finditer(prose)):
        parts = [_NAMED_STATE.fullmatch(part.strip()) for part in _LIST_ENDS.split(match["names"])]
        found = {part["name"].casefold(): part["name"] for part in parts if part}
        if len(found) == len(parts) >= _FEWEST_LISTED and 3 * len(known & found.keys()) >= 2 * len(found):
            return found
    return {}


def _value_of(number: str) -> int:
    return NUMBER_WORDS.get(number.casefold()) or int(number)


def _mentioned(text: str, names: Iterable[str]) -> set[str]:
    """Return the names that stand in a text as words."""
    return {name for name in names if name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}


_REST = re.compile(
    r"\b(?:ignor|reject|discard)|\b(?:no row|no effect|otherwise|not listed|stays?|unchanged|impossible|only these)\b"
    r"|\b(?:(?:everything |all )?else|(?:all|any) other|other (?:event|input|combination|transition))",
    re.IGNORECASE,
)
"""Words by which the prose says what holds for what the table leaves out."""
_OF_EMPTY = re.compile(
    r"\b(?:ignor|reject|discard)|\b(?:empty|blank|otherwise|not listed|impossible"
    r"|(?:all|any) other|other (?:event|input|combination|transition))",
    re.IGNORECASE,
)
_OF_BLANK = re.compile(r"\b(?:empty|blank)\b", re.IGNORECASE)
_DENSE = Fraction(7, 10)
"""A table that has a row for so many of its pairs of state and event is meant to have one for each."""


def _unhandled(rows: tuple[Transition, ...], prose: str) -> Iterator[Gap]:
    """Return the states of a nearly full table that have no row for an event that other states have."""
    states = {name.casefold(): (name, row) for row in reversed(rows) for name in row.states}
    events = {name.casefold(): name for row in reversed(rows) for name in row.events}
    if _REST.search(prose) or any(not row.states or not row.events for row in rows):
        return
    pairs = {(state.casefold(), event.casefold()) for row in rows for state in row.states for event in row.events}
    if len(states) < 2 or len(events) < 2 or len(pairs) < _DENSE * len(states) * len(events):
        return
    of_state = _by_state(rows)
    for state, (written, row) in states.items():
        missing = [name for event, name in events.items() if (state, event) not in pairs]
        if missing:
            message = f"State {written} has no row for {' and '.join(missing)}: add one, or say that it is ignored"
            yield Gap(row.place, message, remedies=_handled(written, missing, of_state[state][-1], rows[-1]))


def _handled(state: str, events: list[str], its: Transition, last: Transition) -> tuple[Remedy, ...]:
    """Return rows for events below the last one of a state, and the sentence below the table that ignores them."""
    more = [its.like(state, event, Blank("<next state>")) for event in events]
    end = last.row.span.end
    ignored = edit_to_fill_in(Span(end, end), "\n\nOther events are ignored.")
    title = f"Add a row for {' and '.join(events)}"
    return (Remedy(title, (its.row.followed_by(*more),), preferred=True), Remedy("Say that it is ignored", (ignored,)))


_MATRIX = re.compile(rf"(?:current |in )?{_KIND}s?(?: *[\\\\/|×x→>]+ *(?:events?|inputs?|triggers?))?")
_OFTEN, _MOSTLY = Fraction(4, 10), Fraction(6, 10)
_NOTHING = frozenset("-–—")


def _empty_cells(table: Table, prose: str) -> Iterator[Gap]:
    """Return the empty cells of a table with a row for each state and a column for each event.

    Where the table writes out what stays as it is, it takes more for the prose to say what the empty ones mean; where
    cells say so in a word or by a dash, what the prose says is about these.
    """
    cells = [row.text(column).casefold() for row in table.rows for column in range(1, len(table.titles))]
    fills = sum(cell in _NOTHING or _SAME.search(cell) is not None for cell in cells if cell)
    spelled_out = any(row.text(0) == row.text(column) for row in table.rows for column in range(1, len(table.titles)))
    rest = _OF_BLANK if fills > max(1, cells.count("")) else _OF_EMPTY if spelled_out else _REST
    for row in table.rows if not rest.search(prose) else ():
        for column in range(1, len(table.titles)):
            if not row.text(column):
                event, place = table.header.text(column), row.at(0)
                message = f"State {row.text(0)} does not say what {event} leads to: fill the cell, or write `-`"
                fill = Remedy("Fill the cell", (row.filled(column, Blank("<next state>")),), preferred=True)
                yield Gap(place, message, remedies=(fill, Remedy("Write `-`", (row.filled(column, "-"),))))


def _is_matrix(table: Table) -> bool:
    """Tell whether a table has a row for each state and a column for each event, and cells that name states.

    Where its first title does not say what it is, most cells are names of rows, and all are names.
    """
    width = len(table.titles)
    if width < 3 or len(table.rows) > _MOST_STATES:
        return False
    states = {row.text(0).casefold() for row in table.rows}
    cells = [row.text(column).casefold() for row in table.rows for column in range(1, width)]
    if _MATRIX.fullmatch(table.titles[0]):
        times = Counter(cell for cell in cells if cell not in _NOTHING)
        named = {cell for cell in times if _mentioned(cell, states)}
        others = sum(count for cell, count in times.items() if not (cell in named or _fills(cell, count)))
        count = sum(times[cell] for cell in named)
        return _leads_on(table, named) and count >= _OFTEN * (count + others + cells.count(""))
    exact = sum(cell in states for cell in cells)
    are_names = all(not cell or cell in _NOTHING or _NAME.fullmatch(cell) for cell in cells)
    known = len({*cells} & states) > 1 and states.isdisjoint(table.titles)
    return known and are_names and exact >= _MOSTLY * len(cells)


def _leads_on(table: Table, named: Collection[str]) -> bool:
    """Tell whether two cells or more name a state that is not that of their row, as no table of properties does."""
    cells = ((row.text(0).casefold(), cell.text.casefold()) for row in table.rows for cell in row.cells[1:])
    return sum(cell in named and cell != state for state, cell in cells) > 1


def _fills(cell: str, times: int) -> bool:
    """Tell whether what no row is for stands in cells to say that nothing happens there: "same", "refused"."""
    return times >= _FILLER or _SAME.search(cell) is not None


_FILLER = 4
"""So many cells may well say in one word that an event does nothing."""


def _of_matrix(table: Table) -> tuple[Transition, ...]:
    """Return the cells of a table of states by events as what the rows of a list of transitions would be."""
    return tuple(
        Transition(_names(row.text(0)), (table.header.text(column),), (), row.text(column), row, (0, column, column))
        for row in table.rows
        for column in range(1, len(table.titles))
        if row.text(column)
    )
