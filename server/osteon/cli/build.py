"""`osteon build`: bring the generated code up to date with the specs."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import click

from osteon.cli.exit_codes import CANCELLED
from osteon.cli.progress import open_progress
from osteon.cli.status import show
from osteon.project import Project, UserError, find_project


@click.command("build")
@click.argument("ids", nargs=-1, metavar="[TASK]...")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), default=4, show_default=True, help="Tasks at once.")
@click.option("--offline", is_flag=True, help="Ask no model: what the store does not hold is an error.")
@click.option("--explain", is_flag=True, help="Say for each task why it runs.")
@click.option("--task", "tasks", multiple=True, metavar="ID", help="The same as TASK; repeatable.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Build into another folder.")
@click.option("--model", metavar="NAME", help="Ask this model instead of the default role's; `replay` asks none.")
@click.option("--dry-run", is_flag=True, help="Build nothing: show what would be built, why, and what it would cost.")
@click.option("--events", is_flag=True, help="Print one JSON object per line for each event, and nothing else.")
def build(
    ids: tuple[str, ...],
    *,
    jobs: int,
    offline: bool,
    explain: bool,
    tasks: tuple[str, ...],
    output: Path | None,
    model: str | None,
    dry_run: bool,
    events: bool,
) -> int:
    """Build what is stale, or only the TASKs named and what they need.

    Each task is verified in a sandbox before its files move into place.
    Nothing that a person wrote is overwritten. A build that is stopped, in whatever way, goes on where it was.
    Exit codes: 0 all is fresh, 1 a task failed, 2 usage or configuration, 3 drift, 130 interrupted.
    """
    from osteon.engine import build as engine
    from osteon.engine.events import message

    project = _asking(find_project(Path.cwd()), model)
    folder = output.absolute() if output else None
    if dry_run:
        return show(project, as_json=events, only=(*ids, *tasks), output=folder)
    with open_progress(events=events, explain=explain) as progress, _stopped_by_signals() as stopped:
        try:
            result = engine.build(
                project,
                jobs=jobs,
                offline=offline or model == "replay",
                only=(*ids, *tasks) or None,
                output=folder,
                progress=progress,
                cancelled=stopped,
            )
        except UserError as error:
            if events:  # a program reads standard output only; a person would read the same twice
                progress.report(message(str(error), severity="error"))
            raise
    return result.exit_code


def _asking(project: Project, model: str | None) -> Project:
    """Return the project with `model` as its default; `replay` keeps the name under which answers are stored."""
    from osteon.engine.build import with_model

    if model is None or model == "replay":
        return project
    return replace(project, configuration=with_model(project.configuration, model))


@contextmanager
def _stopped_by_signals() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether someone asked to stop; a second signal ends the process at once."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(CANCELLED)  # what is on the disk is whole at any instant, and the next build cleans up
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
