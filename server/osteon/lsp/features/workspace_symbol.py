"""`workspace/symbol`: what all projects hold, found by a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.workspace_symbols import Found, find_symbols
from osteon.lsp import to_proto
from osteon.lsp.features.document_symbol import KINDS

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
    """Return the symbols of every project that match a query, the closest of each first."""
    return [
        _symbol(server, project, found)
        for project in server.projects or ()
        for found in find_symbols(project.workspace, params.query)
    ]


def _symbol(server: OsteonServer, project: OpenProject, found: Found) -> types.SymbolInformation:
    lines = server.lines(project, found.path)
    range_ = to_proto.range_(found.symbol.name_span, lines, server.client.encoding)
    location = types.Location(server.uri(project, found.path), range_)
    kind = KINDS[found.symbol.kind]
    return types.SymbolInformation(location, found.symbol.name, kind, container_name=found.container or None)
