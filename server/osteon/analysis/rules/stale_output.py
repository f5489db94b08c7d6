"""A build will run tasks because this section, or something else that they rest on, changed.

## What it finds
A section of a spec that a stale task of the plan shows to a model. Editors say it at the heading, with the names of
the tasks, as soon as the file is saved; `osteon check` does not, `osteon status` tells the same with every reason.

## Why it matters
What was built no longer follows from what is written. It is not wrong: a spec is often edited for a while before it is
built.

## Example
```
### Draw a sprite {#draw-sprite}      A build will run: display-draw
```

## Fix
`osteon build`, or the command of that name in the editor. `osteon status` and a hover over the task in the plan say
why each runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from osteon.analysis.build_state import BuildState, TaskState
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.source_file import SourceFile, anchor_key

CODE = "stale-output"
SEVERITY = Severity.INFORMATION
FROM_BUILDS = True


def check_builds(file: SourceFile, index: Index, state: BuildState) -> Iterator[Finding]:
    """Report what stale tasks show of a spec, at the headings."""
    for anchor, tasks in state.of_spec(file.spec_id).items() if file.spec_id else ():
        found = index.definition(anchor_key(file.spec_id, anchor))
        if found is not None and found[0] == file.path:
            yield Finding(CODE, SEVERITY, found[1].span, _message(tasks))


def _message(tasks: Sequence[TaskState]) -> str:
    sure = ", ".join(task.id for task in tasks if not task.may_be)
    maybe = ", ".join(task.id for task in tasks if task.may_be)
    if not sure:
        return f"A build may run: {maybe}, if what comes before turns out otherwise"
    return f"A build will run: {sure}" + (f"; and may run: {maybe}" if maybe else "")
