"""`osteon status`: what is fresh, what is not, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.progress import printable
from osteon.project import find_project

if TYPE_CHECKING:
    from osteon.engine.plan import Verdict

_COLOURS = {"fresh": "green", "failed": "red", "drifted": "red", "stale": "yellow", "blocked": "yellow"}


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> int:
    """Show what a build would do about each task, and why. Nothing is changed, no model is asked.

    Exit codes: 0 all is fresh, 1 something has to be built or cannot be, 2 usage or configuration, 3 drift.
    """
    from osteon.engine.build import assess

    verdicts = assess(find_project(Path.cwd()))
    if as_json:
        _print_json(verdicts)
    else:
        _print(verdicts)
    return _exit_code(verdicts)


def _print(verdicts: Mapping[str, Verdict]) -> None:
    from osteon.engine.task import reasons_of

    for task, verdict in verdicts.items():
        name = _name(verdict)
        click.echo(f"{click.style(f'{name:8}', fg=_COLOURS.get(name))} {printable(task)}")
        for reason in reasons_of(verdict):
            click.echo(f"         {printable(reason)}")
    click.echo(_summary(verdicts))


def _print_json(verdicts: Mapping[str, Verdict]) -> None:
    from osteon.engine.task import reasons_of

    tasks = [
        {"task": task, "verdict": _name(verdict), "reasons": list(reasons_of(verdict))}
        for task, verdict in verdicts.items()
    ]
    click.echo(json.dumps({"tasks": tasks, "next": _next_step(verdicts)}, indent=2))


def _name(verdict: Verdict) -> str:
    return type(verdict).__name__.lower()


def _summary(verdicts: Mapping[str, Verdict]) -> str:
    counts = Counter(_name(verdict) for verdict in verdicts.values())
    listed = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return f"\n{listed or 'no tasks'}. Next: {_next_step(verdicts)}"


def _next_step(verdicts: Mapping[str, Verdict]) -> str:
    names = {_name(verdict) for verdict in verdicts.values()}
    if "failed" in names:
        return "put right what failed, then `osteon build`"
    if "drifted" in names:
        return "decide about each file that was changed by hand, as said above"
    if "stale" in names:
        return "`osteon build`"
    return "nothing has to be built" if names else "`osteon plan` makes tasks from the architecture"


def _exit_code(verdicts: Mapping[str, Verdict]) -> int:
    from osteon.engine.build import FAILED, exit_code_of

    stale = any(_name(verdict) == "stale" for verdict in verdicts.values())
    return exit_code_of(verdicts.values()) or (FAILED if stale else 0)
