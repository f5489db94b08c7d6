"""What the checks of a plan share: its tasks by id, what stands upstream of one, and the fix that adds a need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.plan_file import PlanFile, Task
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit


def tasks_by_id(plan: PlanFile) -> dict[str, Task]:
    """Return the tasks that have an id, in the order of the plan; the first of two with one id counts."""
    found: dict[str, Task] = {}
    for task in plan.tasks:
        found.setdefault(task.id, task)
    return {task_id: task for task_id, task in found.items() if task_id}


def owners_of(plan: PlanFile) -> dict[str, Task]:
    """Return the first task that produces each path."""
    return {path: task for task in reversed(plan.tasks) for path in task.produces}


def upstream_of(task: Task, by_id: Mapping[str, Task]) -> Iterator[Task]:
    """Yield every task that a task needs, directly or not, once."""
    seen: set[str] = set()
    waiting = list(task.needs)
    while waiting:
        need = waiting.pop()
        if need in by_id and need not in seen:
            seen.add(need)
            waiting += by_id[need].needs
            yield by_id[need]


def is_upstream(other: Task, task: Task, by_id: Mapping[str, Task]) -> bool:
    """Tell whether a task needs another, directly or not."""
    return other.id in task.needs or any(found is other for found in upstream_of(task, by_id))


def add_need(file: SourceFile, task: Task, need: str) -> Fix:
    """Return the fix that makes a task wait for another."""
    return fix_here(f"Add {need} to needs", file.path, _new_need(task, need))


def _new_need(task: Task, need: str) -> TextEdit:
    if task.needs:
        end = task.place("needs", len(task.needs) - 1).end
        return TextEdit(Span(end, end), f', "{need}"')
    if ("needs", None) in task.spans:
        return TextEdit(task.place("needs"), f'["{need}"]')
    end = task.place("id").end
    return TextEdit(Span(end, end), f'\nneeds = ["{need}"]')
