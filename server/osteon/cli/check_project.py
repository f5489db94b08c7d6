"""Checks a whole project: a small one in this process, a large one on all cores.

Each of several processes reads a share of the files and tells the others what those define, refer to and say; then it
knows what a single process would know, and checks its share.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from pickle import dumps, loads
from typing import NamedTuple

from osteon.analysis.baseline import Baseline, Entry
from osteon.analysis.findings import Finding
from osteon.analysis.index import Shared
from osteon.analysis.source_file import Unreadable
from osteon.analysis.workspace import Workspace
from osteon.project import Project, empty_workspace, read_texts, without_collector

METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How processes are started: elsewhere a copy of a process is not safe."""
FEWEST = 64
"""Fewer files than this are checked sooner than processes are started for them."""


class Checked(NamedTuple):
    """What was found in one file; `entries` is empty where nobody asked for it."""

    findings: tuple[Finding, ...]
    entries: Counter[Entry]
    """How many findings there are of each entry of a baseline."""


@dataclass(frozen=True, slots=True)
class CheckedProject:
    """What a check of a whole project found."""

    texts: dict[str, str]
    """The text of each source file by its path, in order; empty where it cannot be read."""
    files: dict[str, Checked]
    baseline: Baseline


def check_project(project: Project, *, entries: bool = False, processes: int | None = None) -> CheckedProject:
    """Check all source files of a project, by as many processes as it takes where nothing else is said.

    `entries` asks for those of a baseline, which are always told where the project has one.
    """
    share = Share(project, read_texts(project), entries=entries or bool(project.baseline))
    count = processes or min(_cores(), len(share.texts) // (FEWEST // 2))
    checked = (_on_several_cores(share, count) if count > 1 else None) or share.checked_alone()
    texts = {path: text if isinstance(text, str) else "" for path, text in sorted(share.texts.items())}
    return CheckedProject(texts, {path: checked[path] for path in texts}, project.baseline or Baseline())


@dataclass(frozen=True, slots=True)
class Share:
    """What one process checks of a project: all of it, or of `count` parts that with a number."""

    project: Project
    texts: Mapping[str, str | Unreadable]
    """Those of the whole project."""
    entries: bool
    number: int = 0
    count: int = 1

    def checked_alone(self) -> dict[str, Checked]:
        """Check all files in this process."""
        workspace = empty_workspace(self.project)
        with without_collector():
            workspace.set_files(self.texts)
            return self._found(workspace, self.texts)

    def checked_with(self, others: Connection) -> dict[str, Checked]:
        """Check a part of the files, while other processes check the others."""
        own = dict(list(self.texts.items())[self.number :: self.count])
        workspace = empty_workspace(self.project)
        others.send_bytes(dumps(workspace.share(own), protocol=-1))
        shared: dict[str, Shared] = {}
        for _other in range(self.count - 1):
            shared.update(loads(others.recv_bytes()))
        workspace.check_shared({path: text for path, text in self.texts.items() if path not in own}, shared)
        return self._found(workspace, own)

    def _found(self, workspace: Workspace, paths: Iterable[str]) -> dict[str, Checked]:
        return {
            path: Checked(workspace.findings(path), workspace.entries(path) if self.entries else Counter())
            for path in paths
        }


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _on_several_cores(whole: Share, count: int) -> dict[str, Checked] | None:
    """Check with so many processes; None where one of them ended before it had said what it found."""
    context = ForkContext() if METHOD == "fork" else SpawnContext()
    shares = [replace(whole, number=number, count=count) for number in range(count)]
    with ExitStack() as running:
        try:
            workers = [running.enter_context(_worker(context, share)) for share in shares]
            shared = [worker.recv_bytes() for worker in workers]
            for number, worker in enumerate(workers):
                for other in (*shared[:number], *shared[number + 1 :]):
                    worker.send_bytes(other)
            return {path: one for worker in workers for path, one in loads(worker.recv_bytes()).items()}
        except (EOFError, OSError):
            return None


@contextmanager
def _worker(context: ForkContext | SpawnContext, share: Share) -> Iterator[Connection]:
    """Start a process that checks a share; it ends with the connection to it."""
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(here, there, share), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.terminate()  # it has said all, or nobody wants to hear it
        process.join()


def _work(first: Connection, others: Connection, share: Share) -> None:
    """Check a share and tell what was found, unless whoever started this process is gone."""
    first.close()  # a copy: with it open here, nobody would see that the first process is gone
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a whole group of processes, the first decides what it means
    gc.disable()
    with suppress(EOFError, OSError):
        others.send_bytes(dumps(share.checked_with(others), protocol=-1))
