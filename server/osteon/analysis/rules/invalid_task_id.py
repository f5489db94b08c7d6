"""A task has no id, or one that cannot be used.

## What it finds
A `[[task]]` without `id`, or whose id has other characters than letters, digits, `-`, `_` and `.`.

## Why it matters
The id is the key for state and traces, the name of a folder, and what other tasks need.

## Example
`id = "draw sprites"`

## Fix
Give the task a short, unique id: `id = "draw-sprites"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.rules.plan_tasks import finding_of_id
from osteon.analysis.source_file import SourceFile
from osteon.analysis.task_ids import is_usable
from osteon.analysis.tasks import Task

CODE = "invalid-task-id"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report the id of a task, where it cannot be used."""
    found = None if is_usable(task.id) else finding_of_id(task, file, index)
    if found is not None:
        yield found
