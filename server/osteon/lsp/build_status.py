"""Keeps what builds did and would do: asks `osteon status` in a child after a save, a build or an edit by hand."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from osteon.analysis.build_state import BuildState, read_build_state
from osteon.lsp.background import in_thread
from osteon.lsp.children import kill, start_child

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer

log = logging.getLogger(__name__)

WORDS = ("status", "--json", "--builds")
DELAY = 0.5
"""Seconds between the first reason to look again and the look: what is saved together is looked at once."""
ANSWERS = (0, 1, 3)
"""The exit codes of `osteon status` that come with a state."""


class BuildStatus:
    """The looks at the builds of one connection's projects: one at a time for each, and none while one is built."""

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._wanted: set[Path] = set()
        self._looking: dict[Path, asyncio.subprocess.Process | None] = {}

    def ask(self, project: OpenProject) -> None:
        """Look soon at the state of a project's builds. A build that runs asks by itself when it ends."""
        if project.loose or not project.on_disk or self._server.commands.is_writing(project.root):
            return
        self._wanted.add(project.root)
        if project.root not in self._looking:
            self._looking[project.root] = None
            self._server.background.spawn(self._look(project.root))

    def ask_about(self, path: Path) -> None:
        """Look soon at the projects that a file is a source or an output of."""
        projects = self._server.projects
        for project in projects or ():
            if project.contains(path) or project.generated(path) or project.is_configured_by(path):
                self.ask(project)

    def end_all(self) -> None:
        """Kill what runs; it only reads."""
        for process in tuple(self._looking.values()):  # may be called on the thread of the reader
            kill(process)

    async def _look(self, root: Path) -> None:
        try:
            while root in self._wanted:
                await asyncio.sleep(DELAY)
                self._wanted.discard(root)
                await self._adopt(root, await self._read(root))
        finally:
            kill(self._looking.pop(root))

    async def _read(self, root: Path) -> BuildState | None:
        """Return the state of a project's builds; None where there is no plan, or none that can be built."""
        project = self._project(root)
        if project is None or not project.project.plan.is_file():
            return None
        try:
            process = self._looking[root] = await start_child(WORDS, root)
            output, errors = await process.communicate()
            if process.returncode not in ANSWERS:
                log.info("osteon status in %s: %s", root, errors.decode(errors="replace").strip())
                return None
            return await in_thread(partial(_parse, output))
        except (OSError, ValueError) as error:
            log.warning("osteon status in %s: %s", root, error)
            return None

    async def _adopt(self, root: Path, state: BuildState | None) -> None:
        project = self._project(root)
        if project is None or state == project.build:
            return
        project.adopt_build(state)
        self._server.publisher.refresh()
        self._server.settle()

    def _project(self, root: Path) -> OpenProject | None:
        return next((one for one in self._server.projects or () if one.root == root and not one.loose), None)


def _parse(output: bytes) -> BuildState:
    return read_build_state(json.loads(output))
