"""`textDocument/foldingRange`: whole lines, which is all that many editors fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from osteon.analysis.ide.folding import folds

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    """Return what can be folded in a document."""
    source = server.source(params.text_document.uri)
    file = source[0].workspace.files.get(source[1]) if source else None
    if source is None or file is None:
        return None
    lines = server.lines(*source)
    return [
        types.FoldingRange(
            lines.position(fold.span.start).line,
            lines.position(fold.span.end).line,
            kind=types.FoldingRangeKind(fold.kind),
        )
        for fold in folds(file)
    ]
