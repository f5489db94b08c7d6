"""The plan: a `plan.toml` in pieces, one for each task, so that an edit reads what it touches again and no more."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
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

    path: str
    cut: _Cut = field(repr=False)
    pieces: tuple[TaskPiece, ...] = field(repr=False)
    """What tasks and findings are kept by: the cuts, where no string of many lines goes through two."""

    @property
    def text(self) -> str:
        return self.cut.text

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each piece begins."""
        return self.cut.starts if self.pieces is self.cut.pieces else tuple(_starts(self.pieces, 0))

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
        cut = self.cut
        for edit in edits:
            cut = _cut_again(cut, edit, self.path)
        return _plan(cut, self.path)


class TaskPiece:
    """A `[[task]]` with all up to the next one, or what stands above the first. Immutable, compared by identity.

    All spans inside a piece count from its own start, so that a piece serves at any place in a plan.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self._path = path
        root, syntax = read_toml(text, path)
        self.broken = bool(syntax)
        """Whether it is not TOML."""
        self.tasks = tuple(tasks_in(root))
        """The tasks that begin here: one, unless the file is written in an unusual way."""
        self.findings = (*syntax, *Checker(path, "unknown-key", RENAMED).check_table(root, PLAN))
        """What is wrong with it by itself."""
        self.names = frozenset(root.entries) - (_OWN if _CUT.match(text.removeprefix("\ufeff")) else frozenset())
        """The keys of the root table that it defines; its own `task` at its beginning is none."""
        self._path = path
        self._ends: dict[String, String] = {}
        self._joined: tuple[Sequence[TaskPiece], TaskPiece] = ((self,), self)

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
    pieces = tuple(TaskPiece(piece, path) for piece in _split(text, 0))
    return _plan(_Cut(text, pieces, tuple(_starts(pieces, 0))), path)


# From text to pieces --------------------------------------------------------------------------------------------------

_CUT = re.compile(r"^\[\[task\]\]", re.MULTILINE)
_OWN = frozenset({"task"})


class _Cut(NamedTuple):
    """A text, cut before each line that begins with `[[task]]`; where each piece begins."""

    text: str
    pieces: tuple[TaskPiece, ...]
    starts: tuple[int, ...]


def _split(text: str, start: int) -> Iterator[str]:
    """Cut a text from `start` on before each line that begins with `[[task]]`."""
    begin = start
    for match in _CUT.finditer(text, start):
        if match.start() > begin:
            yield text[begin : match.start()]
            begin = match.start()
    if begin < len(text):
        yield text[begin:]


def _cut_again(old: _Cut, edit: TextEdit, path: str) -> _Cut:
    """Return the text after an edit, with the pieces that the edit did not touch."""
    text = old.text[: edit.span.start] + edit.text + old.text[edit.span.end :]
    shift = len(text) - len(old.text)
    first = max(0, bisect_right(old.starts, edit.span.start) - 2)  # the one above too: a spoiled line joins it
    begin = at = old.starts[first] if old.starts else 0
    fresh: list[TaskPiece] = []
    behind = len(old.pieces)
    for piece in _split(text, at):
        same = bisect_left(old.starts, max(at - shift, edit.span.end))
        if fresh and old.starts[same : same + 1] == (at - shift,):
            behind = same
            break
        above = not fresh and at + len(piece) <= edit.span.start and old.pieces[first].text == piece
        fresh.append(old.pieces[first] if above else TaskPiece(piece, path))
        at += len(piece)
    moved = [start + shift for start in old.starts[behind:]] if shift else old.starts[behind:]
    return _Cut(
        text,
        (*old.pieces[:first], *fresh, *old.pieces[behind:]),
        (*old.starts[:first], *_starts(fresh, begin), *moved),
    )


def _starts(pieces: Sequence[TaskPiece], begin: int) -> Iterator[int]:
    return accumulate([len(piece.text) for piece in pieces[:-1]], initial=begin) if pieces else iter(())


def _plan(cut: _Cut, path: str) -> PlanFile:
    """Return the plan that is cut so."""
    cuts = cut.pieces
    is_broken = any(map(attrgetter("broken"), cuts))  # where each piece is TOML, no string goes through two
    pieces = tuple(_joined_where_needed(cuts)) if is_broken else cuts
    return PlanFile(path, cut, pieces if _stand_alone(pieces) else (cuts[0].joined_with(cuts),))


def _joined_where_needed(cuts: tuple[TaskPiece, ...]) -> Iterator[TaskPiece]:
    """Yield the pieces; those that a string of many lines goes through are one, if they are TOML together."""
    ends: dict[tuple[int, String], int] = {}
    tried: set[int] = set()
    at = 0
    while at < len(cuts):
        end = _end_of_string(cuts, at, ends) if cuts[at].broken else 0
        joined = cuts[at].joined_with(cuts[at:end]) if end and end not in tried else cuts[at]
        tried.add(end)
        yield cuts[at] if joined.broken else joined
        at = at + 1 if joined.broken or joined is cuts[at] else end


def _end_of_string(cuts: Sequence[TaskPiece], at: int, ends: dict[tuple[int, String], int]) -> int:
    """Return the index behind the piece that ends a string which a piece leaves open; 0 where none does.

    `ends` remembers the same for each piece by the string that it begins in, so that all of them take linear time.
    """
    way: list[tuple[int, String]] = []
    number, string = at + 1, cuts[at].string_at_end("")
    while string not in ("", "?") and number < len(cuts) and (number, string) not in ends:
        way.append((number, string))
        number, string = number + 1, cuts[number].string_at_end(string)
    end = ends.get((number, string), number if way and not string else 0)
    ends.update(dict.fromkeys(way, end))
    return end


def _stand_alone(pieces: Sequence[TaskPiece]) -> bool:
    """Tell whether pieces say each by itself what they say together: no table is in two of them."""
    names = [name for some in map(attrgetter("names"), pieces) if some for name in some]
    names += ["task"] if len(pieces) > 1 else []
    return len(names) == len(set(names))
