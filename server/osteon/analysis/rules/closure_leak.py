"""A task speaks of something that it does not show.

## What it finds
A title or notes that mention a heading (`#anchor`), a component (`SPEC_ID.Name`, or its name in backticks) or a
file of the plan which the task does not declare. What does not exist is not taken for a mention.

## Why it matters
The model sees what the task declares and nothing else: it reads "as in #draw-sprite" and has to guess what that is.

## Example
`notes = "Clip as in #draw-sprite."` without `#draw-sprite` in `sections`.

## Fix
Declare it under `sections`, `architecture`, `reads` or `interfaces`, or say in the notes what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Definition, Index, Key
from osteon.analysis.rules.plan_edits import added
from osteon.analysis.rules.plan_tasks import is_own, is_upstream, owner_of, waits_for
from osteon.analysis.source_file import SourceFile, anchor_key, architecture_entry_keys, component_keys, reference_key
from osteon.analysis.tasks import Mention, Task, mentions

CODE = "closure-leak"
SEVERITY = Severity.WARNING


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each thing that a task mentions, that exists, and that it does not declare."""
    for mention in mentions(task, file.text):
        owner = owner_of(mention.name, file, index) if mention.kind == "file" else None
        leaks = owner is not None and mention.name not in _files(task)
        if leaks or _leaks(mention, task, index):
            where = {"anchor": "sections", "component": "architecture", "file": "reads or interfaces"}[mention.kind]
            message = f"The model will not see {mention.name}: add it to {where}, or say here what is meant"
            yield Finding(CODE, SEVERITY, mention.span, message, fixes=_declare(file, task, mention, owner, index))


def _declare(file: SourceFile, task: Task, mention: Mention, owner: Definition | None, index: Index) -> tuple[Fix, ...]:
    """Offer to declare what is mentioned; a file with the task that writes it, unless that one waits for this."""
    if owner is not None and not is_upstream(owner.detail, task, file, index):
        other = str(owner.detail)
        if not other or is_own(owner, task) or waits_for(other, task, file, index):
            return ()
        edits = (added(task, "needs", other), added(task, "reads", mention.name))
        return (fix_here(f"Add {mention.name} to reads, and {other} to needs", file.path, *edits),)
    key = {"anchor": "sections", "component": "architecture", "file": "reads"}[mention.kind]
    return (fix_here(f"Add {mention.name} to {key}", file.path, added(task, key, mention.name)),)


def _leaks(mention: Mention, task: Task, index: Index) -> bool:
    if mention.kind == "anchor":
        key = reference_key(mention.name, task.spec)
        return index.is_defined(key) and not _shows_section(key, task)
    if mention.kind == "component":
        found = index.first_defined(component_keys(mention.name, task.spec))
        return found is not None and not _shows_component(found[1].key, found[1].detail, task)
    return False


def _shows_section(key: Key, task: Task) -> bool:
    """Tell whether a task declares a section, or all requirements of its spec."""
    spec = key.name.partition("#")[0]
    declared = {reference_key(reference, task.spec) for reference in (*task.sections, *task.covers)}
    return not declared.isdisjoint({key, anchor_key(spec, "requirements")})


def _shows_component(key: Key, detail: object, task: Task) -> bool:
    """Tell whether a task declares a component, or its file."""
    path = detail[0] if isinstance(detail, tuple) else ""
    declared = {key for name in task.architecture for key in architecture_entry_keys(name, task.spec)}
    return path in _files(task) or key in declared


def _files(task: Task) -> tuple[str, ...]:
    return (*task.produces, *task.reads, *task.interfaces)
