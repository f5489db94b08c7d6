"""A task needs one that does not exist.

## What it finds
A name under `needs` in the plan that is no task's id.

## Why it matters
A build cannot tell what to wait for, and refuses the plan.

## Example
`needs = ["dispaly"]` where the task is called `display`.

## Fix
Correct the name, or take it out; the quick fix offers the nearest ids.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.plan_keys import node_key, of_plan
from osteon.analysis.rules.plan_edits import take_out
from osteon.analysis.rules.suggestions import closest, did_you_mean
from osteon.analysis.rules.toml_text import toml_replacements
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task

CODE = "unknown-task"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each need that is no task."""
    for number, need in enumerate(task.needs):
        if not index.is_defined(node_key(file.path, need)):
            span = task.place("needs", number)
            near = closest(need, (name for name in index.names("node", of_plan(file.path)) if name != task.id))
            message = f"There is no task {need}: {did_you_mean(near, 'take it out, or add the task')}"
            fixes = (*toml_replacements(file.path, span, near), *take_out(file, task, "needs", number))
            yield Finding(CODE, SEVERITY, span, message, fixes=fixes)
