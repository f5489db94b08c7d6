"""`osteon drift`: generated files that a person changed, and what becomes of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.exit_codes import DRIFT, OK
from osteon.cli.progress import printable
from osteon.project import Project, UserError, find_project

if TYPE_CHECKING:
    from osteon.engine.drift import Drift
    from osteon.engine.drift_choices import Discarded, Target
    from osteon.engine.drift_diff import ThreeWay
    from osteon.engine.pin import Pin
    from osteon.engine.ports import Event
    from osteon.engine.site import Site

_SENTENCES = {
    "edited": "you changed it since it was built",
    "unknown": "no build wrote it",
    "replaced": "is in its place",
    "deleted": "deleted; the next build puts it back",
    "kept": "your version, kept",
    "left": "its task left the plan; `osteon drift clean` removes it",
    "left-edited": "its task left the plan, and you changed it: it is yours to remove",
}
_CHOICES = (
    "\nNext: `osteon drift diff` shows the difference, `osteon drift keep FILE` pins your version, "
    "`osteon drift discard FILE` goes back"
)
_NAMES = click.argument("names", nargs=-1, required=True, metavar="FILE|TASK...")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("drift", invoke_without_command=True)
@_JSON
@click.pass_context
def drift(context: click.Context, *, as_json: bool) -> int:
    """List generated files that are not as they were built, or decide what becomes of them.

    Builds never overwrite a file that a person wrote or changed: it stays, and what needs it waits for a decision.
    Exit codes: 0 nothing waits for a decision, 3 something does.
    """
    return OK if context.invoked_subcommand else _list(as_json=as_json)


def _list(*, as_json: bool) -> int:
    from osteon.engine.drift import UNDECIDED, drifts

    project, site = _open(plan_only=True)
    found = drifts(site)
    undecided = any(item.state in UNDECIDED for item in found)
    if as_json:
        pins = {item.task: site.store.pin(item.task) for item in found if item.state == "kept"}
        values = [{**_value(project, item), **_pin_value(pins.get(item.task))} for item in found]
        click.echo(json.dumps({"files": values}, indent=2))
    else:
        for item in found:
            click.echo(printable(f"{item.state:11} {shown(project, item.path)} ({item.task}): {_sentence(item)}"))
        decided = "\nnothing waits for a decision" if found else "every generated file is as it was built"
        click.echo(_CHOICES if undecided else decided)
    return DRIFT if undecided else OK


@drift.command("keep")
@_NAMES
@click.option("--reason", default="", help="Why, for those who come after you.")
@_JSON
def keep(names: tuple[str, ...], *, reason: str, as_json: bool) -> int:
    """Keep your version of the files of tasks and pin the tasks: they are not built until they are unpinned.

    What needs them sees your version. It is verified, and kept also where it does not pass.
    """
    from osteon.engine import drift_choices
    from osteon.engine.sandbox import open_sandbox

    project, site, wanted = _targets(names)
    level = project.configuration.verify.sandbox
    pins = drift_choices.keep(project, site, wanted, reason=reason, sandbox=lambda: open_sandbox(level), report=_tell)
    if as_json:
        click.echo(json.dumps({"tasks": [{"task": pin.task, **_pin_value(pin)} for pin in pins]}, indent=2))
    else:
        for pin in pins:
            _print_pin(pin)
    return OK


@drift.command("discard")
@_NAMES
@_JSON
def discard(names: tuple[str, ...], *, as_json: bool) -> int:
    """Go back to what was built. Your version is put aside, and it is said where."""
    from osteon.engine import drift_choices

    project, site, wanted = _targets(names)
    done = drift_choices.discard(site, wanted)
    if as_json:
        click.echo(json.dumps({"files": [_discarded_value(project, item) for item in done]}, indent=2))
    else:
        for item in done:
            outcome = "is as it was built" if item.restored else "is gone; the next build writes it"
            aside = f"; your version is {os.path.relpath(item.put_aside)}" if item.put_aside else ""
            click.echo(printable(f"{shown(project, item.path)} {outcome}{aside}"))
    return OK


@drift.command("unpin")
@_NAMES
@_JSON
def unpin(names: tuple[str, ...], *, as_json: bool) -> int:
    """Take a task's pin away. Its files stay as they are: as drift, until they are discarded or kept again."""
    from osteon.engine import drift_choices

    _, site, wanted = _targets(names)
    tasks = drift_choices.unpin(site, wanted)
    if as_json:
        click.echo(json.dumps({"tasks": [{"task": task} for task in tasks]}, indent=2))
    else:
        for task in tasks:
            click.echo(printable(f"{task} is unpinned; osteon drift discard {task} goes back to what was built"))
    return OK


