"""Two tasks write the same file.

## What it finds
An output, or a copied file, of a task that another task of the plan has too. Paths that differ in case only are the
same file on many systems.

## Why it matters
Each task would overwrite the other's file and then count as edited. A build refuses the plan.

## Example
Two tasks with `outputs = ["chip8/display.py"]`.

## Fix
Give the file to one task, or join the two.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.plan_file import Task
from osteon.analysis.rules.plan_edits import removed
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

CODE = "two-owners"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report each output but the first of its path."""
    first: dict[str, tuple[Task, Span]] = {}
    for task in file.plan.tasks if file.plan else ():
        for path, span, number in _produced(task):
            owner, place = first.setdefault(posixpath.normpath(path).casefold(), (task, span))
            if place != span:
                related = Related(Place(file.path, place), f"{owner.id or 'another task'} writes it here")
                message = f"{path} is an output of {owner.id or 'another task'} already: give it to one of the two"
                fixes = _take_away(file, task, number, owner.id) if number is not None and owner is not task else ()
                yield Finding(CODE, SEVERITY, span, message, (related,), fixes)


def _produced(task: Task) -> Iterator[tuple[str, Span, int | None]]:
    """Yield what a task writes with its place and number; a copy that is also named as an output is one file."""
    for number, path in enumerate(task.outputs):
        yield path, task.place("outputs", number), number
    for number, path in enumerate(task.copy):
        if path not in task.outputs:
            yield path, task.place("copy", number), None


def _take_away(file: SourceFile, task: Task, number: int, owner: str) -> tuple[Fix, ...]:
    """Offer to leave an output to its other owner, unless the task's own commands may need it."""
    edit = None if task.verify else removed(file, task, "outputs", number)
    return (fix_here(f"Leave it to {owner}", file.path, edit, preferred=False),) if edit and owner else ()
