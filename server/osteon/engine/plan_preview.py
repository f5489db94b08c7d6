"""What a new plan would change: its text, its tasks, what a build would then do, and what that is likely to cost."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from osteon.engine.estimate import TaskEstimate, estimate
from osteon.engine.leftovers import Leftover, leftovers
from osteon.engine.plan_merge import values_by_id
from osteon.engine.site import open_site
from osteon.engine.status import Forecast, assess_site
from osteon.project import Project, UserError


@dataclass(frozen=True, slots=True)
class TaskChange:
    """How one task of a plan differs: for each key that does, the value before and after; None where there is none."""

    task: str
    change: Literal["added", "removed", "changed"]
    keys: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What writing a plan would lead to. Nothing was written, and no model asked."""

    diff: str
    """A unified diff of the plan's text; empty where it stays as it is."""
    changes: tuple[TaskChange, ...]
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)
    """What a build would do about each task of the new plan, in an order that it could run them."""
    estimates: Mapping[str, TaskEstimate] = field(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()
    """The files that no task of the new plan writes any more."""
    problem: str = ""
    """Why the new plan could not be built at all, where that is so; then there are no forecasts."""


def preview(project: Project, before: str, after: str) -> Preview:
    """Return what would come of `after` in the place of the plan's text `before`."""
    diff, changes = _diff(project.relative(project.plan), before, after), task_changes(before, after)
    try:
        site = open_site(project, plan=after)
    except UserError as error:
        return Preview(diff, changes, problem=str(error))
    forecasts = assess_site(site)
    return Preview(diff, changes, forecasts, estimate(site, forecasts), leftovers(site))


def task_changes(before: str, after: str) -> tuple[TaskChange, ...]:
    """Return the tasks that differ between two plans: those of the new one in its order, then those that are gone."""
    old, new = values_by_id(before), values_by_id(after)
    found = [_change(task, old.get(task, {}), new.get(task, {}), task in old, task in new) for task in {**new, **old}]
    return tuple(change for change in found if change)


def _change(
    task: str, old: Mapping[str, object], new: Mapping[str, object], was: bool, stays: bool
) -> TaskChange | None:
    keys = {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}
    if not keys:
        return None
    return TaskChange(task, "changed" if was and stays else "added" if stays else "removed", keys)


def _diff(name: str, before: str, after: str) -> str:
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    return "".join(difflib.unified_diff(old, new, name, f"{name} (planned)"))
