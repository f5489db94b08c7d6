"""`textDocument/diagnostic`: the findings of one document, for clients that ask instead of being told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from osteon.lsp.publishing import result_id

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.DocumentDiagnosticParams) -> Any:
    """Return a full report, or `unchanged` where the client has the same findings already."""
    source = server.document_source(params.text_document.uri)
    found = server.publisher.diagnostics(*source) if source else []
    identity = result_id(found)
    if params.previous_result_id == identity:
        return {"kind": types.DocumentDiagnosticReportKind.Unchanged.value, "resultId": identity}
    return {"kind": types.DocumentDiagnosticReportKind.Full.value, "resultId": identity, "items": found}
