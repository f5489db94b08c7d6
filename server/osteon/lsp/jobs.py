"""A child at work for a person: what its events say of each task, in a line that an editor can show."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.lsp.command_table import Verb

if TYPE_CHECKING:
    import asyncio

    from osteon.lsp.progress import WorkProgress

SHOWN = 3
"""So many running tasks are named beside the one that an event is about."""


@dataclass(eq=False, slots=True)
class Job:
    """A child process at work for one project."""

    verb: Verb
    root: Path
    progress: WorkProgress
    process: asyncio.subprocess.Process | None = None
    cancelled: bool = False
    ending: bool = False
    notes: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    """The last lines on the child's standard error, for when it fails."""
    outcome: str = ""
    tasks: int = 0
    settled: int = 0
    running: dict[str, str] = field(default_factory=dict)
    """What each running task does now, with its id."""
    tokens: int = 0
    usd: float = 0.0

    @property
    def percentage(self) -> int:
        return 100 * self.settled // self.tasks if self.tasks else 0

    def follow(self, event: dict[str, Any]) -> None:
        """Take over what an event tells, and show it."""
        task = str(event.get("task") or "")
        match event.get("kind"):
            case "build-started":
                self.tasks = _count(event.get("tasks"))
            case "task-verdict" if event.get("verdict") != "stale":
                self.settled += 1
            case "task-started":
                self._at_work(task, task)
            case "task-step":
                attempt = f" ({event['attempt']})" if event.get("attempt") else ""
                self._at_work(task, f"{task}: {event.get('step', '')}{attempt}")
            case "task-finished":
                self._ended(task, event)
            case "build-finished":
                self.outcome = _counts(event.get("counts")) + self._spent()
            case "check-finished":
                self.outcome = "{errors} errors, {warnings} warnings in {files} files".format_map(
                    defaultdict(int, event)
                )

    def _at_work(self, task: str, doing: str) -> None:
        self.running.pop(task, None)
        self.running[task] = doing
        self._report(doing, task)

    def _ended(self, task: str, event: dict[str, Any]) -> None:
        self.running.pop(task, None)
        self.settled += 1
        usage = event.get("usage") or {}
        self.tokens += (usage.get("input_tokens") or 0) + (usage.get("output_tokens") or 0)
        self.usd += usage.get("usd") or 0.0
        self._report(f"{task}: {event.get('verdict', 'done')}", task)

    def _report(self, news: str, task: str) -> None:
        """Show what is new about a task, what others do meanwhile, and what was used so far."""
        others = [doing for other, doing in self.running.items() if other != task]
        more = [f"{len(others) - SHOWN} more"] if len(others) > SHOWN else []
        line = " · ".join([news, *others[-SHOWN:], *more])
        self.progress.report(line + self._spent(), percentage=self.percentage)

    def _spent(self) -> str:
        """Say how many tokens were used so far and what they cost, as far as models tell."""
        price = f", {self.usd:.2f} USD" if self.usd else ""
        return f" ({self.tokens:,} tokens{price})" if self.tokens or self.usd else ""


def _count(tasks: Any) -> int:
    return tasks if isinstance(tasks, int) else len(tasks) if isinstance(tasks, list | dict) else 0


def _counts(counts: Any) -> str:
    if not isinstance(counts, dict):
        return ""
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)
