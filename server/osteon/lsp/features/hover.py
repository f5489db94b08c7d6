"""`textDocument/hover`: the manual of a finding, the text behind a reference, what a tag means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.hover import hover
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.HoverParams) -> types.Hover | None:
    """Return what is known about a position."""
    spot = server.spot(params.text_document.uri, params.position)
    found = hover(spot.project.workspace, spot.path, spot.offset) if spot else None
    if spot is None or found is None:
        return None
    kind = types.MarkupKind.Markdown if server.client.hover_markdown else types.MarkupKind.PlainText
    range_ = to_proto.range_(found.span, server.lines(spot.project, spot.path), server.client.encoding)
    return types.Hover(types.MarkupContent(kind, found.markdown), range_)
