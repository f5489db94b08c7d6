"""An editor made of pytest-lsp's client: it keeps documents, applies edits, and waits for what the server sends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient
from pytest_lsp.client import register_lsp_features
from tests.lsp.wire import SECONDS

T = TypeVar("T")


class Editor(LanguageClient):
    """One editor with one server. `folder` holds the projects that it shows."""

    folder: Path
    versions: dict[str, int]

    async def until(self, method: str, found: Callable[[], T | None]) -> T:
        """Return what `found` finds, now or after one of the notifications that are awaited."""
        async with asyncio.timeout(SECONDS):
            while not (what := found()):
                await self.wait_for_notification(method)
        return what

    def open(self, path: str, text: str) -> str:
        """Show a file with a text that need not be the disk's; return its uri."""
        uri = (self.folder / path).as_uri()
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, "osteon", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """Make the edits of open documents, in whichever of the two forms they came."""
        made: list[tuple[str, Sequence[Any]]] = list((edit.changes or {}).items())
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version in (None, self.versions[change.text_document.uri])
            made.append((change.text_document.uri, change.edits))
        for uri, edits in made:
            self.versions[uri] += 1
            identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
            self.text_document_did_change(types.DidChangeTextDocumentParams(identifier, _from_the_end(edits)))

    async def codes(self, uri: str, wanted: Sequence[str]) -> Sequence[types.Diagnostic]:
        """Wait until a file's diagnostics have exactly these codes, and return them."""

        def found() -> Sequence[types.Diagnostic] | bool:
            published = self.diagnostics.get(uri)
            return published is not None and [one.code for one in published] == wanted and (published or True)

        await self.until(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, found)
        return self.diagnostics[uri]

    async def execute(self, command: str, uri: str) -> Any:
        """Run a command about a file; it returns when it has started."""
        return await self.workspace_execute_command_async(types.ExecuteCommandParams(command, [uri]))

    async def told(self, part: str, *, after: int = 0) -> str:
        """Return the first message to the person, from number `after` on, that contains `part`."""

        def found() -> str | None:
            return next((one.message for one in self.messages[after:] if part in one.message), None)

        return await self.until(types.WINDOW_SHOW_MESSAGE, found)

    def bar(self, title: str) -> tuple[types.ProgressToken, list[Any]] | None:
        """Return the token and the reports of the newest progress bar with a title."""
        bars = [(token, shown) for token, shown in self.progress_reports.items() if shown and shown[0].title == title]
        return bars[-1] if bars else None


def new_editor() -> Editor:
    """Return an editor that is not connected yet."""
    editor = Editor(converter_factory=default_converter)
    register_lsp_features(editor)
    editor.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
    editor.versions = {}
    return editor


def _from_the_end(edits: Iterable[Any]) -> list[types.TextDocumentContentChangeEvent]:
    """Return edits of one text as changes that can be made one after the other."""
    ordered = sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True)
    return [types.TextDocumentContentChangePartial(edit.range, edit.new_text) for edit in ordered]
