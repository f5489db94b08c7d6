"""Writes plans, and merges a newly planned one into the one a person has, whose every edit and comment stays."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import tomlkit

from osteon.analysis.text import Lines, Span, TextEdit, apply_edits
from osteon.analysis.toml_tree import Entry, Table, plain, read_toml
from osteon.engine.planner import PlannedTask

HEADER = """\
# The build plan. It is yours: reorder tasks, add notes, change commands, skip tasks, add tasks of your own.
# `osteon plan` brings it up to date with the specs and keeps what you changed.

[plan]
format = 1
"""
GENERATED = "plan.generated.toml"
"""The plan as it was last generated, in the store: what tells a person's edits from the planner's."""
WIDTH = 100
"""A list that makes a line longer than this is written with one item to a line."""


class UnreadablePlan(Exception):
    """The plan is not TOML, so nothing can be merged into it. The message says in which line, and the next step."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a person and the planner both changed: the person's version stays. None means that there is none.

    An empty `key` stands for the whole task: planned no more but edited, or deleted by a person but planned anew.
    """

    task: str
    key: str
    yours: object
    planned: object


@dataclass(frozen=True, slots=True)
class MergedPlan:
    """The merged text, and the ids of the tasks in which it differs from the text before."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def render(tasks: Iterable[PlannedTask]) -> str:
    """Return a plan file with these tasks."""
    return HEADER + "".join(f"\n{_written(task)}" for task in tasks)


def merge_plan(
    current: str | None,
    last: str | None,
    new: Sequence[PlannedTask],
    *,
    take: Callable[[str, str], bool] = lambda _task, _key: False,
) -> MergedPlan:
    """Return the plan that follows `new` where a person changed nothing since `last`, and is `current` elsewhere.

    `last` is what was generated before. Where it is not known, every value that differs counts as a person's.
    `take` tells for a task and a key (an empty one for the whole task) that the person wants what is planned. Merging
    the same again changes no byte. Raises UnreadablePlan where `current` is not TOML.
    """
    if current is None:
        return MergedPlan(render(new), added=tuple(task.id for task in new))
    tables = _readable(current)
    merge = _Merge(_Layout(current), tables, values_by_id(last or ""), {task.id: task for task in new}, take)
    return merge.result()


def _written(task: PlannedTask) -> str:
    return "[[task]]\n" + "".join(f"{key} = {as_toml(key, value)}\n" for key, value in task.values().items())


def as_toml(key: str, value: Any) -> str:
    """Return a value as TOML: a text, a switch, or a list of texts; `key` is what it stands behind."""
    if not isinstance(value, list):
        return str(tomlkit.item(value).as_string())
    items = [tomlkit.item(item).as_string() for item in value]
    line = f"[{', '.join(items)}]"
    return line if len(f"{key} = {line}") <= WIDTH else "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _readable(text: str) -> dict[str, Table]:
    """Return the tasks of a plan by id; the first of two with one id counts."""
    root, findings = read_toml(text)
    for finding in findings:
        line = Lines(text).position(finding.span.start).line + 1
        raise UnreadablePlan(f"line {line}: {finding.message}; the plan was left as it is")
    tables = _tables(root)
    for table in tables:
        if text[table.head.start] != "[":
            line = Lines(text).position(table.head.start).line + 1
            raise UnreadablePlan(f"line {line}: write each task as a `[[task]]` table; the plan was left as it is")
    by_id: dict[str, Table] = {}
    for table in tables:
        by_id.setdefault(_id(table), table)
    return {task_id: table for task_id, table in by_id.items() if task_id}


def values_by_id(text: str) -> dict[str, Mapping[str, object]]:
    """Return the values of each task of a plan by the task's id."""
    return {_id(table): _values(table) for table in _tables(read_toml(text)[0])}


def _tables(root: Table) -> list[Table]:
    tasks = root.get("task")
    items = tasks.data if tasks and isinstance(tasks.data, list) else []
    return [item.data for item in items if isinstance(item.data, Table)]


