"""`textDocument/hover`: the manual of a finding, the text behind a reference, what a tag means, what builds did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.build_hover import generated_in_words
from osteon.analysis.ide.hover import hover
from osteon.lsp import to_proto
from osteon.lsp.generated import is_edited

if TYPE_CHECKING:
    from osteon.analysis.build_state import GeneratedFile
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.HoverParams) -> types.Hover | None:
    """Return what is known about a position."""
    if (found_in := server.generated(params.text_document.uri)) is not None:
        return _provenance(server, *found_in) if params.position.line == 0 else None
    spot = server.spot(params.text_document.uri, params.position)
    found = hover(spot.project.workspace, spot.path, spot.offset, build=spot.project.build) if spot else None
    if spot is None or found is None:
        return None
    range_ = to_proto.range_(found.span, server.lines(spot.project, spot.path), server.client.encoding)
    return types.Hover(_content(server, found.markdown), range_)


def _provenance(server: OsteonServer, project: OpenProject, file: GeneratedFile) -> types.Hover | None:
    """Tell, on the first line of a generated file, where it comes from."""
    if project.build is None:
        return None
    edited = is_edited(server, project, file)
    return types.Hover(_content(server, generated_in_words(file, project.build, edited=edited)))


def _content(server: OsteonServer, markdown: str) -> types.MarkupContent:
    kind = types.MarkupKind.Markdown if server.client.hover_markdown else types.MarkupKind.PlainText
    return types.MarkupContent(kind, markdown)
