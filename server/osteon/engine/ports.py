"""The ports of the engine: what it needs from the world, small enough to fake in a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from osteon.models.port import Model

__all__ = ["Command", "Commands", "Event", "Limits", "Model", "Mount", "Outcome", "Progress", "SandboxUnavailable"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one verification command may use."""

    seconds: float = 120.0
    memory_bytes: int = 4 * 1024**3
    processes: int = 256
    file_bytes: int = 256 * 1024**2
    disk_bytes: int = 2 * 1024**3
    """What it may leave in all places that it may write, together; looked at about twice a second."""
    output_bytes: int = 256 * 1024
    """More output is cut in the middle, with a line that says how much is missing."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder that a command may use beside its own."""

    folder: Path
    inside: str
    """Where it appears to the command at levels that can move folders; elsewhere it stays where it is."""
    writable: bool = False
    variable: str = ""
    """The environment variable that tells the command where it appears."""
    programs: tuple[str, ...] = ()
    """Folders in it whose programs come before the system's."""


@dataclass(frozen=True, slots=True)
class Command:
    """One shell line or argument list to run in a folder that it may write."""

    line: str | tuple[str, ...]
    folder: Path
    """The working folder: the only place the command may write, besides a private /tmp."""
    limits: Limits = Limits()
    network: bool = False
    readable: tuple[Path, ...] = ()
    """Folders beyond the system's own that the command may read, for example a virtual environment."""
    mounts: tuple[Mount, ...] = ()
    seen_as: str = "/build"
    """What the working folder is called inside, at levels that can move folders, and in the command's output."""
    environment: Mapping[str, str] | None = None
    """Variables beyond the sandbox's own small allowlist."""
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did. `exit_code` is None when it was killed; `reason` then says why."""

    exit_code: int | None
    output: str
    """Standard output and standard error, in the order written, decoded as UTF-8 with replacement."""
    seconds: float
    level: str
    """The sandbox level it ran at: `bwrap`, `landlock` or `none`."""
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.exit_code == 0


class SandboxUnavailable(Exception):
    """No allowed sandbox level works here. The message says what was tried and how to allow or install one."""


class Commands(Protocol):
    """Runs commands; `level` is the sandbox level in force."""

    level: str

    def run(self, command: Command, *, cancelled: Callable[[], bool] = lambda: False) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Event:
    """Something a build or another verb tells the world: one JSON line under `--events`, a line or bar on a terminal.

    Kinds: `build-started` (tasks, jobs), `task-verdict` (verdict, reasons), `task-started`, `task-step` (step:
    restore | model | write | verify | fix | review; attempt), `task-text` (text streamed by the model), `task-finished`
    (verdict, seconds, usage), `message` (severity, text), `build-finished` (counts, exit). A check ends with
    `check-finished` (errors, warnings, files, exit).
    """

    kind: str
    task: str | None = None
    data: Mapping[str, Any] | None = None


class Progress(Protocol):
    """Where the engine reports to. It never prints or asks. Called from several threads, one call at a time."""

    def report(self, event: Event) -> None: ...
