"""How a build shows itself: bars on a terminal, plain lines in a pipe, JSON lines for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

import click

from osteon.engine.ports import Event, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

QUIET = frozenset({"fresh", "skipped", "manual"})
"""Verdicts that need no line of their own."""


@contextmanager
def open_progress(*, events: bool, explain: bool) -> Iterator[Progress]:
    """Yield where a build reports to. With `events` nothing else reaches standard output, whoever prints."""
    if events:
        stream = sys.stdout
        with redirect_stdout(sys.stderr):
            yield JsonLines(stream)
    elif sys.stdout.isatty():
        with _bars() as bars:
            yield Bars(bars, PlainLines(explain, bars.console.print))
    else:
        yield PlainLines(explain, click.echo)


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Writes one object per line: `kind`, `task`, and what the kind of event has beside them."""

    stream: TextIO

    def report(self, event: Event) -> None:
        value = {"kind": event.kind, "task": event.task, **(event.data or {})}
        self.stream.write(json.dumps(value) + "\n")
        self.stream.flush()


@dataclass(frozen=True, slots=True)
class PlainLines:
    """Writes one line for each task that did anything, and a last one that counts."""

    explain: bool
    echo: Any
    """Prints one line: `click.echo`, or a console's `print`."""

    def report(self, event: Event) -> None:
        for line in self._lines(event, event.data or {}):
            self.echo(printable(line))

    def _lines(self, event: Event, data: Mapping[str, Any]) -> Iterator[str]:
        match event.kind:
            case "task-verdict" if data["verdict"] == "stale":
                yield from (f"  {event.task}: {reason}" for reason in data["reasons"] if self.explain)
            case "task-verdict" if data["verdict"] not in QUIET:
                yield from _described(event.task, data["verdict"], data["reasons"])
            case "task-step" if data["step"] == "fix":
                yield f"{event.task}: fixing ({data.get('attempt', '')})"
            case "task-finished":
                yield from _described(event.task, _outcome(data), data["reasons"], data)
            case "message":
                yield f"{data['severity']}: {data['text']}"
            case "build-finished":
                yield _summary(data)


@dataclass(slots=True)
class Bars:
    """Keeps a line for each running task at the bottom of a terminal, above it what `lines` prints."""

    bars: RichProgress
    lines: PlainLines
    _running: dict[str, TaskID] = field(default_factory=dict)
    _all: TaskID | None = None
    _counts: tuple[int, int] = (0, 0)
    """How many tasks are settled, and how many there are."""

    def report(self, event: Event) -> None:
        self.lines.report(event)
        data = event.data or {}
        match event.kind:
            case "build-started":
                self._counts = (0, data["tasks"])
                self._all = self.bars.add_task("tasks", total=data["tasks"])
            case "task-started" if event.task:
                self._running[event.task] = self.bars.add_task(event.task, total=None)
            case "task-step" if event.task in self._running:
                what = " ".join(str(part) for part in (event.task, data["step"], data.get("attempt", "")) if part)
                self.bars.update(self._running[event.task], description=what)
            case "task-finished" if event.task in self._running:
                self.bars.remove_task(self._running.pop(event.task))
                self._advance()
            case "task-verdict" if data["verdict"] != "stale":
                self._advance()

    def _advance(self) -> None:
        if self._all is not None:
            self._counts = (self._counts[0] + 1, self._counts[1])
            self.bars.update(self._all, advance=1, description="{} of {} tasks".format(*self._counts))


def printable(text: str) -> str:
    """Return text that any terminal can show: no control characters but line ends and tabs, no half characters."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


@contextmanager
def _bars() -> Iterator[RichProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn())
    console = Console(markup=False, highlight=False)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        yield bars


def _described(
    task: str | None, verdict: str, reasons: list[str], data: Mapping[str, Any] | None = None
) -> Iterator[str]:
    seconds = f" ({data['seconds']:.1f} s)" if data else ""
    yield f"{task}: {verdict}{seconds}"
    yield from (f"    {line}" for reason in reasons for line in reason.splitlines())


def _outcome(data: Mapping[str, Any]) -> str:
    return str(data["verdict"] if data["action"] == "none" else data["action"])


def _summary(data: Mapping[str, Any]) -> str:
    stopped = data["exit"] == 130
    counts = ", ".join(f"{count} {name}" for name, count in data["counts"].items())
    counts = counts or ("no task had ended" if stopped else "no tasks")
    spent = f", {data['usd']:.2f} USD" if data["usd"] else ""
    return f"{'stopped: ' if stopped else ''}{counts} in {data['seconds']:.1f} s{spent}"
