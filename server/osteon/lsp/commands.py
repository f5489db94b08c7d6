"""Runs Osteon's own command line as child processes, so that a build can neither stall nor crash the editor."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from osteon.lsp import from_proto
from osteon.lsp.children import kill, lines_of, send_signal, start_child
from osteon.lsp.progress import WorkProgress

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer

log = logging.getLogger(__name__)

KILL_AFTER = 10.0
"""Seconds that a cancelled child gets to end by itself, and first everything that it started."""

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Verb:
    """A command that starts a child: `osteon <verb> …`."""

    title: str
    arguments: tuple[str, ...]
    takes_task: bool = False
    """Its argument is a task's id."""
    only_reads: bool = False
    """It may run beside one that writes."""


VERBS = {
    "osteon.check": Verb("Osteon: check", ("check",), only_reads=True),
    "osteon.plan": Verb("Osteon: plan", ("plan",)),
    "osteon.build": Verb("Osteon: build", ("build",)),
    "osteon.buildTask": Verb("Osteon: build task", ("build",), takes_task=True),
}
"""The commands that are children."""
COMMANDS = (*VERBS, "osteon.cancel", "osteon.status")
"""Every command that a client may execute; all of them work without arguments."""


@dataclass(eq=False, slots=True)
class Job:
    """A child process at work for one project."""

    command: str
    root: Path
    progress: WorkProgress
    process: asyncio.subprocess.Process | None = None
    tasks: int = 0
    finished: int = 0
    cancelled: bool = False
    ending: bool = False
    notes: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    """The last lines on the child's standard error, for when it fails."""
    outcome: str = ""


class Commands:
    """The commands of one connection and the children that they started."""

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._jobs: list[Job] = []

    def run(self, name: str, arguments: Sequence[Any]) -> Any:
        """Run a command and return at once. Raises JsonRpcInvalidParams for one that does not exist."""
        if name in VERBS:
            return self._start(name, VERBS[name], arguments)
        if name == "osteon.cancel":
            return self._cancel_all()
        if name == "osteon.status":
            return self._status()
        raise JsonRpcInvalidParams(f"there is no command {name!r}; there are {', '.join(COMMANDS)}")

    def cancel_token(self, token: int | str) -> None:
        """Cancel the job behind a progress bar."""
        for job in self._jobs:
            if job.progress.token == token:
                self._cancel(job)

    def end_all(self) -> None:
        """Tell every child to end, which ends first what it started: a model's program is in a session of its own."""
        for job in tuple(self._jobs):
            if not job.ending:  # a second signal would not let it
                job.ending = True
                send_signal(job.process, signal.SIGTERM)

    # -- starting --------------------------------------------------------------------------------------------------

    def _start(self, name: str, verb: Verb, arguments: Sequence[Any]) -> None:
        root = self._root(arguments)
        task = _task_id(arguments) if verb.takes_task else ""
        if root is None:
            self._say(types.MessageType.Warning, f"{verb.title}: open a file of the project first")
        elif verb.takes_task and not task:
            self._say(types.MessageType.Warning, f"{verb.title}: name a task, or use the code action in plan.toml")
        elif self._busy(verb, root):
            self._say(types.MessageType.Warning, f"{verb.title}: already running here; cancel it with osteon.cancel")
        else:
            job = Job(name, root, WorkProgress(self._server, f"{verb.title} {task}".rstrip()))
            self._jobs.append(job)
            self._mention_unsaved(verb)
            words = (*verb.arguments, *([task] if task else []), "--events")
            self._server.background.spawn(self._work(job, words))

    def _root(self, arguments: Sequence[Any]) -> Path | None:
        """Return the root of the project meant: of a uri in the arguments, of the active file, or the only one."""
        named = (from_proto.path(one) for one in _strings(arguments) if one.startswith("file:"))
        projects = self._server.projects
        for path in (*named, self._server.active):
            nearest = projects.nearest(path) if projects is not None and path is not None else None
            if nearest is not None:
                return nearest.root
        roots = {project.root for project in projects or () if project.on_disk} or set(self._server.folders)
        return roots.pop() if len(roots) == 1 else None

    def _busy(self, verb: Verb, root: Path) -> bool:
        """Tell whether a job is in the way: the same one, or one that writes the same project."""
        there = (VERBS[job.command] for job in self._jobs if job.root == root)
        return any(other is verb or not (other.only_reads or verb.only_reads) for other in there)

    def is_writing(self, root: Path) -> bool:
        """Tell whether a job is at work that changes a project."""
        return any(job.root == root and not VERBS[job.command].only_reads for job in self._jobs)

    def _mention_unsaved(self, verb: Verb) -> None:
        unsaved = [document.path.name for document in self._server.unsaved() if document.path]
        if unsaved:
            names = ", ".join(sorted(unsaved))
            self._say(types.MessageType.Info, f"{verb.title} uses what is on disk; not saved: {names}")

    # -- the child -------------------------------------------------------------------------------------------------

    async def _work(self, job: Job, words: Sequence[str]) -> None:
        try:
            code = await self._run_child(job, words)
            await self._server.reread_project(job.root)
            self._conclude(job, code)
        except OSError as error:
            self._finish(job, types.MessageType.Error, f"could not start: {error}")
        finally:
            self._jobs.remove(job)
            for project in self._server.projects or ():
                if project.root == job.root:
                    self._server.builds.ask(project)

    async def _run_child(self, job: Job, words: Sequence[str]) -> int:
        process = job.process = await start_child(words, job.root)
        if job.cancelled:
            send_signal(job.process, signal.SIGINT)
        await asyncio.gather(self._follow_events(job, process.stdout), _keep_notes(job, process.stderr))
        return await process.wait()

    async def _follow_events(self, job: Job, lines: asyncio.StreamReader | None) -> None:
        async for line in lines_of(lines):
            event = _event(line)
            if event is None:
                log.info("%s: %s", job.command, line.decode(errors="replace").rstrip())
            else:
                self._show(job, event)

    def _show(self, job: Job, event: dict[str, Any]) -> None:
        """Turn one event into progress."""
        kind, task = event.get("kind"), str(event.get("task") or "")
        if kind == "build-started":
            job.tasks = _count(event.get("tasks"))
        elif kind == "task-step":
            job.progress.report(f"{task}: {event.get('step', '')}", percentage=_percentage(job))
        elif kind == "task-started":
            job.progress.report(task, percentage=_percentage(job))
        elif kind == "task-finished":
            job.finished += 1
            job.progress.report(f"{task}: {event.get('verdict', 'done')}", percentage=_percentage(job))
        elif kind == "message":
            self._log(event)
        elif kind == "build-finished":
            job.outcome = _counts(event.get("counts"))
        elif kind == "check-finished":
            job.outcome = "{errors} errors, {warnings} warnings in {files} files".format_map(defaultdict(int, event))

    def _log(self, event: dict[str, Any]) -> None:
        levels = {"error": types.MessageType.Error, "warning": types.MessageType.Warning}
        level = levels.get(str(event.get("severity")), types.MessageType.Info)
        self._server.window_log_message(types.LogMessageParams(level, str(event.get("text", ""))))

    def _conclude(self, job: Job, code: int) -> None:
        """Say how a job ended and what to do next."""
        detail = f": {job.outcome}" if job.outcome else ""
        if job.cancelled or code in (INTERRUPTED, -signal.SIGINT):
            self._finish(job, types.MessageType.Info, f"cancelled{detail}")
        elif code == 0:
            self._finish(job, types.MessageType.Info, f"done{detail}")
        else:
            self._finish(job, types.MessageType.Error, f"failed{detail or _reason(job, code)}. {_next_step(job, code)}")

    def _finish(self, job: Job, level: types.MessageType, text: str) -> None:
        job.progress.end(text)
        self._say(level, f"{job.progress.title} {text}")

    def _say(self, level: types.MessageType, text: str) -> None:
        self._server.window_show_message(types.ShowMessageParams(level, text))

    # -- cancelling and status -------------------------------------------------------------------------------------

    def _cancel_all(self) -> None:
        if not self._jobs:
            self._say(types.MessageType.Info, "Osteon: nothing is running")
        for job in self._jobs:
            self._cancel(job)

    def _cancel(self, job: Job) -> None:
        if job.cancelled:
            return
        job.cancelled = True
        send_signal(job.process, signal.SIGINT)
        self._server.background.spawn(_insist(job))

    def _status(self) -> dict[str, Any]:
        """Return what the server looks after, and show it to the person."""
        projects = [
            {"root": str(one.root), "files": len(one.workspace.files), "loose": one.loose}
            for one in self._server.projects or ()
            if one.on_disk
        ]
        running = [f"{job.progress.title} in {job.root}" for job in self._jobs]
        told = "; ".join(f"{one['root']}: {one['files']} files" for one in projects) or "no project is open"
        work = f"; running: {', '.join(running)}" if running else ""
        self._say(types.MessageType.Info, f"Osteon {self._server.version} ({sys.executable}): {told}{work}")
        return {"version": self._server.version, "python": sys.executable, "projects": projects, "running": running}


