"""What the checks of a plan share: tasks by id, what stands upstream of one, and edits of the lists of a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.plan_file import PlanFile
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task
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
    return fix_here(f"Add {need} to needs", file.path, added(task, "needs", need))


def added(task: Task, key: str, item: str) -> TextEdit:
    """Return the edit that puts an item behind those of a task's list, or begins the list."""
    items = getattr(task, key)
    if items:
        end = task.place(key, len(items) - 1).end
        return TextEdit(Span(end, end), f', "{item}"')
    if (key, None) in task.spans:
        return TextEdit(task.place(key), f'["{item}"]')
    end = task.place("id").end
    return TextEdit(Span(end, end), f'\n{key} = ["{item}"]')


def take_out(file: SourceFile, task: Task, key: str, number: int) -> tuple[Fix, ...]:
    """Return the fix that takes an item out of a task's list; none where a comment would go with it."""
    edit = removed(file, task, key, number)
    title = f"Take {getattr(task, key)[number]} out of {key}"
    return (fix_here(title, file.path, edit, preferred=False),) if edit else ()


def removed(file: SourceFile, task: Task, key: str, number: int) -> TextEdit | None:
    """Return the edit that takes an item out of a task's list; None where a comment would go with it."""
    items = len(getattr(task, key))
    span = task.place(key, number)
    if number + 1 < items:
        span = Span(span.start, task.place(key, number + 1).start)
    elif number:
        span = Span(task.place(key, number - 1).end, span.end)
    return None if "#" in file.text[slice(*span)].replace(getattr(task, key)[number], "") else TextEdit(span, "")
