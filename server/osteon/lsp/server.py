"""The server: agrees with the client, keeps documents and projects in step, and ends when it should."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from osteon import __version__
from osteon.analysis.text import Lines
from osteon.lsp import capabilities, from_proto, to_proto, watching
from osteon.lsp.background import Background, call_in_loop, in_thread
from osteon.lsp.build_status import BuildStatus
from osteon.lsp.capabilities import Client
from osteon.lsp.command_table import COMMANDS
from osteon.lsp.commands import Commands
from osteon.lsp.early import Early
from osteon.lsp.features import FEATURES, PULL, Feature
from osteon.lsp.lenient_enums import lenient_converter
from osteon.lsp.lifecycle import HANDLERS
from osteon.lsp.message_reader import End, Inbox, start_reading
from osteon.lsp.protocol import Phase, Protocol
from osteon.lsp.publishing import Publisher
from osteon.lsp.streams import Streams
from osteon.lsp.text_sync import Document, Documents

if TYPE_CHECKING:
    from osteon.analysis.build_state import GeneratedFile
    from osteon.lsp.projects import OpenProject, Projects

log = logging.getLogger(__name__)

T = TypeVar("T")

GRACE = 0.3
"""Seconds that a busy server gets after the end of the input before it is ended anyway."""
SWITCH = 0.001
"""Seconds that a thread which loads a project may keep a message waiting, for each step that the message takes."""
OVERDUE = 0.1
"""Seconds after an edit when findings are published even if more edits keep coming."""


class Spot(NamedTuple):
    """A place in a source file: a path of a project and a character offset."""

    project: OpenProject
    path: str
    offset: int


class OsteonServer(LanguageServer):
    """One connection's state. Everything runs on the event loop's thread, except `_end_soon`."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("osteon", __version__, protocol_cls=Protocol, converter_factory=lenient_converter)
        self.client = Client()
        self.documents = Documents()
        self.projects: Projects | None = None
        """None until the analysis is imported."""
        self.background = Background()
        self.commands = Commands(self)
        self.builds = BuildStatus(self)
        self.publisher = Publisher(self)
        self.early = Early(self)
        self.active: Path | None = None
        """The file that the client named last: what a command without arguments is about."""
        self.folders: list[Path] = []
        self._exit_code: int | None = None
        self._inbox: Inbox | None = None
        self._ready = asyncio.Event()
        self._loads = 0
        self._loading = asyncio.Lock()
        """Held while a project is looked for and loaded, so that none is loaded twice."""
        self._edited_at: float | None = None
        for name in COMMANDS:
            self.command(name)(partial(self.commands.run, name))
        for method, handler in HANDLERS.items():
            self.feature(method)(partial(handler, self))
        for feature in FEATURES:
            self._offer(feature)

    # -- the connection --------------------------------------------------------------------------------------------

    async def serve(self, streams: Streams) -> int:
        """Handle messages until the client is gone; return the exit code of the process."""
        inbox = self._inbox = Inbox(asyncio.get_running_loop())
        self.protocol.write = streams.write
        self.protocol.was_cancelled = inbox.was_cancelled
        start_reading(streams.read, inbox, at_end=self._end_soon)
        while self._exit_code is None and (message := await inbox.get()) is not End:
            self.protocol.receive(message)
            await asyncio.sleep(0)  # lets a request that became a task see the documents as they are now
            if not len(inbox) or self._is_overdue():
                self.settle()
        code = self._code()
        self.protocol.phase = Phase.ENDED
        self.rest()
        return code

    def stop(self, code: int) -> None:
        """End the connection after the present message; the process exits with `code`."""
        self._exit_code = code if self._exit_code is None else self._exit_code
        if self._inbox is not None:
            self._inbox.close()

    def rest(self) -> None:
        """Stop all work beside the messages."""
        self.commands.end_all()
        self.builds.end_all()
        self.background.cancel_all()

    def _end_soon(self) -> None:
        """End the process soon even if the event loop is busy. Called on the reader's thread."""

        def end() -> None:
            try:
                self.commands.end_all()
                self.builds.end_all()
            finally:  # whatever the busy loop is changing meanwhile
                os._exit(self._code())

        timer = threading.Timer(GRACE, end)
        timer.daemon = True
        timer.start()

    def _code(self) -> int:
        if self._exit_code is not None:
            return self._exit_code
        return 0 if self.protocol.phase is Phase.SHUT_DOWN else 1

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log an internal error; a person at an editor can do nothing about it."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    # -- the beginning ---------------------------------------------------------------------------------------------

    def prepare(self, params: types.InitializeParams) -> None:
        """Learn what the client can do and which folders it shows."""
        self.client = capabilities.read(params.capabilities)
        self.folders = _folders(params)
        if self.client.pull_diagnostics:
            self._offer(PULL)
        if params.process_id is not None:
            loop = asyncio.get_running_loop()
            watching.watch_parent(params.process_id, partial(call_in_loop, loop, self.stop, 1))

    def begin(self) -> None:
        """Load the projects, without keeping the client waiting."""
        self.background.spawn(self._while_loading(self._begin()))

    async def loaded(self) -> None:
        """Wait until the projects are there that the client showed so far."""
        await self._ready.wait()

    async def _begin(self) -> None:
        module = await in_thread(partial(import_module, "osteon.lsp.projects"))
        self.projects = module.Projects(self.documents)
        await self._load_all()
        self.background.spawn(watching.begin(self))

    async def _load_all(self) -> None:
        for folder in self.folders:
            await self._load_folder(folder)
        for document in list(self.documents):
            await self._load_for(document)

    async def _while_loading(self, work: Awaitable[None]) -> None:
        """Let requests wait for `work`, then publish what it found."""
        self._ready.clear()
        self._loads += 1
        try:
            await work
        finally:
            self._loads -= 1
            if not self._loads:
                self.early.end()
                self._ready.set()
                self.settle()
                gc.freeze()  # what was published of all files stays, too

    @property
    def is_loading(self) -> bool:
        """Whether a project is still being loaded."""
        return self._loads > 0

    async def _load_folder(self, folder: Path) -> None:
        from osteon.lsp.projects import is_worth_loading, locate

        async with self._loading:
            project = await in_thread(partial(locate, folder))
            if is_worth_loading(project):
                await self._load(project)

    async def _load_for(self, document: Document) -> None:
        """Load the project that an open document belongs to, if it is not there yet."""
        from osteon.lsp.projects import is_source, locate, loose

        if document.path is None or not is_source(document.path) or self.projects is None:
            return
        async with self._loading:
            if not (self.projects.knows(document.path) or document.path.is_relative_to(from_proto.NOWHERE)):
                await self._load(await in_thread(partial(locate, document.path)))
            if not self.projects.knows(document.path):
                self.projects.adopt(await in_thread(partial(loose, document.path)))

    async def _load(self, project: Any) -> None:
        from osteon.lsp.projects import load

        if self.projects is not None and not self.projects.has(project):
            loaded = await in_thread(partial(load, project))
            self.projects.adopt(loaded)
            self.builds.ask(loaded)

    def reload(self, project: OpenProject) -> None:
        """Load a project anew, after its configuration changed."""
        self.background.spawn(self._while_loading(self._reload(project)))

    async def _reload(self, old: OpenProject) -> None:
        from osteon.lsp.projects import load, locate

        async with self._loading:
            project = await in_thread(partial(locate, old.root))
            if self.projects is None or old not in self.projects or project == old.project:
                return
            new = await in_thread(partial(load, project))
            self.projects.drop(old)
            self.publisher.withdraw(old)
            self.projects.adopt(new)
            self.builds.ask(new)

    # -- documents -------------------------------------------------------------------------------------------------

    def open_document(self, item: types.TextDocumentItem) -> None:
        """Take over a document from the disk."""
        document = self.documents.open(item)
        self._touched(document)
        if document.path is None:
            return
        if self.projects is None or not self.projects.knows(document.path):
            self.background.spawn(self.early.look_at(document))
        if self.projects is None:
            return
        self.publisher.opened(document)
        if self.projects.knows(document.path):
            self.projects.set_text(document.path, document.text)
        else:
            self.background.spawn(self._while_loading(self._load_for(document)))

    def change_document(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Follow the edits of a document; edits of one that is not open are ignored."""
        document = self.documents.get(identifier.uri)
        if document is None:
            log.warning("%s changed but is not open", identifier.uri)
            return
        self._touched(document)
        edits = list(document.change(changes, version=identifier.version, encoding=self.client.encoding))
        self.early.edit(document, edits)
        if self.projects is not None:
            self.projects.edit(document, edits)

    def close_document(self, uri: str) -> None:
        """Give a document back to the disk, whose version counts again."""
        document = self.documents.close(uri)
        if document is None:
            return
        self.early.close(document)
        if document.path is None or self.projects is None:
            return
        self.publisher.closed(document)
        self.projects.closed(document.path)

    def save_document(self, uri: str) -> None:
        """Remember that the disk has a document's text; a saved configuration comes into force."""
        document = self.documents.get(uri)
        if document is None or document.path is None:
            return
        document.saved = True
        if self.projects is not None:
            for project in self.projects.configured_by(document.path):
                self.reload(project)
        self.builds.ask_about(document.path)

    def unsaved(self) -> list[Document]:
        """Return the open documents that were edited since they were saved."""
        return [document for document in self.documents if not document.saved]

    def reread(self, paths: Iterable[Path]) -> None:
        """Bring the projects up to date with files that changed on disk; a changed configuration comes into force."""
        if self.projects is None:
            return
        configured: set[OpenProject] = set()
        for path in paths:
            self.projects.refresh(path)
            self.builds.ask_about(path)
            configured.update(self.projects.configured_by(path))
        for project in configured:
            self.reload(project)
        self.settle()

    async def reread_project(self, root: Path) -> None:
        """Bring a project up to date with everything that is on disk now."""
        for project in [one for one in self.projects or () if one.root == root]:
            there: set[Path] = await in_thread(partial(set, project.paths_on_disk()))
            self.reread(there | {root / path for path in project.workspace.files})

    def lines(self, project: OpenProject, path: str) -> Lines:
        """Return the line table of a project's file: the editor's where it is open."""
        document = self.documents.at(project.root / path)
        return document.lines if document else project.lines(path)

    def uri(self, project: OpenProject, path: str) -> str:
        """Return the uri of a project's file, in the client's spelling where it is open."""
        document = self.documents.at(project.root / path)
        return document.uri if document else to_proto.uri(project.root / path)

    def spot(self, uri: str, position: types.Position) -> Spot | None:
        """Return what a position in a file means to the analysis; None where the file is nobody's source."""
        file = self.source(uri)
        if file is None:
            return None
        project, path = file
        return Spot(project, path, from_proto.offset(position, self.lines(project, path), self.client.encoding))

    def source(self, uri: str) -> tuple[OpenProject, str] | None:
        """Return the project that a file is a source of, and its path there."""
        document = self.documents.get(uri)
        path = document.path if document else from_proto.path(uri)
        self.active = path or self.active
        project = self.projects.owner(path) if self.projects is not None and path is not None else None
        return (project, project.project.relative(path)) if project and path else None

    def document_source(self, uri: str) -> tuple[OpenProject, str] | None:
        """Return the project of a source, configuration or generated file, and its path there."""
        path = from_proto.path(uri)
        configured = self.projects.configured_by(path) if self.projects is not None and path is not None else []
        if configured and path is not None:
            return configured[0], path.name
        generated = self.generated(uri)
        return (generated[0], generated[1].path) if generated else self.source(uri)

    def generated(self, uri: str) -> tuple[OpenProject, GeneratedFile] | None:
        """Return the project that generates a file, and what is known of it; None for every other file."""
        document = self.documents.get(uri)
        path = document.path if document else from_proto.path(uri)
        if self.projects is None or path is None:
            return None
        found = ((project, project.generated(path)) for project in self.projects)
        generated = next(((project, file) for project, file in found if file), None)
        self.active = path if generated else self.active
        return generated

    def structure(self, data: Any, kind: type[T]) -> T:
        """Return JSON-ready data as its lsprotocol type."""
        return self.protocol._converter.structure(data, kind)

    def change_folders(self, added: Iterable[types.WorkspaceFolder], removed: Iterable[types.WorkspaceFolder]) -> None:
        """Begin to look after folders, and stop looking after others."""
        gone = {from_proto.path(folder.uri) for folder in removed}
        new = [path for folder in added if (path := from_proto.path(folder.uri))]
        self.folders = [folder for folder in self.folders if folder not in gone] + new
        if self.projects is None:
            return
        for project in self.projects.without_reason(self.folders):
            self.projects.drop(project)
            self.publisher.withdraw(project)
        for folder in new:
            self.background.spawn(self._while_loading(self._load_folder(folder)))

    def _touched(self, document: Document) -> None:
        self.active = document.path or self.active
        self._edited_at = self._edited_at or time.monotonic()

    def _is_overdue(self) -> bool:
        return self._edited_at is not None and time.monotonic() - self._edited_at > OVERDUE

    def settle(self) -> None:
        """Publish what changed; called when no message waits."""
        self._edited_at = None
        if self.is_loading:
            self.early.publish()
        elif self.projects is not None:
            self.publisher.publish(self.projects)

    # -- features --------------------------------------------------------------------------------------------------

    def _offer(self, feature: Feature) -> None:
        self.feature(feature.method, feature.options)(self._responder(feature))

    def _responder(self, feature: Feature) -> Callable[[Any], Awaitable[Any]]:
        """Return a handler that waits until the projects are loaded, then calls the feature's module."""

        async def respond(params: Any) -> Any:
            await self.loaded()
            module = import_module(f"osteon.lsp.features.{feature.module}")
            return getattr(module, feature.function)(self, params)

        return respond


def _folders(params: types.InitializeParams) -> list[Path]:
    """Return the folders that the client shows, by the newest of the three ways to say so that it uses."""
    uris = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    found = [path for uri in uris if (path := from_proto.path(uri))]
    return found or ([Path(params.root_path)] if params.root_path else [])


def run(streams: Streams) -> int:
    """Serve one client until it is gone; return the exit code of the process."""

    async def serve() -> int:
        server = OsteonServer()
        if os.name != "nt":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop, 1)
        return await server.serve(streams)

    sys.setswitchinterval(SWITCH)
    logging.getLogger("pygls").setLevel(logging.ERROR)  # at lower levels it formats every message
    return asyncio.run(serve())