async def _keep_notes(job: Job, lines: asyncio.StreamReader | None) -> None:
    async for line in lines_of(lines):
        text = line.decode(errors="replace").rstrip()
        log.info("%s: %s", job.command, text)
        job.notes.append(text)


async def _insist(job: Job) -> None:
    """Kill a child that does not end by itself."""
    await asyncio.sleep(KILL_AFTER)
    kill(job.process)


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "kind" in event else None


def _count(tasks: Any) -> int:
    return tasks if isinstance(tasks, int) else len(tasks) if isinstance(tasks, list | dict) else 0


def _counts(counts: Any) -> str:
    if not isinstance(counts, dict):
        return ""
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)


def _percentage(job: Job) -> int:
    return 100 * job.finished // job.tasks if job.tasks else 0


def _reason(job: Job, code: int) -> str:
    """Return why a child failed by its own last words."""
    words = next((note for note in reversed(job.notes) if note.strip()), "")
    return f": {words}" if words else f" with exit code {code}"


def _next_step(job: Job, code: int) -> str:
    if job.command == "osteon.check" and job.outcome:
        return "The diagnostics show each"
    if code == 3:
        return "A generated file was edited by hand: keep it, lift it into the spec, or discard it"
    if code == 2:
        return "Put the configuration right and run it again"
    return f"Run `osteon {job.command.removeprefix('osteon.')}` in a terminal for the details, or read the server's log"


def _strings(arguments: Sequence[Any]) -> Iterator[str]:
    """Return the strings among a command's arguments, also those inside an object."""
    for argument in arguments:
        if isinstance(argument, str):
            yield argument
        elif isinstance(argument, dict):
            yield from (value for value in argument.values() if isinstance(value, str))


def _task_id(arguments: Sequence[Any]) -> str:
    return next((one for one in _strings(arguments) if not one.startswith(("file:", "untitled:", "-"))), "")
