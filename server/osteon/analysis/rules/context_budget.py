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
Split the task, or name fewer sections.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index, Key
from osteon.analysis.source_file import SourceFile, architecture_entry_keys, reference_key
from osteon.analysis.tasks import Task

CODE = "context-budget"
SEVERITY = Severity.WARNING

CHARACTERS_PER_TOKEN = 4


def check_task_links(task: Task, _file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report each task whose estimated prompt is over the limit."""
    tokens = _characters(task, index) // CHARACTERS_PER_TOKEN
    if tokens > configuration.context_tokens and not (task.skip or task.manual):
        message = (
            f"The prompt is about {tokens:,} tokens, over the limit of {configuration.context_tokens:,}: "
            "split the task, or name fewer sections"
        )
        yield Finding(CODE, SEVERITY, task.place("sections"), message)


def _characters(task: Task, index: Index) -> int:
    keys = {reference_key(reference, task.spec) for reference in task.sections if "#" in reference}
    parts = {key for name in task.architecture for key in architecture_entry_keys(name, task.spec)}
    components = {key for key in parts if key.kind == "component"}
    sections = sum(_section(key, index) for key in keys | (parts - components))
    return len(task.notes) + sections + sum(_component(key, index) for key in components)


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
