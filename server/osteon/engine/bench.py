"""What running a task needs beside the site: a model, a sandbox, a place to work, someone to tell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osteon.analysis.tasks import Task
from osteon.engine.asking import Asker, Cancelled
from osteon.engine.environment import Setup
from osteon.engine.events import message
from osteon.engine.ports import Commands, Event


@dataclass(frozen=True, slots=True)
class Bench:
    """The means of a build, shared by its tasks."""

    asker: Asker
    sandbox: Callable[[], Commands]
    """Opens the sandbox at the first call. Raises SandboxUnavailable."""
    staging: Path
    setup: Setup
    """Makes the environment of verification at the first call. Raises SetupFailed."""
    verifications: threading.Semaphore
    """How many verification processes may run at once."""
    report: Callable[[Event], None] = lambda _event: None
    cancelled: Callable[[], bool] = lambda: False

    def step(self, task: Task, step: str, **data: Any) -> None:
        if self.cancelled():
            raise Cancelled
        self.report(Event("task-step", task.id, {"step": step, **data}))

    def warn(self, text: str, task: Task | None = None) -> None:
        self.report(message(text, task=task.id if task else None))

    @contextmanager
    def verification(self) -> Iterator[None]:
        """Hold one of the places for verification processes."""
        while not self.verifications.acquire(timeout=0.1):
            if self.cancelled():
                raise Cancelled
        try:
            yield
        finally:
            self.verifications.release()
