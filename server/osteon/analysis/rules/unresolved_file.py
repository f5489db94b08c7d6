"""A task shows, copies or runs a file that is not there.

## What it finds
An entry of `reads` or `interfaces` that no task upstream produces; a file of `context`, `copy` or `cases` that
does not stand beside the specs.

## Why it matters
The file would be missing from the prompt or from the check. Only what a task needs is built before it, so a file of a
task that it does not need may not exist yet, or may be out of date.

## Example
`interfaces = ["chip8/memory.py"]` in a task that does not need the task `memory`.

## Fix
Add the task that produces the file to `needs`, correct the path, or take it out; the quick fixes do each.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.plan_file import PlanFile, Task
from osteon.analysis.rules.plan_edits import add_need, left_out, take_out
from osteon.analysis.rules.plan_tasks import is_upstream, owners_of, tasks_by_id
from osteon.analysis.rules.suggestions import closest, did_you_mean
from osteon.analysis.rules.toml_text import toml_replacements
from osteon.analysis.source_file import SourceFile

CODE = "unresolved-file"
SEVERITY = Severity.ERROR


def check_links(file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report each file that a task names and that is neither produced upstream nor written by a person."""
    if file.plan is None:
        return
    yield from _unproduced(file, file.plan)
    for task in file.plan.tasks:
        written = [("cases", number, path) for number, path in enumerate(task.cases)]
        written += [("copy", number, path) for number, path in enumerate(task.copy.values())]
        written += [("context", number, path) for number, path in enumerate(task.context)]
        for role, number, path in written:
            if not index.exists(posixpath.normpath(posixpath.join(configuration.specs, path))):
                message = f"There is no file {path} in {configuration.specs}: correct the path, or write the file"
                fixes = left_out(file, task, role, number)
                yield Finding(CODE, SEVERITY, task.place(role, number), message, fixes=fixes)


def _unproduced(file: SourceFile, plan: PlanFile) -> Iterator[Finding]:
    by_id, owners = tasks_by_id(plan), owners_of(plan)
    for task in plan.tasks:
        shown = [("reads", number, path) for number, path in enumerate(task.reads)]
        shown += [("interfaces", number, path) for number, path in enumerate(task.interfaces)]
        for role, number, path in shown:
            owner = owners.get(path)
            if owner is None or not is_upstream(owner, task, by_id):
                yield _not_upstream(file, task, (role, number, path), owners)


def _not_upstream(file: SourceFile, task: Task, named: tuple[str, int, str], owners: dict[str, Task]) -> Finding:
    role, number, path = named
    span = task.place(role, number)
    owner = owners.get(path)
    if owner is task:
        message = f"{path} is an output of this task itself: take it out of {role}"
        return Finding(CODE, SEVERITY, span, message, fixes=take_out(file, task, role, number))
    if owner is not None and owner.id:
        message = f"{path} is an output of {owner.id}, which this task does not need: add {owner.id} to needs"
        goes_round = is_upstream(task, owner, tasks_by_id(file.plan or PlanFile("")))
        need = () if goes_round else (add_need(file, task, owner.id),)
        return Finding(CODE, SEVERITY, span, message, fixes=(*need, *take_out(file, task, role, number)))
    near = closest(path, owners)
    message = f"No task produces {path}: {did_you_mean(near, 'correct the path, or add a task that writes it')}"
    fixes = (*toml_replacements(file.path, span, near), *take_out(file, task, role, number))
    return Finding(CODE, SEVERITY, span, message, fixes=fixes)
