"""Every recorded editor is answered, gets its diagnostics, and is sent nothing that it did not announce."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.announced import says, unannounced
from tests.lsp.conftest import SPEC
from tests.lsp.wire import Wire, change

CLIENTS = sorted((Path(__file__).parent / "clients").glob("*.init.json"))
ENCODINGS = {"eglot-forky": "utf-32", "eglot-trixie": "utf-32", "hx25": "utf-8", "hx26": "utf-8", "nvim012": "utf-8"}
BROKEN = SPEC.replace("@id: DISPLAY\n", "@id: DISPLAY\n@statsu: 👋\n")
UNSEEN = SPEC.replace("\n## Acceptance Criteria\n\n- A sprite is drawn.\n", "")


def recorded(file: Path, root: Path) -> dict[str, Any]:
    """Return a client's parameters with its root and process replaced by ours."""
    text = file.read_text().replace("file:///workspace", root.as_uri()).replace('"/workspace', f'"{root}')
    return dict(json.loads(text)) | {"processId": None}


@pytest.mark.parametrize("file", CLIENTS, ids=lambda file: file.name.removesuffix(".init.json"))
def test_a_session_with_a_recorded_editor(start: Callable[..., Wire], project: Path, file: Path) -> None:
    wire, params = start(), recorded(file, project)
    capabilities = params["capabilities"]
    result = wire.request("initialize", params)
    assert result["capabilities"]["positionEncoding"] == ENCODINGS.get(file.name.removesuffix(".init.json"), "utf-16")
    wire.notify("initialized", {})
    uri = wire.open(project / "specs/display.smd", BROKEN)
    found = session_diagnostics(wire, uri, capabilities)
    assert [(one["code"], one["range"]["start"]["line"]) for one in found] == [("unknown-tag", 3)]
    fix = resolved_fix(wire, uri, found, "Change to status")
    assert "changes" in fix["edit"] or says(capabilities, "workspace.workspaceEdit.documentChanges")
    for method in ("hover", "definition", "completion"):
        wire.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": found[0]["range"]["start"]})
    symbols = wire.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    hierarchical = says(capabilities, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport")
    assert ("selectionRange" in symbols[0]) == hierarchical
    wire.edit(uri, 2, change(3, 0, len("@statsu: 👋".encode()) + 9, "@origin: explicit"))
    assert session_diagnostics(wire, uri, capabilities, version=2) == []
    wire.edit(uri, 3, {"text": UNSEEN})
    found = session_diagnostics(wire, uri, capabilities, version=3)
    fix = resolved_fix(wire, uri, found, "Add ## Acceptance Criteria")
    assert ("snippet" in str(fix["edit"])) == says(capabilities, "workspace.workspaceEdit.snippetEditSupport")
    wire.request("workspace/executeCommand", {"command": "osteon.status"})
    assert wire.shut_down() == 0
    assert list(unannounced(wire.seen, capabilities)) == []
    assert b"Traceback" not in wire.stderr


def resolved_fix(wire: Wire, uri: str, found: list[Any], title: str) -> dict[str, Any]:
    """Return the fix of the first finding that has a title, with its edit."""
    params = {"textDocument": {"uri": uri}, "range": found[0]["range"], "context": {"diagnostics": found}}
    actions = wire.request("textDocument/codeAction", params)
    fix = next(action for action in actions if action["title"] == title)
    return dict(fix) if "edit" in fix else dict(wire.request("codeAction/resolve", fix))


def session_diagnostics(wire: Wire, uri: str, capabilities: dict[str, Any], *, version: int = 1) -> list[Any]:
    """Return a document's diagnostics in the way that the client gets them."""
    if says(capabilities, "textDocument.diagnostic") and says(capabilities, "workspace.diagnostics.refreshSupport"):
        return list(wire.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"])
    return wire.diagnostics(uri, version=version)
