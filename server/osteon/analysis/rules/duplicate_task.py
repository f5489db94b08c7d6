"""Two tasks have the same id.

## What it finds
A task whose id another task above it has, upper and lower case taken as equal.

## Why it matters
State and traces are kept by id, in folders whose names ignore case on many systems.

## Example
Two tasks with `id = "display"`.

## Fix
Rename one of them, and the `needs` that mean it.
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

CODE = "duplicate-task"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report the id of a task, where it is taken."""
    found = finding_of_id(task, file, index) if is_usable(task.id) else None
    if found is not None:
        yield found
