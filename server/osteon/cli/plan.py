"""`osteon plan`: bring plan.toml up to date with the specs, keeping every human edit."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from osteon.analysis.workspace import Workspace
from osteon.cli.exit_codes import FAILED, OK
from osteon.cli.plan_report import news, unplanned
from osteon.cli.progress import JsonLines, printable
from osteon.engine.asking import Asker
from osteon.engine.build import with_model
from osteon.engine.events import message
from osteon.engine.files import write_atomic
from osteon.engine.plan_merge import MergedPlan, UnreadablePlan, merge_plan, render
from osteon.engine.planned_specs import write_planned
from osteon.engine.planning import MadePlan, make_plan, plan_asker
from osteon.engine.ports import Event
from osteon.project import Project, UserError, find_project, load_workspace, read_source

GENERATED = "plan.generated.toml"
"""The plan as it was last generated, in the store: what tells a person's edits from the planner's."""


@click.command("plan")
@click.argument("path", metavar="[PROJECT]", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail where the plan is not up to date.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@click.option(
    "--model",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Let a model plan the specs that no architecture describes: the role `plan`, or `--model=NAME`.",
)
@click.option("--offline", is_flag=True, help="With --model: take stored answers only.")
@click.option("--events", is_flag=True, help="Print one JSON object per line, and nothing else.")
def plan(path: Path, *, only_check: bool, diff: bool, model: str | None, offline: bool, events: bool) -> int:
    """Make or update the plan of the project at PROJECT, the current folder by default.

    Each component of an architecture is a task; that needs no model. A spec without an architecture is planned by a
    model when --model says so: its answer is checked as a person's plan is, and asked for again with what is wrong
    (`plan_attempts`). What a model planned stays until its spec changes and --model is given again; tasks that show no
    changed section stay as they are.

    What a person changed in the plan stays, comments and order too; what a person and the planner both changed is
    reported and stays as the person has it.
    """
    report = _reporter(events=events)
    project = _asking(find_project(path.absolute()), model)
    workspace = load_workspace(project)
    _refuse_unreadable(workspace)
    made = make_plan(project, workspace, _asker(project, report, model, offline=offline))
    before = _read(project.plan)
    merged = _merged(project, before, made)
    changed = merged.text != before
    if diff and not events:
        click.echo("".join(_difference(project, before or "", merged.text)), nl=False)
    else:
        _say(report, [*news(merged), *unplanned(workspace, made)])
    if only_check or diff:
        outcome = "not up to date: run `osteon plan`" if changed else "up to date"
    else:
        outcome = "written" if changed else "up to date"
        _write_all(project, before, merged, made)
    if not diff:
        _say(report, [("info", f"{project.relative(project.plan)}: {outcome}")])
    return FAILED if made.failures or (changed and (only_check or diff)) else OK


def _asking(project: Project, model: str | None) -> Project:
    """Return the project with `model` for planning; `replay` keeps the name under which answers are stored."""
    if not model or model == "replay":
        return project
    return replace(project, configuration=with_model(project.configuration, model, role="plan"))


def _asker(project: Project, report: Callable[[Event], None], model: str | None, *, offline: bool) -> Asker | None:
    return None if model is None else plan_asker(project, report, offline=offline or model == "replay")


def _refuse_unreadable(workspace: Workspace) -> None:
    """Stop where a source cannot be read: the tasks of what it says would be taken out of the plan."""
    lost = {path: file.unreadable for path, file in workspace.files.items() if file.unreadable}
    if lost:
        raise UserError("\n".join(f"{path}: cannot be read: {why}" for path, why in lost.items()))


def _read(path: Path) -> str | None:
    return read_source(path) if path.exists() else None


def _merged(project: Project, before: str | None, made: MadePlan) -> MergedPlan:
    if before is None and not made.tasks:
        nothing = (
            f"{project.specs}: there is nothing to plan; describe a component with a path in an .amd file "
            "(`osteon new NAME -k architecture`), or let a model plan: `osteon plan --model`"
        )
        raise UserError("\n".join(f"{path}: {why}" for path, why in made.failures.items()) or nothing)
    try:
        return merge_plan(before, _read(project.store / GENERATED), made.tasks)
    except UnreadablePlan as error:
        raise UserError(f"{project.plan}: {error}") from error


def _write_all(project: Project, before: str | None, merged: MergedPlan, made: MadePlan) -> None:
    """Write the plan last: a kill before leaves what the next run makes the same of."""
    for planned in made.by_model:
        write_planned(project.store, planned)
    _write(project.plan, before, merged.text)
    _write(project.store / GENERATED, _read(project.store / GENERATED), render(made.tasks))


def _write(path: Path, before: str | None, text: str) -> None:
    """Write a file whose text differs from what it holds."""
    if text != before:
        write_atomic(path.resolve(), text.encode("utf-8", "surrogateescape"))


def _difference(project: Project, before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = project.relative(project.plan)
    return difflib.unified_diff(old, new, name, f"{name} (planned)")


def _reporter(*, events: bool) -> Callable[[Event], None]:
    """Return what prints a message: as a line, or as an event."""
    if events:
        return JsonLines(sys.stdout).report
    return lambda event: click.echo(printable((event.data or {})["text"]))


def _say(report: Callable[[Event], None], lines: Iterable[tuple[str, str]]) -> None:
    for severity, text in lines:
        report(message(text, severity=severity))