@drift.command("diff")
@click.argument("names", nargs=-1, metavar="[FILE|TASK]...")
@_JSON
def diff(names: tuple[str, ...], *, as_json: bool) -> int:
    """Show what you changed since a file was built, and what a build would change, where that is known.

    Without names, for every file that differs. Nothing is built and no model is asked.
    """
    from osteon.engine.drift import drifts
    from osteon.engine.drift_diff import three_way

    project, site, wanted = _targets(names)
    paths = {path for target in wanted for path in target.paths}
    found = [three_way(site, item) for item in drifts(site) if item.path in paths or not names]
    if as_json:
        click.echo(json.dumps({"files": [_diff_value(project, item) for item in found]}, indent=2))
    else:
        for item in found:
            _print_diff(project, item)
        if not found:
            click.echo("nothing differs from what was built")
    return OK


@drift.command("clean")
@click.argument("names", nargs=-1, metavar="[FILE]...")
@click.option("-y", "--yes", is_flag=True, help="Remove them; without it they are only listed.")
@_JSON
def clean(names: tuple[str, ...], *, yes: bool, as_json: bool) -> int:
    """Remove files whose tasks left the plan, where they still hold what was built. The store keeps their content."""
    from osteon.engine.leftovers import leftovers, remove_leftovers

    project, site = _open(plan_only=True)
    found = {shown(project, item.path): item.path for item in leftovers(site) if not item.edited}
    wanted = [os.path.relpath(name) for name in names] or list(found)
    if unknown := [name for name in wanted if name not in found]:
        raise UserError(f"{', '.join(unknown)} is no file that can be cleaned; `osteon drift` lists those marked left")
    paths = [found[name] for name in wanted]
    done = [shown(project, path) for path in (remove_leftovers(site, paths) if yes and paths else paths)]
    if as_json:
        click.echo(json.dumps({"removed": yes, "files": done}, indent=2))
        return OK
    for path in done:
        click.echo(printable(f"{'removed' if yes else 'would remove'} {path}"))
    if not yes or not done:
        click.echo("nothing was removed: `osteon drift clean --yes` removes it" if done else "nothing to clean")
    return OK


def shown(project: Project, path: str) -> str:
    """Return the path of an output as a person would type it here."""
    return os.path.relpath(project.output / path)


def _open(*, plan_only: bool = False) -> tuple[Project, Site]:
    from osteon.engine.site import open_plan, open_site

    project = find_project(Path.cwd())
    return project, open_plan(project) if plan_only else open_site(project)


def _targets(names: tuple[str, ...]) -> tuple[Project, Site, tuple[Target, ...]]:
    from osteon.engine.drift_choices import targets

    project, site = _open()
    return project, site, targets(site, names, Path.cwd())


def _tell(event: Event) -> None:
    if event.kind == "message" and event.data:
        click.echo(printable(str(event.data["text"])), err=True)


def _sentence(item: Drift) -> str:
    return f"{item.now} {_SENTENCES['replaced']}" if item.state == "replaced" else _SENTENCES[item.state]


def _value(project: Project, item: Drift) -> dict[str, Any]:
    path = shown(project, item.path)
    return {"path": path, "task": item.task, "state": item.state, "base": item.base, "now": item.now}


def _pin_value(pin: Pin | None) -> dict[str, Any]:
    if pin is None:
        return {}
    return {"pin": {"since": pin.since, "reason": pin.reason, "passed": not pin.failure, "failure": pin.failure}}


def _discarded_value(project: Project, item: Discarded) -> dict[str, Any]:
    aside = str(item.put_aside) if item.put_aside else None
    return {"path": shown(project, item.path), "task": item.task, "put_aside": aside, "restored": item.restored}


def _diff_value(project: Project, item: ThreeWay) -> dict[str, Any]:
    from osteon.engine.drift_diff import as_text

    versions = {"base": item.base, "yours": item.yours, "next": item.next}
    return {
        **_value(project, item.drift),
        "texts": {name: None if data is None else as_text(data) for name, data in versions.items()},
        "diffs": {"yours": item.changed, "next": item.coming},
        "origin": item.origin,
    }


def _print_pin(pin: Pin) -> None:
    click.echo(printable(f"{pin.task} is pinned: {', '.join(pin.outputs)}"))
    if pin.failure:
        click.echo(printable(f"kept, although it did not pass:\n{pin.failure.rstrip()}"))


def _print_diff(project: Project, item: ThreeWay) -> None:
    from osteon.engine.drift_diff import as_text

    base, yours = item.base or b"", item.yours or b""
    click.echo(printable(f"{shown(project, item.drift.path)} ({item.drift.task}): {_sentence(item.drift)}"))
    if as_text(base) is None or as_text(yours) is None:
        click.echo(f"binary: {len(base)} bytes were built, yours has {len(yours)}")
    click.echo(printable(item.changed), nl=False)
    same = item.next is not None and item.next == item.base
    click.echo(printable("a build would write what was built before" if same else item.origin))
    click.echo(printable(item.coming), nl=False)
