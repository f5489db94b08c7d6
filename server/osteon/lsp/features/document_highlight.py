"""`textDocument/documentHighlight`: the places of one file that name the same as the cursor's, as it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.occurrences import occurrences_in_file
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
    """Return the places of the cursor's file; the one that gives the name counts as written."""
    spot = server.spot(params.text_document.uri, params.position)
    if spot is None:
        return None
    lines, encoding = server.lines(spot.project, spot.path), server.client.encoding
    kinds = (types.DocumentHighlightKind.Read, types.DocumentHighlightKind.Write)
    return [
        types.DocumentHighlight(to_proto.range_(one.span, lines, encoding), kinds[one.defines])
        for one in occurrences_in_file(spot.project.workspace, spot.path, spot.offset)
    ]
