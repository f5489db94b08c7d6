"""`osteon status`: what is fresh, what is not, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.progress import printable
from osteon.project import find_project

if TYPE_CHECKING:
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
def status(*, as_json: bool) -> int:
    """Show what a build would do about each task, and why. Nothing is changed, no model is asked.

    Exit codes: 0 all is fresh, 1 something has to be built or cannot be, 2 usage or configuration, 3 drift.
    """
    from osteon.engine.leftovers import leftovers
    from osteon.engine.site import open_plan
    from osteon.engine.status import assess

    project = find_project(Path.cwd())
    found, left = assess(project), leftovers(open_plan(project))
    if as_json:
        _print_json(found, left)
    else:
        _print(found, left)
    return _exit_code(found)


def _print(found: Mapping[str, Forecast], left: Sequence[Leftover]) -> None:
    from osteon.engine.events import reasons_of

    for task, forecast in found.items():
        verdict = forecast.verdict
        name = _name(verdict)
        click.echo(f"{click.style(f'{name:8}', fg=_COLOURS.get(name))} {printable(task)}")
        for line in (*reasons_of(verdict), *_how(forecast)):
            click.echo(f"         {printable(line)}")
    for item in left:
        advice = "you changed it: it is yours to remove" if item.edited else "`osteon drift clean` removes it"
        click.echo(printable(f"left     {item.path}: task {item.task} left the plan; {advice}"))
    click.echo(_summary(found))


def _how(forecast: Forecast) -> tuple[str, ...]:
    """Say how a build would begin with a stale task."""
    about = f", about {forecast.tokens:,} tokens" if forecast.tokens else ""
    sentences = {
        "verify": "needs no model: what is there is verified",
        "restore": "needs no model: an earlier result is restored",
        "replay": "begins with a stored answer",
        "ask": f"asks a model{about}",
    }
    return (f"-> {sentences[forecast.how]}",) if forecast.how else ()


def _print_json(found: Mapping[str, Forecast], left: Sequence[Leftover]) -> None:
    from osteon.engine.events import reasons_of

    tasks = [
        {
            "task": task,
            "verdict": _name(forecast.verdict),
            "reasons": list(reasons_of(forecast.verdict)),
            "how": forecast.how,
            "tokens": forecast.tokens,
        }
        for task, forecast in found.items()
    ]
    leftovers = [{"path": item.path, "task": item.task, "edited": item.edited} for item in left]
    click.echo(json.dumps({"tasks": tasks, "leftovers": leftovers, "next": _next_step(found)}, indent=2))


def _name(verdict: Verdict) -> str:
    return type(verdict).__name__.lower()


def _summary(found: Mapping[str, Forecast]) -> str:
    counts = Counter(_name(forecast.verdict) for forecast in found.values())
    listed = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    tokens = sum(forecast.tokens for forecast in found.values())
    about = f" (prompts of about {tokens:,} tokens)" if tokens else ""
    return f"\n{listed or 'no tasks'}{about}. Next: {_next_step(found)}"


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
