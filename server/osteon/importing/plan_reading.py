"""Reads the tasks of Ossature's `plan.toml`: every version's keys, whatever their types, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from osteon.analysis.findings import Finding
from osteon.analysis.text import Lines
from osteon.analysis.toml_tree import Table, plain, read_toml

VERIFYING = "verify"
COPYING = "copy"


@dataclass(frozen=True, slots=True, eq=False)
class OssatureTask:
    """One `[[task]]` as it was written."""

    table: Table
    values: dict[str, Any]
    place: str
    """Path and line, for a person."""

    def text(self, key: str) -> str:
        """Return a value as text; a number is one too, anything else is none."""
        value = self.values.get(key, "")
        return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""

    def list(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list, or the one text that stands in the place of a list."""
        value = self.values.get(key, [])
        items = value if isinstance(value, list) else [value]
        return tuple(str(item) for item in items if isinstance(item, (str, int)) and str(item).strip())

    @property
    def kind(self) -> str:
        return self.text("kind") or "task"


@dataclass(frozen=True, slots=True)
class OssaturePlan:
    """A plan of Ossature's; `findings` say what in it is no TOML."""

    path: str
    text: str
    root: Table
    tasks: tuple[OssatureTask, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def line(self, offset: int) -> int:
        """Return a line as people count them."""
        return Lines(self.text).position(offset).line + 1


def read_ossature_plan(path: str, text: str) -> OssaturePlan:
    """Read a plan; `path` is what its places are called."""
    root, findings = read_toml(text)
    lines = Lines(text)
    tasks = (
        OssatureTask(table, _values(table), f"{path}:{lines.position(table.head.start).line + 1}")
        for table in _tables(root)
    )
    return OssaturePlan(path, text, root, tuple(tasks), findings)


def _tables(root: Table) -> Iterator[Table]:
    tasks = root.get("task")
    for item in tasks.data if tasks and isinstance(tasks.data, list) else ():
        if isinstance(item.data, Table):
            yield item.data


def _values(table: Table) -> dict[str, Any]:
    return {key: plain(entry.value) for key, entry in table.entries.items()}
