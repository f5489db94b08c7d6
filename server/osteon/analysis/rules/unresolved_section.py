"""A task names a section that does not exist.

## What it finds
An entry of `sections` or `covers` in the plan that is no heading of its spec.

## Why it matters
The section would be missing from the prompt. Osteon never leaves one out in silence: a build refuses the task.

## Example
`sections = ["#draw-sprit"]`

## Fix
Correct the anchor, or take it out; the quick fix offers the nearest ones. `#anchor` belongs to the task's `spec`,
`OTHER_SPEC#anchor` to another.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.rules.plan_edits import take_out
from osteon.analysis.rules.suggestions import closest, did_you_mean, sections_like
from osteon.analysis.rules.toml_text import toml_replacements
from osteon.analysis.source_file import SourceFile, anchor_key, spec_key
from osteon.analysis.tasks import Task

CODE = "unresolved-section"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each section of a task that no spec has; a spec that is not there is `orphan-task`'s to report."""
    for role, references in (("sections", task.sections), ("covers", task.covers)):
        for number, reference in enumerate(references):
            if problem := _problem(reference, task, index):
                message, near = problem
                span = task.place(role, number)
                fixes = (*toml_replacements(file.path, span, near), *take_out(file, task, role, number))
                yield Finding(CODE, SEVERITY, span, message, fixes=fixes)


def _problem(reference: str, task: Task, index: Index) -> tuple[str, list[str]] | None:
    """Return what is wrong with a reference and what may have been meant; None where all is well."""
    written, mark, anchor = reference.partition("#")
    spec = written or task.spec
    if not mark:
        return _without_mark(reference, task, index)
    if not spec:
        return f"{reference} belongs to no spec: give the task a `spec`, or write SPEC_ID{reference}", []
    if not index.is_defined(spec_key(spec)):
        near = sections_like(spec, anchor, index) if written else []
        advice = did_you_mean(near or index.like(spec, "spec"), "write it or correct the name")
        return (f"There is no spec {spec}: {advice}", near) if written else None
    if index.is_defined(anchor_key(spec, anchor)):
        return None
    near = [f"{written}#{name}" for name in closest(anchor, index.names("anchor", f"{spec.casefold()}#"))]
    return f"{spec} has no heading #{anchor}: {did_you_mean(near, 'take it out, or give a heading this anchor')}", near


def _without_mark(reference: str, task: Task, index: Index) -> tuple[str, list[str]]:
    known = index.names("anchor", f"{task.spec.casefold()}#")
    near = [f"#{name}" for name in closest(reference.strip().replace(" ", "-"), known)]
    return f"{reference} is no section: {did_you_mean(near, 'write #anchor or SPEC_ID#anchor')}", near
