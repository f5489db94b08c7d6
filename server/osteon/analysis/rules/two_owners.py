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

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.plan_keys import product_key
from osteon.analysis.rules.plan_tasks import is_own
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task, removed

CODE = "two-owners"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each output that is not the first of its path."""
    for number, (path, span) in enumerate(task.products()):
        first = index.definition(product_key(file.path, path))
        if first is not None and first[1].span != span:
            place, owner = first[1].span, first[1].detail or "another task"
            related = Related(Place(file.path, place), f"{owner} writes it here")
            message = f"{path} is an output of {owner} already: give it to one of the two"
            other = "" if is_own(first[1], task) or number >= len(task.outputs) else str(first[1].detail)
            yield Finding(CODE, SEVERITY, span, message, (related,), _take_away(file, task, number, other))


def _take_away(file: SourceFile, task: Task, number: int, owner: str) -> tuple[Fix, ...]:
    """Offer to leave an output to its other owner, unless the task's own commands may need it."""
    edit = None if task.verify or not owner else removed(file.text, task, "outputs", number)
    return (fix_here(f"Leave it to {owner}", file.path, edit, preferred=False),) if edit else ()
