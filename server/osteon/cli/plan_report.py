"""What `osteon plan` says: each sentence with its severity."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from osteon.analysis.model import Spec
from osteon.analysis.source_file import anchor_key, reference_key
from osteon.analysis.workspace import Workspace
from osteon.engine.plan_merge import Conflict, MergedPlan
from osteon.engine.planner import PlannedTask
from osteon.engine.planning import MadePlan


def news(merged: MergedPlan) -> Iterator[tuple[str, str]]:
    """Yield which tasks differ, and what a person has to decide."""
    for what, ids in (("added", merged.added), ("changed", merged.changed), ("removed", merged.removed)):
        yield from (("info", f"{what}: {task_id}") for task_id in ids)
    yield from (("warning", sentence(conflict)) for conflict in merged.conflicts)


def sentence(conflict: Conflict) -> str:
    """Say what stays and what was planned."""
    if conflict.key:
        yours, planned = (_shown(value) for value in (conflict.yours, conflict.planned))
        return f"conflict: {conflict.task}: {conflict.key} stays {yours}; planned is {planned}"
    if conflict.planned is None:
        return f"conflict: {conflict.task}: no component stands for it any more; it stays because you edited it"
    return f"conflict: {conflict.task}: it has changed, and stays deleted because you deleted it"


def _shown(value: object) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def unplanned(workspace: Workspace, made: MadePlan) -> Iterator[tuple[str, str]]:
    """Yield what no task builds and what no longer fits: specs without an architecture, requirements nobody claims."""
    yield from (("error", f"{path}: {why}") for path, why in made.failures.items())
    for path in made.unplanned:
        yield "warning", f"{path}: no task was planned; describe its components in an .amd file, or {_MODEL}"
    for path in made.outdated:
        yield (
            "warning",
            f"{path}: it reads otherwise than when a model planned it; to bring its tasks up to date {_MODEL}",
        )
    modelled = {planned.spec.casefold() for planned in made.by_model}
    for path, file in sorted(workspace.files.items()):
        open_still = path in made.unplanned or path in made.failures
        if file.spec and file.spec_id.casefold() not in modelled and not open_still:
            yield from (("warning", f"{path}: {text}") for text in _unclaimed(file.spec, made.tasks))


_MODEL = "let a model plan it: `osteon plan --model`"


def _unclaimed(spec: Spec, tasks: Sequence[PlannedTask]) -> Iterator[str]:
    planned = {reference_key(reference, task.spec) for task in tasks for reference in task.sections}
    whole = anchor_key(spec.id, "requirements") in planned
    for anchor in (requirement.anchor for requirement in spec.requirements):
        if not whole and anchor_key(spec.id, anchor) not in planned:
            yield f"no component claims #{anchor}; add `@see: #{anchor}` to the one that builds it"
