"""Writes the imported plan into the text of Ossature's, so that what a person wrote around the tasks stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import tomlkit

from osteon.analysis.plan_file import parse_plan
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span, TextEdit, apply_edits, line_end
from osteon.analysis.toml_tree import Entry, Table, plain
from osteon.engine.plan_merge import HEADER, as_toml
from osteon.importing.plan_reading import OssaturePlan
from osteon.importing.tasks import Imported

_CALLED = {
    "id": "id",
    "title": "title",
    "spec": "spec",
    "description": "notes",
    "outputs": "outputs",
    "depends_on": "needs",
    "spec_refs": "sections",
    "arch_refs": "architecture",
    "verify": "verify",
    "vmd_file": "cases",
    "inject_files": "reads",
    "cross_spec_interfaces": "interfaces",
    "context_files": "context",
    "source": "copy",
    "covers": "covers",
    "notes": "notes",
}
"""What each key of a task is called here."""
KNOWN = frozenset({*_CALLED, "status", "kind", "vmd_group"})
_KEYS = [known.name for known in fields(Task) if known.name not in ("span", "spans")]


def plan_text(plan: OssaturePlan, tasks: Sequence[Imported]) -> str:
    """Return the text of a plan with these tasks, which are among those of `plan`: comments stay where they are.

    A task that is in another place than before moves without the comments above it.
    """
    kept = {one.was: one.task for one in tasks}
    rendered = HEADER + "".join(f"\n{_written(one.task)}" for one in tasks)
    order = [was for was in plan.tasks if was in kept]
    if order != [one.was for one in tasks] or any(plan.text[was.table.head.start] != "[" for was in plan.tasks):
        return rendered
    text = _Text(plan.text)
    edits = list(text.head(plan.root))
    for was in plan.tasks:
        edits += text.task(was.table, kept[was]) if was in kept else text.without(was.table)
    end = line_end(plan.text)
    changed = apply_edits(plan.text, (edit.with_line_end(end) for edit in edits))
    return changed if _says(changed, tasks) else rendered


def _says(text: str, tasks: Sequence[Imported]) -> bool:
    """Tell whether a plan has just these tasks; no layout that a person thought of may lose one of them."""
    plan = parse_plan(text.replace("\r\n", "\n"))
    found = [values_of(task) for task in plan.tasks]
    return found == [values_of(one.task) for one in tasks] and not plan.findings


def values_of(task: Task) -> dict[str, Any]:
    """Return the keys of a task that say something, as TOML has them, in the order of a plan."""
    values = {key: getattr(task, key) for key in _KEYS}
    if values["model"] == "default":
        del values["model"]
    plain_values = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return {key: value for key, value in plain_values.items() if value}


def _written(task: Task) -> str:
    return "[[task]]\n" + "".join(f"{key} = {_toml(key, value)}\n" for key, value in values_of(task).items())


_COMMENT = re.compile(r"#[^\n]*")


def _toml(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(value)
        return table.as_string()
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True).as_string()
    return as_toml(key, value)


class _Text:
    """The text of a plan, and the edits that turn its tables into those of another."""

    def __init__(self, text: str) -> None:
        self.text = text

    def head(self, root: Table) -> Iterator[TextEdit]:
        """Yield the edits of what stands outside of tasks: `[meta]` becomes `[plan]`, the rest goes."""
        meta = root.get("meta")
        table = meta.data if meta and isinstance(meta.data, Table) else None
        for key, entry in root.entries.items():
            if key != "task" and not isinstance(entry.value.data, Table):
                yield self._gone(entry)
            elif key not in ("task", "meta") and isinstance(entry.value.data, Table):
                yield from self.without(entry.value.data)
        if table and self.text[table.head.start] == "[":
            yield TextEdit(table.head, "[plan]\nformat = 1")
            yield from map(self._gone, table.entries.values())
        else:
            start = len(self.text) - len(self.text.lstrip("\ufeff"))
            yield TextEdit(Span(start, start), HEADER + "\n")

    def task(self, table: Table, task: Task) -> Iterator[TextEdit]:
        """Yield the edits that make a task of its table: keys that stay keep their place, and their comments."""
        values = values_of(task)
        missing = dict(values)
        last = table.head.end
        for key, entry in table.entries.items():
            called = _CALLED.get(key, "")
            if called not in missing:
                yield self._gone(entry)
                continue
            value = missing.pop(called)
            last = entry.value.span.end
            if called != key:
                yield TextEdit(entry.key, called)
            if plain(entry.value) != value:
                yield from self._comments_above(entry)
                yield TextEdit(entry.value.span, _toml(called, value))
        if missing:
            at = self._next_line(last)
            lines = "".join(f"{key} = {_toml(key, value)}\n" for key, value in missing.items())
            yield TextEdit(Span(at, at), lines if self.text[:at].endswith("\n") else f"\n{lines}")

    def without(self, table: Table) -> Iterator[TextEdit]:
        """Yield the edits that leave of a table only its comments, without the blank lines above."""
        line = self._line(table.head)
        yield TextEdit(Span(len(self.text[: line.start].rstrip("\r\n")) + 1 if line.start else 0, line.end), "")
        yield from map(self._gone, table.entries.values())

    def _comments_above(self, entry: Entry) -> Iterator[TextEdit]:
        """Yield the insertion of the comments within a value, which is to be written anew, above its key."""
        if comments := self._comments_in(entry):
            start = self._line(entry.key).start
            yield TextEdit(Span(start, start), comments)

    def _comments_in(self, entry: Entry) -> str:
        """Return the comments between the items of a list, a line each."""
        data, at = entry.value.data, entry.value.span.start
        found: list[str] = []
        for item in data if isinstance(data, list) else ():
            found += _COMMENT.findall(self.text, at, item.span.start)
            at = item.span.end
        found += _COMMENT.findall(self.text, at, entry.value.span.end) if isinstance(data, list) else ()
        return "".join(f"{comment.rstrip()}\n" for comment in found)

    def _gone(self, entry: Entry) -> TextEdit:
        return TextEdit(self._line(Span(entry.key.start, entry.value.span.end)), self._comments_in(entry))

    def _line(self, span: Span) -> Span:
        """Return the whole lines of a span, but for a comment behind them."""
        start = self.text.rfind("\n", 0, span.start) + 1
        end = self._next_line(span.end)
        comment = self.text.find("#", span.end, end)
        return Span(start, end if comment < 0 else comment)

    def _next_line(self, at: int) -> int:
        newline = self.text.find("\n", at)
        return len(self.text) if newline < 0 else newline + 1
