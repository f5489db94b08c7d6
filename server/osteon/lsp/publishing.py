"""Publishes findings as diagnostics: what changed, once, in the client's words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from osteon.analysis.findings import Finding, Place
from osteon.lsp import to_proto
from osteon.lsp.text_sync import Document

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject, Projects
    from osteon.lsp.server import OsteonServer

Diagnostics = list[dict[str, Any]]


class Publisher:
    """Knows what the client was told last about each file, and tells it what is new.

    A client that pulls asks for the files it has open; all other files, and all files of other clients, are pushed.
    """

    def __init__(self, server: OsteonServer) -> None:
        self._server = server
        self._pushed: dict[str, Diagnostics] = {}
        """What was pushed last, by uri; files without diagnostics are absent."""

    def publish(self, projects: Projects) -> None:
        """Tell the client about every file whose findings changed."""
        stale = False
        for project in projects:
            changed, project.changed = project.changed, set()
            for path in sorted(changed):
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
        self._push(document.uri if document else to_proto.uri(absolute), document, self.diagnostics(project, path))
        return False

    def _push(self, uri: str, document: Document | None, new: Diagnostics) -> None:
        if document is None and self._pushed.get(uri, []) == new:
            return
        params: dict[str, Any] = {"uri": uri, "diagnostics": new}
        if document is not None:
            params["version"] = document.version
        self._server.protocol.notify_plain(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
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
        self._clear(map(to_proto.uri, known))
        paths = map(self._server.documents.at, known)
        self._clear({document.uri for document in paths if document})

    def _clear(self, uris: Iterable[str]) -> None:
        for uri in sorted(uris):
            if self._pushed.pop(uri, None):
                params = {"uri": uri, "diagnostics": []}
                self._server.protocol.notify_plain(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def diagnostics(self, project: OpenProject, path: str) -> Diagnostics:
        """Return all findings of a file as diagnostics."""
        from osteon.lsp import generated  # with all rules, which the first message need not wait for

        findings = project.findings(path) or generated.findings(self._server, project, path)
        return self.converted(project, path, findings) if findings else []

    def converted(self, project: OpenProject, path: str, findings: Iterable[Finding]) -> Diagnostics:
        """Return some findings of a file as diagnostics."""

        def locate(place: Place) -> dict[str, Any] | None:
            if place.path not in project.workspace.files:
                return None
            lines = self._server.lines(project, place.path)
            range_ = to_proto.plain_range(place.span, lines, self._server.client.encoding)
            return {"uri": self._server.uri(project, place.path), "range": range_}

        lines = self._server.lines(project, path)
        return to_proto.diagnostics(findings, lines, self._server.client, locate)


def result_id(diagnostics: Diagnostics) -> str:
    """Return the identity of diagnostics: equal content, equal id."""
    content = json.dumps(diagnostics, sort_keys=True).encode()
    return hashlib.blake2b(content, digest_size=12).hexdigest()
