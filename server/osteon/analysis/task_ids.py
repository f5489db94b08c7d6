"""The ids of tasks: whether one can be used, and whether it is another's already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple, Protocol

from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.tasks import HEAD, TASK_ID, Task
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in


class Named(NamedTuple):
    """A task by its id: where that stands, and what a person calls it."""

    id: str
    place: Span
    title: str


def is_usable(task_id: str) -> bool:
    """Tell whether an id can be one: that of a task without any cannot."""
    return re.fullmatch(TASK_ID, task_id) is not None


class Ids(Protocol):
    """The ids of all tasks of a plan. Folders may ignore case, so ids that fold alike are one."""

    def first_like(self, task_id: str) -> Named | None:
        """Return the first task of the plan that has an id that can be used, and is like this one."""

    def needs(self, task: Task) -> Iterable[Span]:
        """Return where tasks need one by its id; nowhere where another task above has the same."""


def id_finding(task: Task, ids: Ids, path: str) -> Finding | None:
    """Return what is wrong with a task's id, which is one of `ids`; None where all is well."""
    if not is_usable(task.id):
        return _invalid_id(task, ids, path)
    first = ids.first_like(task.id)
    return None if first is None or first.place == task.place("id") else _taken_id(task, first, ids, path)


def id_findings(tasks: Iterable[Task], path: str) -> Iterator[Finding]:
    """Yield a finding for each task without a usable id, and for each id that is taken."""
    ids = _Listed(tasks)
    return (finding for task in ids.tasks if (finding := id_finding(task, ids, path)))


class _Listed:
    """The ids of tasks that are all at hand."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self.tasks = tuple(tasks)
        self._first: dict[str, Named] = {}
        self._meant: dict[str, Task] = {}
        self._needs: defaultdict[str, list[Span]] = defaultdict(list)
        for task in self.tasks:
            self._meant.setdefault(task.id, task)
            if is_usable(task.id):
                self._first.setdefault(task.id.casefold(), Named(task.id, task.place("id"), task.title))
            for number, need in enumerate(task.needs):
                self._needs[need].append(task.place("needs", number))

    def first_like(self, task_id: str) -> Named | None:
        return self._first.get(task_id.casefold())

    def needs(self, task: Task) -> Iterable[Span]:
        return self._needs.get(task.id, ()) if self._meant[task.id] is task else ()


def _taken_id(task: Task, first: Named, ids: Ids, path: str) -> Finding:
    message = f"The id `{task.id}` is taken by the task {first.title or first.id!r} above: choose another"
    free = _free_id(task.id, ids)
    edit = edit_to_fill_in(task.place("id"), '"', Blank(free), '"')
    fix = fix_here(f"Rename to {free}", path, edit, preferred=False)
    return Finding("duplicate-task", Severity.ERROR, task.place("id"), message, fixes=(fix,))


def _invalid_id(task: Task, ids: Ids, path: str) -> Finding:
    rule = 'letters, digits, `-`, `_` and `.`, beginning with a letter or digit, such as id = "display"'
    proposal = _free_id(_as_id(task.id or task.title or task.spec), ids)
    if ("id", None) in task.spans:
        message = f"A task's id is made of {rule}"
        needs = ids.needs(task) if task.id else ()
        edits = [TextEdit(span, f'"{proposal}"') for span in (task.place("id"), *needs)]
    else:
        message = f"This task has no id: add one of {rule}"
        end = task.spans[HEAD].end
        edits = [edit_to_fill_in(Span(end, end), '\nid = "', Blank(proposal), '"')]
    fix = fix_here(f"Call it {proposal}", path, *edits)
    return Finding("invalid-task-id", Severity.ERROR, task.place("id"), message, fixes=(fix,))


def _as_id(words: str) -> str:
    """Return words as a task's id."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", words).strip("-._").lower()[:60] or "task"


def _free_id(name: str, ids: Ids) -> str:
    """Return a name, or the first of it with a number from 2 on, that no task has."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(free for free in names if ids.first_like(free) is None)
