"""Publishes findings as diagnostics: what changed, once, in the client's words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from osteon.lsp import to_proto
from osteon.lsp.text_sync import Document

if TYPE_CHECKING:
    from osteon.analysis.findings import Finding, Place
    from osteon.lsp.diagnostic_texts import DiagnosticTexts
    from osteon.lsp.projects import OpenProject, Projects
    from osteon.lsp.server import OsteonServer


class Publisher:
    """Knows what the client was told last about each file, and tells it what is new.

    A client that pulls asks for the files it has open; all other files, and all files of other clients, are pushed.
    """

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._pushed: dict[str, list[str]] = {}
        """What was pushed last, by uri; files without diagnostics are absent."""

    @cached_property
    def texts(self) -> DiagnosticTexts:
        """What writes diagnostics; made when the first project is there, since it brings the whole analysis along."""
        from osteon.lsp.diagnostic_texts import DiagnosticTexts

        return DiagnosticTexts(self._server)

    def publish(self, projects: Projects) -> None:
        """Tell the client about every file whose findings changed."""
        stale = False
        for project in projects:
            changed, project.changed = project.changed, set()
            for path in sorted(changed, key=lambda path: (project.root / path != self._server.active, path)):
                stale |= self._publish_file(project, path)
        if stale:
            self.refresh()

    def refresh(self) -> None:
        """Tell a client that asks for diagnostics to ask again."""
        if self._server.client.pull_diagnostics:
            self._server.protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH, None)

    def _publish_file(self, project: OpenProject, path: str) -> bool:
        """Push one file's findings; return whether instead the client must be told to ask for them."""
        absolute = project.root / path
        document = self._server.documents.at(absolute)
        if document and self._server.client.pull_diagnostics:
            return absolute != self._server.active  # it asks for what it has just edited by itself
        self._push(document.uri if document else to_proto.uri(absolute), document, self.texts.of(project, path))
        return False

    def publish_alone(self, document: Document, findings: Iterable[Finding]) -> None:
        """Push what is found in a document whose project is not there yet."""
        encoding = self._server.client.encoding

        def locate(place: Place) -> dict[str, Any]:
            return {"uri": document.uri, "range": to_proto.plain_range(place.span, document.lines, encoding)}

        plain = to_proto.diagnostics(findings, document.lines, self._server.client, locate)
        self._push(document.uri, document, [json.dumps(one, separators=(",", ":")) for one in plain])

    def _push(self, uri: str, document: Document | None, new: list[str]) -> None:
        if document is None and self._pushed.get(uri, []) == new:
            return
        version = f'"version":{document.version},' if document is not None else ""
        params = f'{{"uri":{json.dumps(uri)},{version}"diagnostics":[{",".join(new)}]}}'
        self._server.protocol.notify_written(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
        if new:
            self._pushed[uri] = new
        else:
            self._pushed.pop(uri, None)

    def opened(self, document: Document) -> None:
        """Withdraw what was pushed under another spelling of the uri, and what the client will now ask for."""
        known = {document.uri, to_proto.uri(document.path)} if document.path else {document.uri}
        self._clear(known if self._server.client.pull_diagnostics else known - {document.uri})

    def closed(self, document: Document) -> None:
        """Forget the editor's spelling of the uri; what the disk's version has will be published."""
        if document.path and document.uri != to_proto.uri(document.path):
            self._clear({document.uri})

    def withdraw(self, project: OpenProject) -> None:
        """Take back everything that was said about a project's files."""
        written = project.build.files if project.build else ()
        known = [project.root / path for path in (*project.workspace.files, *project.settings, *written)]
        self.texts.forget(project)
        self._clear(map(to_proto.uri, known))
        paths = map(self._server.documents.at, known)
        self._clear({document.uri for document in paths if document})

    def _clear(self, uris: Iterable[str]) -> None:
        for uri in sorted(uris):
            if self._pushed.pop(uri, None):
                params = f'{{"uri":{json.dumps(uri)},"diagnostics":[]}}'
                self._server.protocol.notify_written(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
