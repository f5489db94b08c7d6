"""The same events as bars, as lines and as JSON."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console
from rich.progress import Progress as RichProgress

from osteon.cli.progress import Bars, JsonLines, PlainLines, printable
from osteon.engine.ports import Event

EVENTS = (
    Event("build-started", None, {"tasks": 2, "jobs": 1}),
    Event("task-verdict", "a", {"verdict": "fresh", "reasons": []}),
    Event("task-verdict", "b", {"verdict": "stale", "reasons": ["it was never [built]"]}),
    Event("task-started", "b", {"reasons": []}),
    Event("task-step", "b", {"step": "model", "attempt": ""}),
    Event("task-text", "b", {"text": "secret"}),
    Event("task-step", "b", {"step": "fix", "attempt": "fix-1"}),
    Event("message", "b", {"severity": "warning", "text": "slow \x1b[31m down"}),
    Event("task-finished", "b", {"verdict": "failed", "action": "none", "reasons": ["wrong\nvery"], "seconds": 1.25}),
    Event("build-finished", None, {"counts": {"failed": 1, "fresh": 1}, "exit": 1, "seconds": 2.0, "usd": 0.5}),
)

LINES = [
    "  b: it was never [built]",
    "b: fixing (fix-1)",
    "warning: slow \ufffd[31m down",
    "b: failed (1.2 s)",
    "    wrong",
    "    very",
    "1 failed, 1 fresh in 2.0 s, 0.50 USD",
]


def test_lines():
    lines: list[str] = []
    for event in EVENTS:
        PlainLines(explain=True, echo=lines.append).report(event)
    assert lines == LINES


@pytest.mark.parametrize(
    ("exit_code", "line"), [(130, "stopped: no task had ended in 0.0 s"), (0, "no tasks in 0.0 s")]
)
def test_a_build_that_settled_nothing_says_so(exit_code, line):
    lines: list[str] = []
    data = {"counts": {}, "exit": exit_code, "seconds": 0.0, "usd": 0.0}
    PlainLines(explain=False, echo=lines.append).report(Event("build-finished", None, data))
    assert lines == [line]


def test_reasons_are_told_only_when_asked_for():
    lines: list[str] = []
    for event in EVENTS:
        PlainLines(explain=False, echo=lines.append).report(event)
    assert lines == LINES[1:]


def test_bars_show_running_tasks_and_print_the_lines_above_them():
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, markup=False, highlight=False)
    with RichProgress(console=console, auto_refresh=False) as rich:
        bars = Bars(rich, PlainLines(explain=False, echo=console.print))
        shown = []
        for event in EVENTS:
            bars.report(event)
            shown.append([task.description for task in rich.tasks])
    assert shown[4] == ["1 of 2 tasks", "b model"]
    assert shown[6] == ["1 of 2 tasks", "b fix fix-1"]
    assert shown[-1] == ["2 of 2 tasks"]
    assert "1 failed, 1 fresh" in screen.getvalue()


def test_json_lines_hold_everything():
    stream = io.StringIO()
    for event in EVENTS:
        JsonLines(stream).report(event)
    values = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert values[0] == {"kind": "build-started", "task": None, "tasks": 2, "jobs": 1}
    assert len(values) == len(EVENTS)


@pytest.mark.parametrize(("text", "shown"), [("ü\tx\n", "ü\tx\n"), ("\x1b[2J", "\ufffd[2J"), ("\ud800", "\ufffd")])
def test_nothing_that_a_terminal_obeys_is_printed(text, shown):
    assert printable(text) == shown