def _id(table: Table) -> str:
    value = table.get("id")
    return value.data if value and isinstance(value.data, str) else ""


def _values(table: Table) -> dict[str, object]:
    return {key: plain(entry.value) for key, entry in table.entries.items()}


# The merge ------------------------------------------------------------------------------------------------------------

_KEYS = tuple(known.name for known in fields(PlannedTask))
_UNKNOWN = object()
"""Stands for what was generated last where that is not known: equal to nothing."""


class _Merge:
    """One merge: gathers edits of the current text, task by task and key by key."""

    def __init__(
        self,
        layout: _Layout,
        tables: Mapping[str, Table],
        last: Mapping[str, Mapping[str, object]],
        new: Mapping[str, PlannedTask],
        take: Callable[[str, str], bool],
    ) -> None:
        self.layout = layout
        self.tables = tables
        self.last = last
        self.new = new
        self.take = take
        self.edits: list[TextEdit] = []
        self.conflicts: list[Conflict] = []

    def result(self) -> MergedPlan:
        changed = [task_id for task_id in self.tables if task_id in self.new and self._update(task_id)]
        removed = [task_id for task_id in self.tables if task_id not in self.new and self._drop(task_id)]
        added = self._add()
        text = self.layout.edited(self.edits)
        return MergedPlan(text, tuple(self.conflicts), added, tuple(removed), tuple(changed))

    def _update(self, task_id: str) -> bool:
        """Merge the keys of a task that the plan has and that is planned; tell whether that changes it."""
        table = self.tables[task_id]
        planned, last = self.new[task_id].values(), self.last.get(task_id)
        before = len(self.edits)
        for key in _KEYS:
            entry, wanted = table.entries.get(key), planned.get(key)
            yours = plain(entry.value) if entry else None
            base = last.get(key) if last is not None else _UNKNOWN if wanted else None
            taken = self.take(task_id, key)
            if yours == wanted or (base == wanted and not taken):
                continue
            if yours == base or taken:
                self.edits.append(self.layout.set(table, key, wanted))
            else:
                self.conflicts.append(Conflict(task_id, key, yours, wanted))
        return len(self.edits) > before

    def _drop(self, task_id: str) -> bool:
        """Remove a task that is planned no more; tell whether it was. A person's own task or edited one stays."""
        if task_id not in self.last and not self.take(task_id, ""):
            return False
        table = self.tables[task_id]
        block = self.layout.block(table)
        untouched = _values(table) == self.last.get(task_id) and not _has_comment(self.layout.text[slice(*block)])
        if untouched or self.take(task_id, ""):
            self.edits.append(TextEdit(block, ""))
            return True
        self.conflicts.append(Conflict(task_id, "", _values(table), None))
        return False

    def _add(self) -> tuple[str, ...]:
        """Insert the tasks that are new, each after all that it needs; one that a person deleted stays deleted."""
        places: dict[str, int] = {}
        added: defaultdict[int, list[PlannedTask]] = defaultdict(list)
        latest = self.layout.before(self.tables.values())
        for task_id, task in self.new.items():
            if task_id in self.tables:
                latest = places[task_id] = self.layout.after(self.tables[task_id])
            elif task_id not in self.last or self.take(task_id, ""):
                latest = places[task_id] = max([latest, *(places[need] for need in task.needs if need in places)])
                added[latest].append(task)
            elif self.last[task_id] != task.values():
                self.conflicts.append(Conflict(task_id, "", None, task.values()))
        self.edits += [self.layout.insert(at, [_written(task) for task in tasks]) for at, tasks in added.items()]
        return tuple(task.id for tasks in added.values() for task in tasks)


# The text -------------------------------------------------------------------------------------------------------------

_STRING = re.compile(r'"""[\s\S]*?"{3,5}|\'\'\'[\s\S]*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')


