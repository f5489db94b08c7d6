"""Tasks need each other in a circle.

## What it finds
Tasks of the plan whose `needs` lead back to where they began, a task that needs itself among them.

## Why it matters
None of these tasks can ever run, nor any task that waits for them.

## Example
`a` needs `b`, and `b` needs `a`.

## Fix
Take one of the needs out. The finding stands at one of them and names the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.plan_keys import of_plan
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task, removed

CODE = "task-cycle"
SEVERITY = Severity.ERROR


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report circles, each once: a task that stands in one that is reported is not the start of another."""
    by_id = _knotted(file, index)
    seen: set[str] = set()
    for task_id in by_id:
        cycle = _cycle(task_id, by_id) if task_id not in seen else []
        if cycle:
            seen.update(cycle)
            yield _finding(cycle, by_id, file)


def _knotted(file: SourceFile, index: Index) -> dict[str, Task]:
    """Return the tasks that may be in circles, by id, in the order of the plan; the first of two with one id counts."""
    keys = index.in_knots("node", of_plan(file.path)) if file.plan else []
    spans = sorted(found[1].span for key in keys if (found := index.definition(key)))
    tasks = (file.plan.task_at(span.start) for span in spans if file.plan)
    return {task.id: task for task in tasks if task}


def _cycle(start: str, by_id: Mapping[str, Task]) -> list[str]:
    """Return the shortest way from a task over its needs back to itself; nothing where there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    for task_id in waiting:
        for need in by_id[task_id].needs:
            if need == start:
                return _way(came_from, start, task_id)
            if need in by_id and need not in came_from:
                came_from[need] = task_id
                waiting.append(need)
    return []


def _way(came_from: Mapping[str, str], start: str, end: str) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _finding(cycle: list[str], by_id: Mapping[str, Task], file: SourceFile) -> Finding:
    edges = [(by_id[task], need) for task, need in zip(cycle, (*cycle[1:], cycle[0]), strict=True)]
    spans = [task.place("needs", task.needs.index(need)) for task, need in edges]
    related = [
        Related(Place(file.path, span), f"{task.id} needs {need}")
        for (task, need), span in list(zip(edges, spans, strict=True))[1:]
    ]
    message = f"Tasks need each other in a circle: {' -> '.join((*cycle, cycle[0]))}: take one of these needs out"
    return Finding(CODE, SEVERITY, spans[0], message, tuple(related), tuple(_ways_out(edges, by_id, file)))


def _ways_out(edges: Sequence[tuple[Task, str]], by_id: Mapping[str, Task], file: SourceFile) -> Iterator[Fix]:
    """Yield a fix for each need that can go: one whose outputs the task does not read."""
    for task, need in edges:
        edit = removed(file.text, task, "needs", task.needs.index(need))
        if edit and not set(by_id[need].produces) & {*task.reads, *task.interfaces}:
            yield fix_here(f"Let {task.id} not need {need}", file.path, edit, preferred=False)
