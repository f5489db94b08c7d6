"""`osteon plan`: bring plan.toml up to date with the architecture, keeping every human edit."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from osteon.analysis.model import Spec
from osteon.analysis.source_file import anchor_key, reference_key
from osteon.analysis.workspace import Workspace
from osteon.cli.exit_codes import FAILED, OK
from osteon.cli.progress import JsonLines
from osteon.engine.files import write_atomic
from osteon.engine.plan_merge import Conflict, MergedPlan, UnreadablePlan, merge_plan, render
from osteon.engine.planner import PlannedTask, plan_tasks
from osteon.engine.ports import Event
from osteon.project import Project, UserError, find_project, load_workspace, read_source

GENERATED = "plan.generated.toml"
"""The plan as it was last generated, in the store: what tells a person's edits from the planner's."""


@click.command("plan")
@click.argument("path", metavar="[PROJECT]", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail where the plan is not up to date.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@click.option("--events", is_flag=True, help="Print one JSON object per line, and nothing else.")
def plan(path: Path, *, only_check: bool, diff: bool, events: bool) -> int:
    """Make or update the plan of the project at PROJECT, the current folder by default. Needs no model.

    Each component of an architecture is a task. What a person changed in the plan stays, comments and order too;
    what a person and the architecture both changed is reported and stays as the person has it.
    """
    project = find_project(path.absolute())
    workspace = load_workspace(project)
    _refuse_unreadable(workspace)
    tasks = plan_tasks(workspace.files.values(), project.configuration)
    before = _read(project.plan)
    merged = _merged(project, before, tasks)
    changed = merged.text != before
    if diff and not events:
        click.echo("".join(_difference(project, before or "", merged.text)), nl=False)
    else:
        _say([*_news(merged), *_unplanned(workspace, tasks)], events=events)
    if only_check or diff:
        outcome = "not up to date: run `osteon plan`" if changed else "up to date"
    else:
        outcome = "written" if changed else "up to date"
        _write(project.plan, before, merged.text)
        _write(project.store / GENERATED, _read(project.store / GENERATED), render(tasks))
    if not diff:
        _say([("info", f"{project.relative(project.plan)}: {outcome}")], events=events)
    return FAILED if changed and (only_check or diff) else OK


def _refuse_unreadable(workspace: Workspace) -> None:
    """Stop where a source cannot be read: the tasks of what it says would be taken out of the plan."""
    lost = {path: file.unreadable for path, file in workspace.files.items() if file.unreadable}
    if lost:
        raise UserError("\n".join(f"{path}: cannot be read: {why}" for path, why in lost.items()))


def _read(path: Path) -> str | None:
    return read_source(path) if path.exists() else None


def _merged(project: Project, before: str | None, tasks: tuple[PlannedTask, ...]) -> MergedPlan:
    if before is None and not tasks:
        raise UserError(
            f"{project.specs}: there is nothing to plan; describe a component with a path in an .amd file "
            "(`osteon new NAME -k architecture`)"
        )
    try:
        return merge_plan(before, _read(project.store / GENERATED), tasks)
    except UnreadablePlan as error:
        raise UserError(f"{project.plan}: {error}") from error


def _write(path: Path, before: str | None, text: str) -> None:
    """Write a file whose text differs from what it holds."""
    if text != before:
        write_atomic(path.resolve(), text.encode("utf-8", "surrogateescape"))


def _difference(project: Project, before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = project.relative(project.plan)
    return difflib.unified_diff(old, new, name, f"{name} (planned)")


def _say(lines: Iterable[tuple[str, str]], *, events: bool) -> None:
    """Print sentences, each with its severity, as lines or as events."""
    progress = JsonLines(sys.stdout)
    for severity, text in lines:
        if events:
            progress.report(Event("message", None, {"severity": severity, "text": text}))
        else:
            click.echo(text)


def _news(merged: MergedPlan) -> Iterator[tuple[str, str]]:
    """Yield which tasks differ, and what a person has to decide."""
    for what, ids in (("added", merged.added), ("changed", merged.changed), ("removed", merged.removed)):
        yield from (("info", f"{what}: {task_id}") for task_id in ids)
    yield from (("warning", _sentence(conflict)) for conflict in merged.conflicts)


def _sentence(conflict: Conflict) -> str:
    if conflict.key:
        yours, planned = (_shown(value) for value in (conflict.yours, conflict.planned))
        return f"conflict: {conflict.task}: {conflict.key} stays {yours}; planned is {planned}"
    if conflict.planned is None:
        return f"conflict: {conflict.task}: no component stands for it any more; it stays because you edited it"
    return f"conflict: {conflict.task}: it has changed, and stays deleted because you deleted it"


def _shown(value: object) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _unplanned(workspace: Workspace, tasks: Sequence[PlannedTask]) -> Iterator[tuple[str, str]]:
    """Name the specs that no architecture describes, and the requirements that no component claims."""
    described = {file.spec_id.casefold() for file in workspace.files.values() if file.architecture}
    for path, file in sorted(workspace.files.items()):
        if file.spec and file.spec.requirements and file.spec_id.casefold() not in described:
            yield "warning", f"{path}: no task was planned; describe the components that build it in an .amd file"
        elif file.spec:
            yield from (("warning", f"{path}: {sentence}") for sentence in _unclaimed(file.spec, tasks))


def _unclaimed(spec: Spec, tasks: Sequence[PlannedTask]) -> Iterator[str]:
    planned = {reference_key(reference, task.spec) for task in tasks for reference in task.sections}
    whole = anchor_key(spec.id, "requirements") in planned
    for anchor in (requirement.anchor for requirement in spec.requirements):
        if not whole and anchor_key(spec.id, anchor) not in planned:
            yield f"no component claims #{anchor}; add `@see: #{anchor}` to the one that builds it"
