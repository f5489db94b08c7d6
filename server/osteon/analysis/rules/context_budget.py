"""A task's prompt is too large.

## What it finds
A task whose sections, components and notes together are estimated at more tokens than `context_tokens` of the
configuration allows (100,000). A token is taken as four characters, a section counts in steps of 1,024 characters;
files that other tasks write are not counted.

## Why it matters
Models answer worse, slower and at a higher price the more they have to read, and refuse what exceeds their window.

## Example
One task that shows every section of ten specs.

## Fix
Split the task, or name fewer sections. Where one section that the task does not cover is too much, the quick fixes take
out the largest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity
from osteon.analysis.index import Index, Key
from osteon.analysis.rules.plan_edits import take_out
from osteon.analysis.source_file import SourceFile, architecture_entry_keys, reference_key
from osteon.analysis.tasks import Task

CODE = "context-budget"
SEVERITY = Severity.WARNING

CHARACTERS_PER_TOKEN = 4


def check_task_links(task: Task, file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report each task whose estimated prompt is over the limit."""
    parts = _parts(task, index)
    characters = len(task.notes) + sum(part.size for part in parts)
    tokens = characters // CHARACTERS_PER_TOKEN
    if tokens > configuration.context_tokens and not (task.skip or task.manual):
        message = (
            f"The prompt is about {tokens:,} tokens, over the limit of {configuration.context_tokens:,}: "
            "split the task, or name fewer sections"
        )
        surplus = characters - (configuration.context_tokens + 1) * CHARACTERS_PER_TOKEN + 1
        yield Finding(CODE, SEVERITY, task.place("sections"), message, fixes=tuple(_fewer(parts, surplus, file, task)))


class _Part(NamedTuple):
    """What a task shows: the list that names it, its place there, its characters, and if the task is there for it."""

    role: str
    number: int
    size: int
    is_covered: bool


_MOST_FIXES = 3


def _fewer(parts: list[_Part], surplus: int, file: SourceFile, task: Task) -> Iterator[Fix]:
    """Offer to leave out one of the largest parts, where that is enough and the task is not there for it."""
    enough = (part for part in parts if part.size >= surplus and not part.is_covered)
    for part in sorted(enough, key=lambda part: -part.size)[:_MOST_FIXES]:
        yield from take_out(file, task, part.role, part.number)


def _parts(task: Task, index: Index) -> list[_Part]:
    """Return what a task shows, each once."""
    covered = {reference_key(reference, task.spec) for reference in task.covers if "#" in reference}
    found: dict[Key, _Part] = {}
    for number, reference in enumerate(task.sections):
        if "#" in reference:
            key = reference_key(reference, task.spec)
            found.setdefault(key, _Part("sections", number, _section(key, index), key in covered))
    for number, name in enumerate(task.architecture):
        for key in architecture_entry_keys(name, task.spec):
            size = _component(key, index) if key.kind == "component" else _section(key, index)
            found.setdefault(key, _Part("architecture", number, size, is_covered=False))
    return list(found.values())


def _section(key: Key, index: Index) -> int:
    """Return a section's length, which definitions of anchors tell in KiB."""
    match index.definition(key):
        case (_, definition) if isinstance(definition.detail, tuple):
            return int(definition.detail[3]) * 1024
    return 0


def _component(key: Key, index: Index) -> int:
    match index.definition(key):
        case (_, definition) if isinstance(definition.detail, tuple):
            return len(str(definition.detail[1]))
    return 0
