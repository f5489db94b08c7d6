"""Sees files change outside the editor: through the client where it can watch, else by looking every second."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.lsp.background import in_thread

if TYPE_CHECKING:
    from osteon.lsp.projects import Projects
    from osteon.lsp.server import OsteonServer

log = logging.getLogger(__name__)

SECONDS = 1.0
"""The least time between two looks."""
IDLE_SHARE = 20
"""A look that takes long is followed by a pause of so many times its length."""
PATTERNS = (
    "**/*.{smd,amd,vmd,intent}",
    "**/*.{smd,amd,vmd,intent}.md",
    "**/*.toml",
    "**/osteon-baseline.json",
)

STARTED = time.time_ns()
"""When this process began, more or less: no file was loaded before."""

Stamp = tuple[int, int]
"""A file's modification time in nanoseconds and its size in bytes."""


async def begin(server: OsteonServer) -> None:
    """Watch the files of all projects, and what builds write, until the connection ends."""
    server.background.spawn(_follow_builds(server))
    if not server.client.watches_files or not await _register(server):
        await _poll(server)


async def _register(server: OsteonServer) -> bool:
    """Ask the client to watch; tell whether it agreed."""
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in PATTERNS]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    registration = types.Registration("watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        await server.client_register_capability_async(types.RegistrationParams([registration]))
    except Exception as error:  # a client may refuse what it announced
        log.info("the client does not watch files: %s", error)
        return False
    return True


async def _poll(server: OsteonServer) -> None:
    before: dict[Path, Stamp] | None = None
    while server.projects is not None:
        began = time.monotonic()
        now = await in_thread(partial(_look, server.projects))
        server.reread(_young(now) if before is None else {path for path, _stamp in before.items() ^ now.items()})
        before = now
        await asyncio.sleep(max(SECONDS, IDLE_SHARE * (time.monotonic() - began)))


async def _follow_builds(server: OsteonServer) -> None:
    """Look at the state of builds again when outputs changed, or a build elsewhere ended.

    No client watches these: their names follow from the plan.
    """
    before: dict[Path, Stamp] | None = None
    while server.projects is not None:
        began = time.monotonic()
        written = {path: project for project in server.projects for path in project.built_paths()}
        now = await in_thread(partial(_stamps, written))
        changed = {path for path, _stamp in (before or now).items() ^ now.items()}
        for project in {written[path] for path in changed & written.keys()}:
            server.builds.ask(project)
        before = now
        await asyncio.sleep(max(SECONDS, IDLE_SHARE * (time.monotonic() - began)))


def _young(stamps: Mapping[Path, Stamp]) -> set[Path]:
    """Return the files that may have changed after they were loaded, and before anybody looked."""
    return {path for path, (modified, _size) in stamps.items() if modified >= STARTED - 2_000_000_000}


def _look(projects: Projects) -> dict[Path, Stamp]:
    """Return the stamp of every file that a project is made of."""
    return _stamps(path for project in projects for path in project.paths_on_disk())


def _stamps(paths: Iterable[Path]) -> dict[Path, Stamp]:
    found: dict[Path, Stamp] = {}
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:  # gone since it was listed
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def watch_parent(process: int, ended: Callable[[], None]) -> None:
    """Call `ended`, on a thread, when a process ends; one that cannot be seen from here is not watched."""
    if not _is_alive(process):
        return

    def watch() -> None:
        while _is_alive(process):
            time.sleep(SECONDS)
        ended()

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return True  # standard input ends with the parent there, and signal 0 would kill it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
