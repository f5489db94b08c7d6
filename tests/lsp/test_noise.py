"""Noise of every kind: the server answers each request once, follows the documents, and ends when it should."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lsp.conftest import SPEC
from tests.lsp.wire import Wire, frame

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
METHODS = (
    *("textDocument/hover", "textDocument/completion", "textDocument/definition", "textDocument/codeAction"),
    *("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/documentSymbol"),
    *("codeAction/resolve", "workspace/executeCommand", "workspace/didChangeWatchedFiles", "$/cancelRequest"),
    *("workspace/didChangeWorkspaceFolders", "window/workDoneProgress/cancel", "$/setTrace", "initialize", "?"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(METHODS), JSON, st.booleans())
def test_any_parameters_get_a_reply_and_leave_the_server_well(
    running: Wire, method: str, params: Any, asks: bool
) -> None:
    if asks:
        running.reply(running.start_request(method, params))
    else:
        running.notify(method, params)
    assert running.error("osteon/nonsense")["code"] == -32601


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_framed_bytes_leave_the_server_well(running: Wire, body: bytes) -> None:
    running.send_bytes(frame(body))
    assert running.error("osteon/nonsense")["code"] == -32601


@pytest.mark.parametrize("seed", range(3))
def test_requests_cancelled_at_random_are_each_answered_once(wire: Wire, project: Path, seed: int) -> None:
    choose = random.Random(seed)
    wire.initialize(project)
    uri = wire.open(project / "specs/display.smd", SPEC)
    asked: list[int] = []
    for version in range(2, 100):
        position = {"line": choose.randrange(20), "character": choose.randrange(20)}
        document = {"textDocument": {"uri": uri}, "position": position}
        asked.append(
            wire.start_request(f"textDocument/{choose.choice(['hover', 'completion', 'definition'])}", document)
        )
        if choose.random() < 0.5:
            wire.notify("$/cancelRequest", {"id": choose.choice(asked)})
        if choose.random() < 0.5:
            wire.edit(uri, version, {"range": {"start": position, "end": position}, "text": choose.choice("ab\n@#")})
    for request in asked:
        reply = wire.reply(request)
        assert reply.get("error", {}).get("code", -32800) == -32800
    assert wire.shut_down() == 0
    answered = [one["id"] for one in wire.seen if "method" not in one]
    assert sorted(answered) == sorted(set(answered))
    assert b"Traceback" not in wire.stderr


def test_text_after_random_edits_is_what_the_client_has(wire: Wire, project: Path) -> None:
    """Two ways to the same text, edits one by one and all at once, end in the same diagnostics."""
    choose = random.Random(4)
    wire.initialize(project, general={"positionEncodings": ["utf-32"]})
    uri = wire.open(project / "specs/display.smd", SPEC)
    text = SPEC
    for version in range(2, 60):
        start = choose.randrange(len(text))
        end = min(len(text), start + choose.randrange(4))
        insert = choose.choice(["", "👋", "\n", "## X\n", "@id: A\n", "```\n", "### "])
        wire.edit(uri, version, {"range": {"start": place(text, start), "end": place(text, end)}, "text": insert})
        text = text[:start] + insert + text[end:]
    followed = wire.diagnostics(uri, version=59)
    wire.edit(uri, 60, {"text": ""})
    wire.edit(uri, 61, {"text": text})
    assert wire.diagnostics(uri, version=61) == followed


def place(text: str, offset: int) -> dict[str, int]:
    before = text[:offset].split("\n")
    return {"line": len(before) - 1, "character": len(before[-1])}
