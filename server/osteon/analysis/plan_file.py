"""The plan: the tasks of a `plan.toml`, each value with its place in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from osteon.analysis.findings import Finding
from osteon.analysis.text import Span


@dataclass(frozen=True, slots=True)
class Task:
    """One unit of generation and verification. Values that are absent or of the wrong type have their default here."""

    id: str
    span: Span
    """The whole `[[task]]` table."""
    title: str = ""
    spec: str = ""
    sections: tuple[str, ...] = ()
    """Spec sections by anchor: `#anchor` in `spec`, or `OTHER_SPEC#anchor`."""
    architecture: tuple[str, ...] = ()
    """Components by name, `SPEC_ID.Name` across specs."""
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """`.vmd` files, relative to the specs folder, whose cases run as hidden verification of this task."""
    covers: tuple[str, ...] = ()
    notes: str = ""
    skip: bool = False
    manual: bool = False
    model: str = "default"
    copy: Mapping[str, str] = field(default_factory=dict)
    """Output path to file (relative to the specs folder) that is copied there without a model."""
    spans: Mapping[tuple[str, int | None], Span] = field(default_factory=dict)
    """Where values stand: `("needs", 0)` is the first item, `("needs", None)` the whole value, `("key:needs", None)` the key."""

    def place(self, key: str, item: int | None = None) -> Span:
        """Return the range of a value (or of one item of it); of the task's id where it has none."""
        return self.spans.get((key, item)) or self.spans.get((key, None)) or self.spans.get(("id", None)) or self.span


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A parsed `plan.toml`; `findings` are what is wrong with the file by itself (syntax, unknown keys, types)."""

    text: str
    tasks: tuple[Task, ...] = ()
    findings: tuple[Finding, ...] = ()

    def task(self, task_id: str) -> Task | None:
        return next((task for task in self.tasks if task.id == task_id), None)


def parse_plan(text: str) -> PlanFile:
    """Parse a plan from any text; what cannot be read is a finding, and the tasks around it are still there."""
    raise NotImplementedError
