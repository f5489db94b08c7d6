"""`textDocument/references`: every place that names what the name under a cursor means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.occurrences import Occurrence, occurrences
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.ReferenceParams) -> list[types.Location] | None:
    """Return the places of all files, with the definitions where the client asks for them."""
    spot = server.spot(params.text_document.uri, params.position)
    if spot is None:
        return None
    found = occurrences(spot.project.workspace, spot.path, spot.offset)
    wanted = (one for one in found if params.context.include_declaration or not one.defines)
    return [_location(server, spot.project, one) for one in wanted]


def _location(server: OsteonServer, project: OpenProject, found: Occurrence) -> types.Location:
    range_ = to_proto.range_(found.span, server.lines(project, found.path), server.client.encoding)
    return types.Location(server.uri(project, found.path), range_)
