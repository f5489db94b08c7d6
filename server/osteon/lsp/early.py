"""What is told of open documents while their project, which may be large, is being loaded: what each has by itself."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from osteon.analysis.text import TextEdit
from osteon.lsp import from_proto
from osteon.lsp.background import in_thread
from osteon.lsp.text_sync import Document

if TYPE_CHECKING:
    from osteon.lsp.projects import Alone
    from osteon.lsp.server import OsteonServer


class Early:
    """Checks documents by themselves as they are typed in, until their projects are there."""

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._alone: dict[Document, Alone] = {}

    async def look_at(self, document: Document) -> None:
        """Check an open document, unless its project is so small that it is there soon; tell what was found."""
        path, text = document.path, document.text
        if path is None or path.is_relative_to(from_proto.NOWHERE) or self._server.client.pull_diagnostics:
            return
        alone = await in_thread(lambda: import_module("osteon.lsp.projects").by_itself(path, text))
        if alone is not None and self._server.is_loading and self._server.documents.get(document.uri) is document:
            alone.set_text(document.text)
            self._alone[document] = alone
            self.publish()

    def edit(self, document: Document, edits: Sequence[TextEdit]) -> None:
        """Follow edits of a document, each against the text that the one before it left."""
        if alone := self._alone.get(document):
            alone.edit(edits)

    def close(self, document: Document) -> None:
        """Forget a document."""
        self._alone.pop(document, None)

    def publish(self) -> None:
        """Tell what is found in the documents that changed."""
        for document, alone in self._alone.items():
            if alone.changed:
                alone.changed = False
                self._server.publisher.publish_alone(document, alone.findings)

    def end(self) -> None:
        """Forget all documents: their projects are there."""
        self._alone.clear()
