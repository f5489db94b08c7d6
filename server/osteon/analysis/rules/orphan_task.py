"""A task belongs to a spec that does not exist.

## What it finds
A task of the plan whose `spec` is no spec's id.

## Why it matters
Its sections and components cannot be found, so there is nothing to build it from.

## Example
`spec = "CHIP8_DISPLY"`

## Fix
Correct the id, or delete the task; the quick fixes offer the nearest ids, and the deletion where no other task uses its
files.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.rules.plan_edits import deleted
from osteon.analysis.rules.suggestions import did_you_mean
from osteon.analysis.rules.toml_text import toml_replacements
from osteon.analysis.source_file import SourceFile, spec_key
from osteon.analysis.tasks import Task

CODE = "orphan-task"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each task whose spec is not there."""
    if task.spec and not index.is_defined(spec_key(task.spec)):
        span = task.place("spec")
        near = index.like(task.spec, "spec")
        message = f"There is no spec {task.spec}: {did_you_mean(near, 'write it, or delete the task')}"
        fixes = (*toml_replacements(file.path, span, near), *deleted(file, task, index))
        yield Finding(CODE, SEVERITY, span, message, fixes=fixes)
