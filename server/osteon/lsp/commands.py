"""Runs Osteon's own command line as child processes, so that a build can neither stall nor crash the editor."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from osteon.lsp.children import kill, lines_of, send_signal, start_child
from osteon.lsp.command_table import COMMANDS, STORED, VERBS, VIEWS, Verb, View
from osteon.lsp.jobs import Job
from osteon.lsp.progress import WorkProgress
from osteon.lsp.subjects import HINTS, names_of, root_of
from osteon.lsp.views import Views

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer

log = logging.getLogger(__name__)

KILL_AFTER = 10.0
"""Seconds that a cancelled child gets to end by itself, and first everything that it started."""

INTERRUPTED = 130
AGREED = "Yes"


class Commands:
    """The commands of one connection and the children that they started."""

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._jobs: list[Job] = []
        self.views = Views(server)

    def run(self, name: str, arguments: Sequence[Any]) -> Any:
        """Run a command and return at once. Raises JsonRpcInvalidParams for one that does not exist."""
        if name in VERBS:
            return self._start(VERBS[name], arguments)
        if name in VIEWS:
            return self._view(VIEWS[name], arguments)
        if name in STORED:
            return self._open_stored(STORED[name], arguments)
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
        self.views.end_all()
        for job in tuple(self._jobs):
            if not job.ending:  # a second signal would not let it
                job.ending = True
                send_signal(job.process, signal.SIGTERM)

    def is_writing(self, root: Path) -> bool:
        """Tell whether a job is at work that changes a project."""
        return any(job.root == root and not job.verb.only_reads for job in self._jobs)

    # -- starting --------------------------------------------------------------------------------------------------

    def _start(self, verb: Verb, arguments: Sequence[Any]) -> None:
        subject = self._subject(verb, arguments)
        if subject is None:
            return
        root, names = subject
        if self._busy(verb, root):
            self._warn(f"{verb.title}: already running here; cancel it with osteon.cancel")
        elif not verb.asks:
            self._begin(verb, root, names)
        elif self._server.client.asks:
            self._server.background.spawn(self._begin_if_agreed(verb, root, names))
        else:
            words = " ".join(("osteon", *verb.words, *names))
            self._warn(f"{verb.title}: this editor cannot be asked to confirm it; run `{words}` in a terminal")

    def _subject(self, command: Verb | View, arguments: Sequence[Any]) -> tuple[Path, list[str]] | None:
        """Return what a command is about, its project and names; None, with a word to the person, if that is open."""
        root = root_of(self._server, arguments)
        if root is None:
            self._warn(f"{command.title}: open a file of the project first")
            return None
        names = names_of(self._server, command.about, arguments)
        if not names and command.about in HINTS:
            self._warn(f"{command.title}: {HINTS[command.about]}")
            return None
        return root, names

    def _begin(self, verb: Verb, root: Path, names: Sequence[str]) -> None:
        job = Job(verb, root, WorkProgress(self._server, " ".join([verb.title, *names])))
        self._jobs.append(job)
        self._mention_unsaved(verb)
        self._server.background.spawn(self._work(job, [*verb.words, *names, *(["--events"] if verb.events else [])]))

    async def _begin_if_agreed(self, verb: Verb, root: Path, names: Sequence[str]) -> None:
        question = f"{' '.join([verb.title, *names])}: {verb.asks}"
        actions = [types.MessageActionItem(AGREED), types.MessageActionItem("No")]
        asked = types.ShowMessageRequestParams(types.MessageType.Warning, question, actions)
        answer = await self._server.window_show_message_request_async(asked)
        if answer is not None and answer.title == AGREED and not self._busy(verb, root):
            self._begin(verb, root, names)

    def _busy(self, verb: Verb, root: Path) -> bool:
        """Tell whether a job is in the way: the same one, or one that writes the same project."""
        there = [job.verb for job in self._jobs if job.root == root]
        return any(other is verb or not (other.only_reads or verb.only_reads) for other in there)

    def _mention_unsaved(self, verb: Verb) -> None:
        unsaved = [document.path.name for document in self._server.unsaved() if document.path]
        if unsaved:
            self._say(f"{verb.title} uses what is on disk; not saved: {', '.join(sorted(unsaved))}")

    # -- showing ---------------------------------------------------------------------------------------------------

    def _view(self, view: View, arguments: Sequence[Any]) -> None:
        subject = self._subject(view, arguments)
        if subject is not None:
            self._server.background.spawn(self.views.run(view, *subject))

    def _open_stored(self, name: str, arguments: Sequence[Any]) -> None:
        subject = self._subject(VIEWS["osteon.trace"], arguments)
        if subject is not None:
            root, (task, *_others) = subject
            self._server.background.spawn(self.views.open_stored(root, task, name))

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
            send_signal(process, signal.SIGINT)
        await asyncio.gather(self._follow_events(job, process.stdout), _keep_notes(job, process.stderr))
        return await process.wait()

    async def _follow_events(self, job: Job, lines: asyncio.StreamReader | None) -> None:
        async for line in lines_of(lines):
            event = _event(line)
            if event is None:
                text = line.decode(errors="replace").rstrip()
                log.info("%s: %s", job.verb.title, text)
                job.outcome = job.outcome if job.verb.events else text
            elif event.get("kind") == "message":
                self._log(event)
            else:
                job.follow(event)

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
        self._say(f"{job.progress.title} {text}", level)

    def _say(self, text: str, level: types.MessageType = types.MessageType.Info) -> None:
        self._server.window_show_message(types.ShowMessageParams(level, text))

    def _warn(self, text: str) -> None:
        self._say(text, types.MessageType.Warning)

    # -- cancelling and status -------------------------------------------------------------------------------------

    def _cancel_all(self) -> None:
        if not self._jobs:
            self._say("Osteon: nothing is running")
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
        self._say(f"Osteon {self._server.version} ({sys.executable}): {told}{work}")
        return {"version": self._server.version, "python": sys.executable, "projects": projects, "running": running}


async def _keep_notes(job: Job, lines: asyncio.StreamReader | None) -> None:
    async for line in lines_of(lines):
        text = line.decode(errors="replace").rstrip()
        log.info("%s: %s", job.verb.title, text)
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


def _reason(job: Job, code: int) -> str:
    """Return why a child failed by its own last words."""
    words = next((note for note in reversed(job.notes) if note.strip()), "")
    return f": {words}" if words else f" with exit code {code}"


def _next_step(job: Job, code: int) -> str:
    if job.verb.words == ("check",) and job.outcome:
        return "The diagnostics show each"
    if code == 3:
        return "A generated file was edited by hand: keep it, lift it into the spec, or discard it"
    if code == 2:
        return "Put the configuration right and run it again"
    return f"Run `osteon {' '.join(job.verb.words)}` in a terminal for the details, or read the server's log"
