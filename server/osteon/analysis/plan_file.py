"""The plan: a `plan.toml` in pieces, one for each task, so that an edit reads what it touches again and no more."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from osteon.analysis.findings import Finding, shifted
from osteon.analysis.task_ids import id_findings
from osteon.analysis.tasks import PLAN, RENAMED, Task, tasks_in
from osteon.analysis.text import TextEdit
from osteon.analysis.toml_shape import Checker
from osteon.analysis.toml_strings import String, string_at_end
from osteon.analysis.toml_tree import read_toml


@dataclass(frozen=True, eq=False)
class PlanFile:
    """A parsed `plan.toml`. Never changes: an edit makes a new one that shares the pieces that it did not touch."""

    text: str
    path: str
    cuts: tuple[TaskPiece, ...] = field(repr=False)
    """The text, cut before each line that begins with `[[task]]`."""
    pieces: tuple[TaskPiece, ...] = field(repr=False)
    """The same where no such line is in a string of many lines: what tasks and findings are kept by."""

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each piece begins."""
        return _starts(self.pieces)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for piece in self.pieces for task in self.tasks_of(piece))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the file by itself: syntax, unknown keys, types, ids."""
        found = [one for piece in self.pieces for one in self.findings_of(piece)]
        return tuple(sorted((*found, *id_findings(self.tasks, self.path))))

    @cached_property
    def _numbers(self) -> dict[TaskPiece, int]:
        return dict(zip(self.pieces, range(len(self.pieces)), strict=True))

    @cached_property
    def _placed(self) -> dict[TaskPiece, tuple[Task, ...]]:
        return {}

    def number_of(self, piece: TaskPiece) -> int | None:
        """Return the index of a piece; None where the plan does not have it."""
        return self._numbers.get(piece)

    def piece_at(self, offset: int) -> int:
        """Return the index of the piece that holds `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def tasks_of(self, piece: TaskPiece) -> tuple[Task, ...]:
        """Return the tasks of a piece in their present places."""
        if piece not in self._placed:
            start = self.starts[self._numbers[piece]]
            self._placed[piece] = tuple(task.shifted(start) for task in piece.tasks)
        return self._placed[piece]

    def findings_of(self, piece: TaskPiece) -> Iterator[Finding]:
        """Yield what is wrong with a piece by itself, in the present places."""
        start = self.starts[self._numbers[piece]]
        return (shifted(finding, start, self.path) for finding in piece.findings)

    def task(self, task_id: str) -> Task | None:
        return next((task for task in self.tasks if task.id == task_id), None)

    def task_at(self, offset: int) -> Task | None:
        """Return the task whose table a cursor is in."""
        tasks = self.tasks_of(self.pieces[self.piece_at(offset)]) if self.pieces else ()
        return next((task for task in reversed(tasks) if task.span.contains(offset)), None)

    def edited(self, edits: Iterable[TextEdit]) -> PlanFile:
        """Return the plan after `edits`, each against the text that the one before it left."""
        text, cuts = self.text, self.cuts
        for edit in edits:
            text, cuts = _cut_again(text, cuts, edit, self.path)
        return _plan(text, self.path, cuts)


class TaskPiece:
    """A `[[task]]` with all up to the next one, or what stands above the first. Immutable, compared by identity.

    All spans inside a piece count from its own start, so that a piece serves at any place in a plan.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self._path = path
        self._ends: dict[String, String] = {}
        self._joined: tuple[Sequence[TaskPiece], TaskPiece] = ((self,), self)

    @cached_property
    def _read(self) -> _Read:
        return _read(self.text, self._path)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks that begin here: one, unless the file is written in an unusual way."""
        return self._read.tasks

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it by itself."""
        return self._read.findings

    @property
    def names(self) -> frozenset[str]:
        """The keys of the root table that it defines, but not `task` where each element begins a piece."""
        return self._read.names

    @property
    def broken(self) -> bool:
        """Whether it is not TOML."""
        return self._read.broken

    def string_at_end(self, string: String) -> String:
        """Return the string of many lines that it ends in, where it begins in `string`."""
        if string not in self._ends:
            self._ends[string] = string_at_end(self.text, string)
        return self._ends[string]

    def joined_with(self, pieces: Sequence[TaskPiece]) -> TaskPiece:
        """Return all of `pieces`, the first of which it is, as one: the very same when asked again."""
        if self._joined[0] != pieces:
            self._joined = (pieces, TaskPiece("".join(piece.text for piece in pieces), self._path))
        return self._joined[1]


def parse_plan(text: str, *, path: str = "plan.toml") -> PlanFile:
    """Parse a plan from any text; what cannot be read is a finding, and the tasks around it are still there.

    `path` is the plan's path in the workspace, as the fixes of the findings name it.
    """
    return _plan(text, path, tuple(TaskPiece(piece, path) for piece in _cut(text, 0)))


# From text to pieces --------------------------------------------------------------------------------------------------

_CUT = re.compile(r"^\[\[task\]\]", re.MULTILINE)


def _cut(text: str, start: int) -> Iterator[str]:
    """Cut a text from `start` on before each line that begins with `[[task]]`."""
    begin = start
    for match in _CUT.finditer(text, start):
        if match.start() > begin:
            yield text[begin : match.start()]
            begin = match.start()
    if begin < len(text):
        yield text[begin:]


def _cut_again(text: str, cuts: tuple[TaskPiece, ...], edit: TextEdit, path: str) -> tuple[str, tuple[TaskPiece, ...]]:
    """Return a text and its cuts after an edit; what the edit did not touch is the very same."""
    starts = _starts(cuts)
    first = max(0, bisect_right(starts, edit.span.start) - 2)  # the one above too: a spoiled line joins it
    new = text[: edit.span.start] + edit.text + text[edit.span.end :]
    at, shift = starts[first] if starts else 0, len(new) - len(text)
    fresh: list[TaskPiece] = []
    for piece in _cut(new, at):
        behind = bisect_left(starts, max(at - shift, edit.span.end))
        if fresh and starts[behind : behind + 1] == (at - shift,):
            return new, (*cuts[:first], *fresh, *cuts[behind:])
        above = not fresh and at + len(piece) <= edit.span.start and cuts[first].text == piece
        fresh.append(cuts[first] if above else TaskPiece(piece, path))
        at += len(piece)
    return new, (*cuts[:first], *fresh)


def _starts(pieces: Sequence[TaskPiece]) -> tuple[int, ...]:
    return tuple(accumulate((len(piece.text) for piece in pieces[:-1]), initial=0)) if pieces else ()


def _plan(text: str, path: str, cuts: tuple[TaskPiece, ...]) -> PlanFile:
    """Return the plan that is cut so."""
    pieces = tuple(_joined_where_needed(cuts))
    return PlanFile(text, path, cuts, pieces if _stand_alone(pieces) else (cuts[0].joined_with(cuts),))


def _joined_where_needed(cuts: tuple[TaskPiece, ...]) -> Iterator[TaskPiece]:
    """Yield the pieces; those that a string of many lines goes through are one."""
    at = 0
    while at < len(cuts):
        end = _end_of_string(cuts, at) if cuts[at].broken else at + 1
        joined = cuts[at].joined_with(cuts[at:end]) if end > at + 1 else cuts[at]
        yield cuts[at] if joined.broken else joined
        at = at + 1 if joined.broken else end


def _end_of_string(cuts: Sequence[TaskPiece], at: int) -> int:
    """Return the index behind the piece that ends a string which a piece leaves open; the next one where none does."""
    string = cuts[at].string_at_end("")
    for number in range(at + 1, len(cuts)) if string else ():
        string = cuts[number].string_at_end(string) if string != "?" else "?"
        if string in ("", "?"):
            return number + 1 if not string else at + 1
    return at + 1


def _stand_alone(pieces: Sequence[TaskPiece]) -> bool:
    """Tell whether pieces say each by itself what they say together: no table is in two of them."""
    names = [name for piece in pieces[1:] for name in piece.names]
    names += ["task", *pieces[0].names] if len(pieces) > 1 else []
    return len(names) == len(set(names))


class _Read(NamedTuple):
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    names: frozenset[str]
    broken: bool


def _read(text: str, path: str) -> _Read:
    root, syntax = read_toml(text)
    findings = (*syntax, *Checker(path, "unknown-key", RENAMED).check_table(root, PLAN))
    names = frozenset(root.entries) - ({"task"} if _CUT.match(text.removeprefix("\ufeff")) else set())
    return _Read(tuple(tasks_in(root)), findings, names, bool(syntax))
