"""What `osteon plan` says: each sentence with its severity."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from osteon.analysis.configuration import Configuration
from osteon.analysis.model import Spec
from osteon.analysis.plan_file import PlanFile
from osteon.analysis.source_file import anchor_key, reference_key
from osteon.analysis.tasks import Task
from osteon.analysis.workspace import Workspace
from osteon.cli.estimate_report import amount, as_json, how, in_words, totals_json
from osteon.cli.progress import QUIET
from osteon.engine.estimate import TaskEstimate, planning_estimate
from osteon.engine.events import reasons_of
from osteon.engine.leftovers import Leftover
from osteon.engine.plan_merge import Conflict, MergedPlan
from osteon.engine.plan_preview import Preview, TaskChange
from osteon.engine.planner import PlannedTask
from osteon.engine.planning import MadePlan
from osteon.project import Project


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


def unplanned(workspace: Workspace, made: MadePlan, plan: PlanFile) -> Iterator[tuple[str, str]]:
    """Yield what no task builds and what no longer fits: specs without an architecture, requirements nobody claims.

    Of what a person has planned by hand in `plan`, the new one, there is nothing to say.
    """
    yield from (("error", f"{path}: {why}") for path, why in made.failures.items())
    with_tasks = {task.spec.casefold() for task in plan.tasks}
    for path in made.unplanned:
        if workspace.files[path].spec_id.casefold() not in with_tasks:
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
            yield from (("warning", f"{path}: {text}") for text in _unclaimed(file.spec, (*made.tasks, *plan.tasks)))


_MODEL = "let a model plan it: `osteon plan --model`"


def _unclaimed(spec: Spec, tasks: Sequence[PlannedTask | Task]) -> Iterator[str]:
    planned = {reference_key(reference, task.spec) for task in tasks for reference in task.sections}
    whole = anchor_key(spec.id, "requirements") in planned
    for anchor in (requirement.anchor for requirement in spec.requirements):
        if not whole and anchor_key(spec.id, anchor) not in planned:
            yield f"no component claims #{anchor}; add `@see: #{anchor}` to the one that builds it"


def left_behind(left: Iterable[Leftover]) -> Iterator[tuple[str, str]]:
    """Yield the files that no task of the plan writes any more, each with what removes it."""
    for item in left:
        step = "you changed it: it is yours to remove" if item.edited else "`osteon drift clean` removes it"
        yield "info", f"{item.path}: task {item.task}, which wrote it, left the plan; {step}"


def planning(made: MadePlan, configuration: Configuration) -> dict[str, TaskEstimate]:
    """Return by path what it would take to have a model plan the specs that lack a plan which fits."""
    return {path: planning_estimate(configuration, messages) for path, messages in made.prompts.items()}


def preview_text(
    shown: Preview,
    merged: MergedPlan,
    messages: Sequence[tuple[str, str]],
    to_plan: Mapping[str, TaskEstimate],
) -> str:
    """Return what a plan would change, for people."""
    blocks = [
        shown.diff,
        "".join(f"{change.change}: {change.task}{_keys(change)}\n" for change in shown.changes),
        "".join(f"{sentence(conflict)}\n" for conflict in merged.conflicts),
        "".join(f"{text}\n" for _, text in messages),
        "".join(f"{path}: planning it by a model takes {amount(known)}\n" for path, known in to_plan.items()),
        "".join(f"{text}\n" for _, text in left_behind(shown.leftovers)),
        _build(shown),
    ]
    return "\n".join(block for block in blocks if block)


def _keys(change: TaskChange) -> str:
    return f" ({', '.join(change.keys)})" if change.change == "changed" else ""


def _build(shown: Preview) -> str:
    if shown.problem:
        return f"this plan could not be built:\n{shown.problem}\n"
    lines: list[str] = []
    for task, forecast in shown.forecasts.items():
        name = "may be stale" if forecast.may_be else type(forecast.verdict).__name__.lower()
        if name not in QUIET:
            lines += [f"{name}: {task}", *(f"    {reason}" for reason in reasons_of(forecast.verdict))]
            lines += [f"    {line}" for line in how(forecast, shown.estimates.get(task))]
    if not lines:
        return ""
    total = in_words(shown.estimates.values())
    return "\n".join(("a build would then find", *lines, *([total] if total else []))) + "\n"


def preview_json(
    project: Project,
    shown: Preview,
    merged: MergedPlan,
    messages: Sequence[tuple[str, str]],
    to_plan: Mapping[str, TaskEstimate],
) -> str:
    """Return what a plan would change, for programs; `osteon plan --help` describes it."""
    value = {
        "format": 1,
        "plan": project.relative(project.plan),
        "up_to_date": not shown.diff,
        "diff": shown.diff,
        "planned": merged.text,
        "tasks": [
            {
                "task": change.task,
                "change": change.change,
                "keys": {key: {"before": old, "after": new} for key, (old, new) in change.keys.items()},
            }
            for change in shown.changes
        ],
        "conflicts": [{**asdict(conflict), "text": sentence(conflict)} for conflict in merged.conflicts],
        "messages": [{"severity": severity, "text": text} for severity, text in messages],
        "planning": [{"path": path, "estimate": as_json(known)} for path, known in to_plan.items()],
        "build": [
            {
                "task": task,
                "verdict": type(forecast.verdict).__name__.lower(),
                "may_be": forecast.may_be,
                "reasons": list(reasons_of(forecast.verdict)),
                "how": forecast.how,
                "estimate": as_json(shown.estimates.get(task)),
            }
            for task, forecast in shown.forecasts.items()
        ],
        "leftovers": [{"path": item.path, "task": item.task, "edited": item.edited} for item in shown.leftovers],
        "problem": shown.problem,
        "estimate": totals_json(shown.estimates),
    }
    return json.dumps(value, indent=2, default=str) + "\n"