class _Layout:
    """Where things stand in the text of a plan, and the edits that change them without touching anything around."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def edited(self, edits: Sequence[TextEdit]) -> str:
        """Return the text after edits, with its own line ends, and no blank lines left behind at its end."""
        text = apply_edits(self.text, (TextEdit(edit.span, self._line_ends(edit.text)) for edit in edits))
        removed_last = any(edit.span.end == len(self.text) and not edit.text for edit in edits)
        return text.rstrip("\r\n") + self._newline if removed_last else text

    def _line_ends(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\n", self._newline)

    def set(self, table: Table, key: str, value: object) -> TextEdit:
        """Return the edit that gives a key of a task a value, or takes the key out for None."""
        entry = table.entries.get(key)
        if entry is None:
            return self._new_key(table, key, value)
        if value is None:
            return TextEdit(self._line_of(entry), "")
        return TextEdit(entry.value.span, _rewritten(self.text[slice(*entry.value.span)], key, value))

    def _new_key(self, table: Table, key: str, value: object) -> TextEdit:
        """Return the insertion of a line after the keys that usually stand above it."""
        above = (table.entries[known].value for known in _KEYS[: _KEYS.index(key)] if known in table.entries)
        end = max((value.span.end for value in above if not isinstance(value.data, Table)), default=table.head.end)
        at = self._next_line(end)
        line = f"{key} = {as_toml(key, value)}"
        return TextEdit(Span(at, at), f"{line}\n" if self.text[:at].endswith("\n") else f"\n{line}")

    def _line_of(self, entry: Entry) -> Span:
        """Return the whole lines of a key and its value, except a comment behind them."""
        start = self.text.rfind("\n", 0, entry.key.start) + 1
        end = self._next_line(entry.value.span.end)
        comment = self.text.find("#", entry.value.span.end, end)
        return Span(start, end if comment < 0 else comment)

    def _next_line(self, at: int) -> int:
        newline = self.text.find("\n", at)
        return len(self.text) if newline < 0 else newline + 1

    def after(self, table: Table) -> int:
        """Return where the lines of a task end, with comments right below it unless they head the next table."""
        end = at = self._next_line(table.span.end)
        while self.text[at : self._next_line(at)].lstrip(" \t").startswith("#"):
            at = self._next_line(at)
        return end if self.text[at : self._next_line(at)].strip() else at

    def block(self, table: Table) -> Span:
        """Return the lines of a task and the blank lines below them."""
        start, end = self.text.rfind("\n", 0, table.head.start) + 1, self.after(table)
        while end < len(self.text) and not self.text[end : self._next_line(end)].strip():
            end = self._next_line(end)
        return Span(start, end)

    def before(self, tables: Iterable[Table]) -> int:
        """Return where the first task begins, with the comments right above it; the end of the text without tasks."""
        first = min((table.head.start for table in tables), default=None)
        if first is None:
            return len(self.text)
        at = self.text.rfind("\n", 0, first) + 1
        while self._line_above(at).lstrip(" \t").startswith("#"):
            at -= len(self._line_above(at))
        return at

    def _line_above(self, at: int) -> str:
        return self.text[self.text.rfind("\n", 0, max(at - 1, 0)) + 1 : at]

    def insert(self, at: int, tables: Sequence[str]) -> TextEdit:
        """Return the insertion of whole tables, with one blank line around each."""
        above, below = self.text[:at], self.text[at : self._next_line(at)]
        lead = "" if not above or not self._line_above(at).strip() else "\n" if above.endswith("\n") else "\n\n"
        return TextEdit(Span(at, at), lead + "\n".join(tables) + ("\n" if below.strip() else ""))


def _has_comment(text: str) -> bool:
    return "#" in _STRING.sub("", text)


def _rewritten(written: str, key: str, value: object) -> str:
    """Return a new value in the place of one; a list with comments in it keeps them, and the order of what it keeps."""
    if not isinstance(value, list) or not _has_comment(written):
        return as_toml(key, value)
    array = tomlkit.parse(f"{key} = {written}")[key]
    assert isinstance(array, tomlkit.items.Array)
    for at in reversed(range(len(array))):
        if array[at] not in value:
            del array[at]
    for item in value:
        if item not in array:
            array.append(item)
    return array.as_string()
