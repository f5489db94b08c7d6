"""Reads state tables, and finds the states that are never entered and the events that nobody handles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

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
    """All other cells, folded: two rows that differ here exclude each other, for all that can be known."""
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

    def like(self, *cells: str) -> tuple[str, ...]:
        """Return the cells of a row of the same table from its state, event and next state."""
        named = dict(zip(self.columns, cells, strict=True))
        return tuple(named.get(column, "") for column in range(max(len(self.row.cells), max(self.columns) + 1)))


_STATE = re.compile(
    r"(?:(?:current|present|old|source|start(?:ing)?) )?(?:state|status)|from(?: state)?|state before|in state"
)
_NEXT = re.compile(
    r"(?:next|new|target|resulting|following|end) (?:state|status)|next|to(?: state)?|target|becomes|goes to"
    r"|state after"
)
_EVENT = re.compile(r"(?:event|trigger|input|signal|stimulus|message|command|on|when)s?(?: event)?")
_NO_GUARD = re.compile(r"(?:action|output|effect|note|comment|remark|response|description|meaning|who|requirement)s?")
_ANY = re.compile(r"any(?: (?:other )?(?:state|event|input))?|all(?: states| events)?|\*|every state|-|–|—|")
_SPLIT = re.compile(r"\s*(?:,|/|;| or )\s*")


def transitions(table: Table) -> tuple[Transition, ...] | None:
    """Return the rows of a state table; None for any other table. Its header names state, event and next state."""
    columns = {role: _column(table, pattern) for role, pattern in (("s", _STATE), ("e", _EVENT), ("n", _NEXT))}
    state, event, target = columns["s"], columns["e"], columns["n"]
    if state is None or event is None or target is None or len({state, event, target}) < 3:
        return None
    taken = {state, event, target} | {i for i, title in enumerate(table.titles) if _NO_GUARD.fullmatch(title)}
    guards = [column for column in range(len(table.titles)) if column not in taken]
    return tuple(
        Transition(
            _names(row.text(state)),
            _names(row.text(event)),
            tuple(row.text(column).casefold() for column in guards),
            row.text(target),
            row,
            (state, event, target),
        )
        for row in table.rows
    )


def _column(table: Table, pattern: re.Pattern[str]) -> int | None:
    return next((column for column, title in enumerate(table.titles) if pattern.fullmatch(title)), None)


def _names(cell: str) -> tuple[str, ...]:
    if _ANY.fullmatch(cell.casefold()):
        return ()
    return tuple(name for part in _SPLIT.split(cell) if (name := part.strip(' `*_"')))


def state_gaps(table: Table, prose: str) -> Iterator[Gap]:
    """Return what a state table leaves open or says twice. `prose` is the text around it, which may say more."""
    rows = transitions(table)
    if rows is None:
        yield from _empty_cells(table, prose)
    elif rows:
        yield from _repeated(rows, table)
        yield from _unreachable(rows, prose, table)
        yield from _unhandled(rows, prose)


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


_START = re.compile(r"\b(?:start|initial|begin|power|reset|creat|enter|open|new|first|default)", re.IGNORECASE)
_DYNAMIC = re.compile(r"previous|earlier|last|return|caller|depend|saved|before|any", re.IGNORECASE)
"""Words of a next state that only a run decides."""


def _unreachable(rows: tuple[Transition, ...], prose: str, table: Table) -> Iterator[Gap]:
    """Return the states that no way leads to, from the first row's state and those that the prose begins in."""
    names = {name.casefold(): (name, row) for row in reversed(rows) for name in row.states}
    targets = [row.target.casefold() for row in rows]
    if not rows[0].states or any(_DYNAMIC.search(target) and not _mentioned(target, names) for target in targets):
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


def _mentioned(text: str, names: Iterable[str]) -> set[str]:
    """Return the names that stand in a text as words."""
    return {name for name in names if name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}


_REST = re.compile(
    r"\b(?:ignor|reject|discard)|\b(?:no row|no effect|otherwise|not listed|stays?|unchanged|impossible|only these)\b"
    r"|\b(?:(?:everything |all )?else|(?:all|any) other|other (?:event|input|combination|transition))",
    re.IGNORECASE,
)
"""Words by which the prose says what holds for what the table leaves out."""
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


_MATRIX = re.compile(r"(?:current )?states?(?: *[\\\\/|×x→>]+ *(?:events?|inputs?|triggers?))?")
_MOSTLY = Fraction(6, 10)


def _empty_cells(table: Table, prose: str) -> Iterator[Gap]:
    """Return the empty cells of a table with a row for each state and a column for each event."""
    states = {row.text(0).casefold() for row in table.rows}
    width = len(table.titles)
    cells = [row.text(column).casefold() for row in table.rows for column in range(1, width)]
    named = sum(any(_mentioned(cell, states)) for cell in cells if cell)
    if width < 3 or not _MATRIX.fullmatch(table.titles[0]) or named < _MOSTLY * len(cells) or _REST.search(prose):
        return
    for row in table.rows:
        for column in range(1, width):
            if not row.text(column):
                event, place = table.header.text(column), row.at(0)
                message = f"State {row.text(0)} does not say what {event} leads to: fill the cell, or write `-`"
                fill = Remedy("Fill the cell", (row.filled(column, Blank("<next state>")),), preferred=True)
                yield Gap(place, message, remedies=(fill, Remedy("Write `-`", (row.filled(column, "-"),))))
