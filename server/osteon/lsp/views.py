"""Read-only documents and stored files, shown in the way that the client announced."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lsprotocol import types

from osteon.lsp import to_proto
from osteon.lsp.children import kill, start_child

if TYPE_CHECKING:
    import asyncio

    from osteon.lsp.command_table import View
    from osteon.lsp.server import OsteonServer

log = logging.getLogger(__name__)

SCHEME = "osteon"
"""The scheme of documents that the server holds for clients that ask for their text."""
GONE = "This view is gone; run the command again.\n"
COMPLAINTS = (2, 130)
"""The exit codes of a child that has nothing to show."""


class Views:
    """What one connection's commands showed."""

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._texts: dict[str, str] = {}
        self._folder: Path | None = None
        self._running: set[asyncio.subprocess.Process] = set()

    def content(self, uri: str) -> str:
        """Return the text behind a uri that was shown."""
        return self._texts.get(uri, GONE)

    def end_all(self) -> None:
        """Kill the children, which only read, and take the files away."""
        for process in self._running:
            kill(process)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def run(self, view: View, root: Path, names: Sequence[str]) -> None:
        """Show what a child says: one line as a message, more as a document."""
        text = await self._output([*view.words, *names], root, view.title)
        if text is None:
            return
        if len(text.splitlines()) <= 1:
            self._say(f"{view.title}: {text.strip()}")
        else:
            name = " ".join([view.title.partition(": ")[2], *names])
            await self.show(re.sub(r"[^\w. -]+", "-", name) + view.suffix, text)

    async def open_stored(self, root: Path, task: str, name: str) -> None:
        """Open a file of a task's last attempt, as far as the state of builds knows it."""
        builds = [one.build for one in self._server.projects or () if one.root == root and one.build]
        known = next((build.tasks[task] for build in builds if task in build.tasks), None)
        found = [root / path for path in (known.files if known else ()) if Path(path).name == name]
        if not found:
            self._say(f"Osteon: task {task} has no {name} in the store: no model was asked for it yet")
        elif not await self._show_uri(to_proto.uri(found[0])):
            self._say(f"Osteon: {found[0]}")

    async def _output(self, words: Sequence[str], root: Path, title: str) -> str | None:
        """Return what a child prints; None where it fails, which the person is told."""
        try:
            process = await start_child(words, root, awaited=True)
        except OSError as error:
            self._say(f"{title} could not start: {error}", types.MessageType.Error)
            return None
        self._running.add(process)
        try:
            output, errors = await process.communicate()
        finally:
            kill(process)
            self._running.discard(process)
        if output.strip() and process.returncode not in COMPLAINTS:
            return output.decode(errors="replace")
        why = errors.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        self._say(f"{title} failed: {why[-1]}", types.MessageType.Error)
        return None

    async def show(self, name: str, text: str) -> None:
        """Show a text as a read-only document: from the server, from a file, or where neither can be, in the log."""
        uri = self._held(name, text) if self._server.client.content_requests else self._written(name, text)
        if uri is None or not await self._show_uri(uri):
            self._server.window_log_message(types.LogMessageParams(types.MessageType.Info, f"{name}\n\n{text}"))
            self._say(f"Osteon: {name} is in the log of the language server")

    def _held(self, name: str, text: str) -> str:
        uri = f"{SCHEME}:///{quote(name)}"
        known = uri in self._texts
        self._texts[uri] = text
        if known:  # the client may still show what was there before
            params = types.TextDocumentContentRefreshParams(uri)
            self._server.protocol.send_request(types.WORKSPACE_TEXT_DOCUMENT_CONTENT_REFRESH, params)
        return uri

    def _written(self, name: str, text: str) -> str | None:
        """Write a text to a file that nobody is meant to edit, and return its uri."""
        if not self._server.client.show_document:
            return None
        try:
            self._folder = self._folder or Path(tempfile.mkdtemp(prefix="osteon-"))
            path = self._folder / name
            path.unlink(missing_ok=True)
            path.write_text(text, encoding="utf-8", errors="surrogateescape")
            path.chmod(0o444)
        except OSError as error:
            log.warning("%s cannot be written: %s", name, error)
            return None
        return to_proto.uri(path)

    async def _show_uri(self, uri: str) -> bool:
        """Ask the client to show a document; tell whether it does."""
        if not self._server.client.show_document:
            return False
        try:
            answer: Any = await self._server.window_show_document_async(
                types.ShowDocumentParams(uri, external=False, take_focus=True)
            )
        except Exception as error:  # a client may refuse what it announced
            log.info("the client does not show %s: %s", uri, error)
            return False
        return bool(answer and answer.success)

    def _say(self, text: str, level: types.MessageType = types.MessageType.Info) -> None:
        self._server.window_show_message(types.ShowMessageParams(level, text))
