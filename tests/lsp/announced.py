"""Tells what a server may send to a client, by what the client announced in `initialize`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ALWAYS = {"window/logMessage", "window/showMessage", "textDocument/publishDiagnostics", "telemetry/event"}
NEEDED = {
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "window/showMessageRequest": "window.showMessage",
    "workspace/textDocumentContent/refresh": "workspace.textDocumentContent",
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport",
}
"""What each message of the server needs to be announced."""

DYNAMIC = {"workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles.dynamicRegistration"}


def unannounced(messages: list[dict[str, Any]], capabilities: dict[str, Any]) -> Iterator[str]:
    """Yield each thing in a server's messages that the client did not announce."""
    progress = {
        message["params"]["token"] for message in messages if message.get("method") == "window/workDoneProgress/create"
    }
    for message in messages:
        if "'kind': 'snippet'" in str(message.get("result")) and not says(
            capabilities, "workspace.workspaceEdit.snippetEditSupport"
        ):
            yield f"a snippet in an edit: {message['result']}"
        method, params = message.get("method"), message.get("params") or {}
        if method is None or method in ALWAYS:
            yield from _in_diagnostics(params, capabilities) if method else ()
        elif method == "$/progress":
            if params["token"] not in progress:
                yield f"progress with the unknown token {params['token']}"
        elif method == "client/registerCapability":
            yield from (
                f"registration of {one['method']}"
                for one in params["registrations"]
                if not says(capabilities, DYNAMIC.get(one["method"], "nothing"))
            )
        elif not says(capabilities, NEEDED.get(method, "nothing")):
            yield method


def _in_diagnostics(params: dict[str, Any], capabilities: dict[str, Any]) -> Iterator[str]:
    announced = (capabilities.get("textDocument") or {}).get("publishDiagnostics") or {}
    for diagnostic in params.get("diagnostics", ()):
        for key, needed in (
            ("relatedInformation", "relatedInformation"),
            ("codeDescription", "codeDescriptionSupport"),
            ("tags", "tagSupport"),
            ("data", "dataSupport"),
        ):
            if key in diagnostic and not announced.get(needed):
                yield f"{key} in a diagnostic"


def says(capabilities: Any, path: str) -> bool:
    """Tell whether a capability, named by its path, is announced."""
    for name in path.split("."):
        capabilities = capabilities.get(name) if isinstance(capabilities, dict) else None
    return bool(capabilities)
