"""`textDocument/formatting`: canonical form, as edits of the lines that are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.formatting import formatting_edits
from osteon.lsp import to_proto

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """Return the edits that format a document; none where there is nothing to do."""
    source = server.source(params.text_document.uri)
    file = source[0].workspace.files.get(source[1]) if source else None
    if source is None or file is None:
        return None
    lines = server.lines(*source)
    return [to_proto.text_edit(edit, lines, server.client.encoding) for edit in formatting_edits(file)]
