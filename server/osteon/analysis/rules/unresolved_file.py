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
from osteon.analysis.index import Definition, Index
from osteon.analysis.plan_keys import of_plan
from osteon.analysis.rules.plan_edits import add_need, left_out, take_out
from osteon.analysis.rules.plan_tasks import is_own, is_upstream, owner_of, waits_for
from osteon.analysis.rules.suggestions import closest, did_you_mean
from osteon.analysis.rules.toml_text import toml_replacements
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task

CODE = "unresolved-file"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report each file that a task names and that is neither produced upstream nor written by a person."""
    shown = [("reads", number, path) for number, path in enumerate(task.reads)]
    shown += [("interfaces", number, path) for number, path in enumerate(task.interfaces)]
    for role, number, path in shown:
        owner = owner_of(path, file, index)
        if owner is None:
            yield _unproduced(file, task, (role, number, path), index)
        elif not is_upstream(owner.detail, task, file, index):
            yield _not_upstream(file, task, (role, number, path), owner, index)
    written = [("cases", number, path) for number, path in enumerate(task.cases)]
    written += [("copy", number, path) for number, path in enumerate(task.copy.values())]
    written += [("context", number, path) for number, path in enumerate(task.context)]
    for role, number, path in written:
        if not index.is_on_disk(posixpath.normpath(posixpath.join(configuration.specs, path))):
            message = f"There is no file {path} in {configuration.specs}: correct the path, or write the file"
            fixes = left_out(file, task, role, number)
            yield Finding(CODE, SEVERITY, task.place(role, number), message, fixes=fixes)


def _not_upstream(
    file: SourceFile, task: Task, named: tuple[str, int, str], owner: Definition, index: Index
) -> Finding:
    role, number, path = named
    span, other = task.place(role, number), str(owner.detail)
    if is_own(owner, task):
        message = f"{path} is an output of this task itself: take it out of {role}"
        return Finding(CODE, SEVERITY, span, message, fixes=take_out(file, task, role, number))
    if not other:
        message = f"{path} is an output of a task without an id: give that task one"
        return Finding(CODE, SEVERITY, span, message, fixes=take_out(file, task, role, number))
    message = f"{path} is an output of {other}, which this task does not need: add {other} to needs"
    need = () if waits_for(other, task, file, index) else (add_need(file, task, other),)
    return Finding(CODE, SEVERITY, span, message, fixes=(*need, *take_out(file, task, role, number)))


def _unproduced(file: SourceFile, task: Task, named: tuple[str, int, str], index: Index) -> Finding:
    role, number, path = named
    span = task.place(role, number)
    near = closest(path, index.names("product", of_plan(file.path)))
    message = f"No task produces {path}: {did_you_mean(near, 'correct the path, or add a task that writes it')}"
    fixes = (*toml_replacements(file.path, span, near), *take_out(file, task, role, number))
    return Finding(CODE, SEVERITY, span, message, fixes=fixes)
