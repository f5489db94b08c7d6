"""`textDocument/definition`: from a reference to what it names, from a path to the file or the task that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.definition import Target, definitions
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer


def respond(
    server: OsteonServer, params: types.DefinitionParams
) -> list[types.DefinitionLink] | list[types.Location] | None:
    """Return where the name at a position leads."""
    spot = server.spot(params.text_document.uri, params.position)
    if spot is None:
        return None
    found = definitions(spot.project.workspace, spot.path, spot.offset)
    if server.client.definition_links:
        return [_link(server, spot.project, spot.path, target) for target in found]
    return [_location(server, spot.project, target) for target in found]


def _link(server: OsteonServer, project: OpenProject, path: str, target: Target) -> types.DefinitionLink:
    lines, encoding = server.lines(project, target.path), server.client.encoding
    return types.LocationLink(
        target_uri=server.uri(project, target.path),
        target_range=to_proto.range_(target.span, lines, encoding),
        target_selection_range=to_proto.range_(target.name_span, lines, encoding),
        origin_selection_range=to_proto.range_(target.origin, server.lines(project, path), encoding),
    )


def _location(server: OsteonServer, project: OpenProject, target: Target) -> types.Location:
    lines = server.lines(project, target.path)
    range_ = to_proto.range_(target.name_span, lines, server.client.encoding)
    return types.Location(server.uri(project, target.path), range_)
