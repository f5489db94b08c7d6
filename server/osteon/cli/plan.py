"""`osteon plan`: bring plan.toml up to date with the specs, keeping every human edit."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from osteon.analysis.plan_file import parse_plan
from osteon.analysis.workspace import Workspace
from osteon.cli.exit_codes import FAILED, OK
from osteon.cli.plan_report import left_behind, news, planning, preview_json, preview_text, unplanned
from osteon.cli.progress import JsonLines, printable
from osteon.engine.asking import Asker
from osteon.engine.build import with_model
from osteon.engine.events import message
from osteon.engine.files import write_atomic
from osteon.engine.leftovers import leftovers
from osteon.engine.plan_conflicts import ALL, chosen, open_conflicts, read_conflicts, write_conflicts
from osteon.engine.plan_merge import GENERATED, Conflict, MergedPlan, UnreadablePlan, merge_plan, render
from osteon.engine.plan_preview import preview
from osteon.engine.planned_specs import write_planned
from osteon.engine.planning import MadePlan, make_plan, plan_asker
from osteon.engine.ports import Event
from osteon.engine.site import open_plan
from osteon.engine.store import StoreError
from osteon.project import Project, UserError, find_project, load_workspace, read_source


@click.command("plan")
@click.argument("path", metavar="[PROJECT]", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail where the plan is not up to date.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change, be built, and cost.")
@click.option("--json", "as_json", is_flag=True, help="With --diff: print JSON.")
@click.option(
    "--model",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Let a model plan the specs that no architecture describes: the role `plan`, or `--model=NAME`.",
)
@click.option("--offline", is_flag=True, help="With --model: take stored answers only.")
@click.option("--mine", multiple=True, metavar="TASK[.KEY]", help="Decide a conflict: what you have stays; or `all`.")
@click.option(
    "--planned", multiple=True, metavar="TASK[.KEY]", help="Decide a conflict: take what is planned; or `all`."
)
@click.option("--events", is_flag=True, help="Print one JSON object per line, and nothing else.")
def plan(
    path: Path,
    *,
    only_check: bool,
    diff: bool,
    as_json: bool,
    model: str | None,
    offline: bool,
    mine: tuple[str, ...],
    planned: tuple[str, ...],
    events: bool,
) -> int:
    """Make or update the plan of the project at PROJECT, the current folder by default.

    Each component of an architecture is a task; that needs no model. A spec without an architecture is planned by a
    model when --model says so: its answer is checked as a person's plan is, and asked for again with what is wrong
    (`plan_attempts`). What a model planned stays until its spec changes and --model is given again; tasks that show no
    changed section stay as they are.

    What a person changed in the plan stays, comments and order too. What a person and the planner both changed is a
    conflict: it stays as the person has it, and every run tells it until it is decided, by --mine, by --planned or by
    changing the value.

    --diff shows the change of the plan, what a build would do after it, and what models would read, write and cost.
    Prices are of litellm's list; one that is not there is said to be unknown. With --json it is one object:

    \b
      format      1; keys may be added under this number, none is taken away
      plan        the plan's path; up_to_date: whether nothing would change
      diff        the unified diff; planned: the whole text that would be written
      tasks       [{task, change: added|changed|removed, keys: {KEY: {before, after}}}]
      conflicts   [{task, key ("" is the whole task), yours, planned, text}]
      messages    [{severity, text}] about specs that nothing plans
      planning    [{path, estimate}]: what having a model plan these specs would take
      build       [{task, verdict, may_be, reasons, how, estimate}]; how: verify|restore|replay|ask or ""
                  estimate: null or {model, input_tokens, output_tokens, basis: history|project|ratio, usd}
      leftovers   [{path, task, edited}]: files that no task writes any more; edited by hand or not
      problem     why the new plan could not be built, else ""
      estimate    {sure, at_most}, each {tasks, input_tokens, output_tokens, usd, unpriced: [MODEL]}
                  may_be: a task runs only if one that it needs comes out otherwise; usd: null is unknown

    Exit codes: 0 up to date or written, 1 it would change (--check, --diff) or a model could not plan, 2 usage.
    """  # noqa: D301 - a backspace is what click knows a list by
    if as_json and not diff:
        raise click.UsageError("--json goes with --diff")
    report = _reporter(events=events, silent=as_json)
    project = _asking(find_project(path.absolute()), model)
    workspace = load_workspace(project)
    _refuse_unreadable(workspace)
    made = make_plan(project, workspace, _asker(project, report, model, offline=offline))
    before = _read(project.plan)
    merged = _merged(project, before, made, mine, planned)
    changed = merged.text != before
    messages = list(unplanned(workspace, made, parse_plan(merged.text)))
    if diff and not events:
        shown = preview(project, before or "", merged.text)
        to_plan = planning(made, project.configuration)
        text = preview_text(shown, merged, messages, to_plan)
        said = preview_json(project, shown, merged, messages, to_plan) if as_json else text
        click.echo(printable(said), nl=False)
    else:
        _say(report, [*news(merged), *messages])
    if not (only_check or diff):
        _write_all(project, before, merged, made)
        with suppress(UserError):  # a plan that cannot be built is the checks' to report
            _say(report, left_behind(leftovers(open_plan(project))))
    if not diff:
        outcome = ("not up to date: run `osteon plan`" if only_check else "written") if changed else "up to date"
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


def _merged(
    project: Project, before: str | None, made: MadePlan, mine: Sequence[str], planned: Sequence[str]
) -> MergedPlan:
    """Merge, with the conflicts of earlier runs that are still open, and decide those that are named."""
    if before is None and not made.tasks:
        nothing = (
            f"{project.specs}: there is nothing to plan; describe a component with a path in an .amd file "
            "(`osteon new NAME -k architecture`), or let a model plan: `osteon plan --model`"
        )
        raise UserError("\n".join(f"{path}: {why}" for path, why in made.failures.items()) or nothing)
    try:
        stored, last = read_conflicts(project.store), _read(project.store / GENERATED)
        merged = merge_plan(before, last, made.tasks)
        conflicts = open_conflicts(stored, merged, made.tasks)
        wanted = _decided(conflicts, planned)
        merged = merge_plan(before, last, made.tasks, take=lambda task, key: (task, key) in wanted)
    except UnreadablePlan as error:
        raise UserError(f"{project.plan}: {error}") from error
    except StoreError as error:
        raise UserError(str(error)) from error
    done = wanted | _decided(conflicts, mine)
    still = open_conflicts(stored, merged, made.tasks, decided=lambda task, key: (task, key) in done)
    return replace(merged, conflicts=still)


def _decided(conflicts: Sequence[Conflict], names: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return task and key of the conflicts that are named. Raises UserError for a name of none."""
    known = [f"{conflict.task}.{conflict.key}".rstrip(".") for conflict in conflicts]
    for name in names:
        if not any(chosen([name])(conflict.task, conflict.key) for conflict in conflicts) and name != ALL:
            raise UserError(f"there is no conflict {name}; there are {', '.join(known) or 'none'}")
    among = chosen(names)
    return frozenset((known.task, known.key) for known in conflicts if among(known.task, known.key))


def _write_all(project: Project, before: str | None, merged: MergedPlan, made: MadePlan) -> None:
    """Write the plan, and beside it what the next run has to know."""
    for planned in made.by_model:
        write_planned(project.store, planned)
    write_conflicts(project.store, merged.conflicts)
    _write(project.plan, before, merged.text)
    _write(project.store / GENERATED, _read(project.store / GENERATED), render(made.tasks))


def _write(path: Path, before: str | None, text: str) -> None:
    """Write a file whose text differs from what it holds."""
    if text != before:
        write_atomic(path.resolve(), text.encode("utf-8", "surrogateescape"))


def _reporter(*, events: bool, silent: bool) -> Callable[[Event], None]:
    """Return what prints a message: as an event, as a line, or to standard error where standard output is JSON."""
    if events:
        return JsonLines(sys.stdout).report
    return lambda event: click.echo(printable((event.data or {})["text"]), err=silent)


def _say(report: Callable[[Event], None], lines: Iterable[tuple[str, str]]) -> None:
    for severity, text in lines:
        report(message(text, severity=severity))
