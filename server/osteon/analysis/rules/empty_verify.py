"""A task is not verified.

## What it finds
A task with outputs, but without `verify` commands and without `cases`. Tasks that are skipped, that a person writes
(`manual`) or that only copy files are left alone.

## Why it matters
A task is done when its files exist and its checks pass. Without checks, whatever the model wrote is taken.

## Example
```toml
[[task]]
id = "display"
outputs = ["chip8/display.py"]
```

## Fix
Add commands, `verify = ["python -m pytest -q {outputs}"]`, or `cases = ["display.vmd"]`; or set
`commands` under `[tool.osteon.verify]`, which `osteon plan` gives every task.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in

CODE = "empty-verify"
SEVERITY = Severity.WARNING


def check_task(task: Task, file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report each task whose outputs nothing checks."""
    if _is_generated(task) and not task.verify and not task.cases:
        message = "Nothing checks what this task writes: add `verify` commands or `cases`"
        fix = fix_here("Add a command", file.path, _command(task))
        yield Finding(CODE, SEVERITY, task.place("verify"), message, fixes=(fix,))


def _command(task: Task) -> TextEdit:
    """Return the edit that gives a task a command to fill in."""
    list_of_one = ('["', Blank("<command>"), '"]')
    if ("verify", None) in task.spans:
        return edit_to_fill_in(task.place("verify"), *list_of_one)
    end = task.place("id").end
    return edit_to_fill_in(Span(end, end), "\nverify = ", *list_of_one)


def _is_generated(task: Task) -> bool:
    return bool(set(task.outputs) - set(task.copy)) and not (task.skip or task.manual)
