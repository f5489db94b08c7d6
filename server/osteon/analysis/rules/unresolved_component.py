"""A task names a component that does not exist.

## What it finds
An entry of `architecture` in the plan that is no component of the task's spec (`Name`) or of the spec it names
(`SPEC_ID.Name`), and an `#anchor` that is no heading of its architecture.

## Why it matters
The component's interface and contracts would be missing from the prompt; a build refuses the task.

## Example
`architecture = ["Dispaly"]`

## Fix
Correct the name, or take it out; the quick fix offers the nearest components.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index, Kind
from osteon.analysis.rules.plan_edits import take_out
from osteon.analysis.rules.suggestions import closest, did_you_mean, dotted_like
from osteon.analysis.rules.toml_text import toml_replacements
from osteon.analysis.source_file import SourceFile, architecture_entry_keys
from osteon.analysis.tasks import Task

CODE = "unresolved-component"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each component of a task that no architecture describes."""
    for number, name in enumerate(task.architecture):
        if not any(map(index.is_defined, architecture_entry_keys(name, task.spec))):
            span = task.place("architecture", number)
            near = _near(name, task, index)
            what = "heading in the architecture" if "#" in name else "component"
            message = f"There is no {what} {name}: {did_you_mean(near, 'take it out, or describe it')}"
            fixes = (*toml_replacements(file.path, span, near), *take_out(file, task, "architecture", number))
            yield Finding(CODE, SEVERITY, span, message, fixes=fixes)


def _near(name: str, task: Task, index: Index) -> list[str]:
    if dotted := dotted_like(name, task.spec, index):
        return dotted
    spec, mark, short = name.partition("#") if "#" in name else name.rpartition(".")
    kind: Kind = "part" if mark == "#" else "component"
    known = index.names(kind, f"{spec or task.spec}{mark or '.'}".casefold())
    return [f"{spec}{mark}{candidate}" for candidate in closest(short, known)]
