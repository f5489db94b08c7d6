"""`textDocument/diagnostic`: the findings of one document, for clients that ask instead of being told."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from osteon.lsp.protocol import Written

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def respond(server: OsteonServer, params: types.DocumentDiagnosticParams) -> Any:
    """Return a full report, or `unchanged` where the client has the same findings already."""
    source = server.document_source(params.text_document.uri)
    items = ",".join(server.publisher.texts.of(*source)) if source else ""
    identity = hashlib.blake2b(items.encode(), digest_size=12).hexdigest()
    if params.previous_result_id == identity:
        return {"kind": types.DocumentDiagnosticReportKind.Unchanged.value, "resultId": identity}
    return Written(f'{{"kind":"full","resultId":"{identity}","items":[{items}]}}')
