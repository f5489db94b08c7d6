"""`osteon status`: what is fresh, what is not, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.estimate_report import as_json as estimate_json
from osteon.cli.estimate_report import how, in_words, totals_json
from osteon.cli.last_builds import last_builds
from osteon.cli.progress import printable
from osteon.project import Project, find_project

if TYPE_CHECKING:
    from osteon.engine.estimate import TaskEstimate
    from osteon.engine.leftovers import Leftover
    from osteon.engine.plan import Verdict
    from osteon.engine.status import Forecast

_COLOURS = {
    "fresh": "green",
    "failed": "red",
    "drifted": "red",
    "stale": "yellow",
    "blocked": "yellow",
    "pinned": "blue",
}


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--builds", is_flag=True, help="With --json: what builds wrote, and what each task's last one took.")
def status(*, as_json: bool, builds: bool) -> int:
    """Show what a build would do about each task, and why. Nothing is changed, no model is asked.

    With --json --builds each task also has its sections, its outputs with the digests of all that builds wrote there,
    and its last build: who answered, when, tokens and price. Editors show these.

    Exit codes: 0 all is fresh, 1 something has to be built or cannot be, 2 usage or configuration, 3 drift.
    """
    if builds and not as_json:
        raise click.UsageError("--builds goes with --json")
    return show(find_project(Path.cwd()), as_json=as_json, builds=builds)


def show(
    project: Project,
    *,
    as_json: bool,
    only: Collection[str] = (),
    output: Path | None = None,
    builds: bool = False,
) -> int:
    """Print what a build would do, about the tasks in `only` and what they need or about all; return the exit code."""
    from osteon.engine.estimate import estimates_of
    from osteon.engine.leftovers import leftovers
    from osteon.engine.site import open_plan
    from osteon.engine.status import assess, with_needs

    found = assess(project, output=output)
    site = open_plan(project, output=output)
    left = leftovers(site)
    if only:
        found = with_needs(found, site, only)
    estimates = estimates_of(project, found, output=output)
    if as_json:
        _print_json(found, estimates, left, last_builds(project, site) if builds else {})
    else:
        _print(found, estimates, left)
    return _exit_code(found)


def _print(found: Mapping[str, Forecast], estimates: Mapping[str, TaskEstimate], left: Sequence[Leftover]) -> None:
    from osteon.engine.events import reasons_of

    for task, forecast in found.items():
        verdict = forecast.verdict
        name = _name(verdict)
        click.echo(f"{click.style(f'{name:8}', fg=_COLOURS.get(name))} {printable(task)}")
        for line in (*reasons_of(verdict), *how(forecast, estimates.get(task))):
            click.echo(f"         {printable(line)}")
    for item in left:
        advice = "you changed it: it is yours to remove" if item.edited else "`osteon drift clean` removes it"
        click.echo(printable(f"left     {item.path}: task {item.task} left the plan; {advice}"))
    click.echo(_summary(found, in_words(estimates.values())))


def _print_json(
    found: Mapping[str, Forecast],
    estimates: Mapping[str, TaskEstimate],
    left: Sequence[Leftover],
    builds: Mapping[str, Mapping[str, Any]],
) -> None:
    from osteon.engine.events import reasons_of

    tasks = [
        {
            "task": task,
            "verdict": _name(forecast.verdict),
            "reasons": list(reasons_of(forecast.verdict)),
            "how": forecast.how,
            "tokens": forecast.tokens,
            "may_be": forecast.may_be,
            "estimate": estimate_json(estimates.get(task)),
            **builds.get(task, {}),
        }
        for task, forecast in found.items()
    ]
    leftovers = [{"path": item.path, "task": item.task, "edited": item.edited} for item in left]
    value = {"tasks": tasks, "estimate": totals_json(estimates), "leftovers": leftovers, "next": _next_step(found)}
    click.echo(json.dumps(value, indent=2))


def _name(verdict: Verdict) -> str:
    return type(verdict).__name__.lower()


def _summary(found: Mapping[str, Forecast], takes: str) -> str:
    counts = Counter(_name(forecast.verdict) for forecast in found.values())
    listed = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return f"\n{takes}{chr(10) if takes else ''}{listed or 'no tasks'}. Next: {_next_step(found)}"


def _next_step(found: Mapping[str, Forecast]) -> str:
    names = {_name(forecast.verdict) for forecast in found.values()}
    if "failed" in names:
        return "put right what failed, then `osteon build`"
    if "drifted" in names:
        return "decide about each file that was changed by hand: `osteon drift` lists them"
    if "stale" in names:
        return "`osteon build`"
    return "nothing has to be built" if names else "`osteon plan` makes tasks from the architecture"


def _exit_code(found: Mapping[str, Forecast]) -> int:
    from osteon.engine.build import FAILED, exit_code_of

    verdicts = [forecast.verdict for forecast in found.values()]
    stale = any(_name(verdict) == "stale" for verdict in verdicts)
    return exit_code_of(verdicts) or (FAILED if stale else 0)
