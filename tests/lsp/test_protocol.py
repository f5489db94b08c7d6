"""The protocol's rules of conduct, tried with raw bytes: every request gets one reply, and the end is clean."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.wire import SECONDS, Wire, change, frame

Start = Callable[..., Wire]

INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, PARSE_ERROR = -32600, -32601, -32602, -32700
NOT_INITIALIZED, CANCELLED = -32002, -32800

SLOW_HOVER = """
import time
from osteon.lsp.features import hover
def respond(server, params):
    time.sleep(0.2)
    import sys; print('hover ran', file=sys.stderr, flush=True)
hover.respond = respond
"""
ASLEEP = SLOW_HOVER.replace("0.2", "60")


def at(path: Path, line: int = 0, character: int = 0) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}


# -- when what may come ------------------------------------------------------------------------------------------------


def test_a_request_before_initialize_is_refused(wire: Wire, project: Path) -> None:
    assert wire.error("textDocument/hover", at(project))["code"] == NOT_INITIALIZED
    assert "capabilities" in wire.initialize(project)


def test_a_notification_before_initialize_is_dropped(wire: Wire, project: Path) -> None:
    wire.open(project / "specs/new.smd", "# New\n")
    wire.initialize(project)
    assert wire.request("textDocument/documentSymbol", {"textDocument": {"uri": "file:///new.smd"}}) is None


def test_a_second_initialize_is_refused(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    assert wire.error("initialize", {"processId": None, "capabilities": {}, "rootUri": None})["code"] == INVALID_REQUEST


def test_a_request_after_shutdown_is_refused(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    assert wire.request("shutdown") is None
    assert wire.error("textDocument/hover", at(project))["code"] == INVALID_REQUEST
    wire.notify("exit", None)
    assert wire.wait_for_end() == 0


def test_shutdown_is_answered_with_a_null_result(wire: Wire) -> None:
    wire.initialize()
    assert wire.reply(wire.start_request("shutdown", None)) == {"jsonrpc": "2.0", "id": 2, "result": None}


def test_exit_without_shutdown_is_an_error(wire: Wire) -> None:
    wire.initialize()
    wire.notify("exit", None)
    assert wire.wait_for_end() == 1


def test_exit_before_initialize_ends_the_server(wire: Wire) -> None:
    wire.notify("exit", None)
    assert wire.wait_for_end() == 1


def test_the_end_of_the_input_ends_the_server(wire: Wire) -> None:
    wire.initialize()
    assert wire.process.stdin
    wire.process.stdin.close()
    assert wire.wait_for_end() == 1


def test_shutdown_then_the_end_of_the_input_is_a_clean_end(wire: Wire) -> None:
    wire.initialize()
    wire.request("shutdown")
    assert wire.process.stdin
    wire.process.stdin.close()
    assert wire.wait_for_end() == 0


# -- what is malformed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        {"textDocument": {"uri": "file:///a.smd"}},
        {"textDocument": {"uri": "file:///a.smd"}, "position": {"line": -1, "character": 0}},
        {"textDocument": {"uri": 7}, "position": []},
        [1, 2],
        "nonsense",
        None,
    ],
)
def test_undecodable_parameters_get_an_error_reply(running: Wire, params: Any) -> None:
    error = running.error("textDocument/hover", params)
    assert error["code"] == INVALID_PARAMS
    assert "textDocument/hover" in error["message"]


def test_an_unknown_method_gets_an_error_reply(running: Wire) -> None:
    assert running.error("osteon/nonsense", {})["code"] == METHOD_NOT_FOUND


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"", b"[" * 100_000])
def test_what_is_not_json_gets_a_parse_error(running: Wire, body: bytes) -> None:
    seen = len(running.seen)
    running.send_bytes(frame(body))
    running.wait(lambda found: found.get("error", {}).get("code") == PARSE_ERROR, after=seen)


@pytest.mark.parametrize("message", [1, "x", None, [], {"id": 1}, {"jsonrpc": "1.0", "method": "shutdown"}])
def test_what_is_no_message_gets_an_invalid_request(running: Wire, message: Any) -> None:
    seen = len(running.seen)
    running.send(message)
    running.wait(lambda found: found.get("error", {}).get("code") == INVALID_REQUEST, after=seen)


def test_a_request_with_an_unusable_id_is_refused(running: Wire) -> None:
    seen = len(running.seen)
    running.send({"jsonrpc": "2.0", "id": [1], "method": "shutdown"})
    running.wait(lambda found: found.get("error", {}).get("code") == INVALID_REQUEST, after=seen)


@pytest.mark.parametrize("method", ["initialized", "textDocument/didSave", "$/cancelRequest"])
def test_a_notification_that_asks_for_a_reply_gets_an_error(running: Wire, method: str) -> None:
    params = {"id": 0, "textDocument": {"uri": "file:///a.smd"}}
    assert running.error(method, params)["code"] == INVALID_REQUEST


def test_a_header_without_a_length_is_passed_over(wire: Wire) -> None:
    wire.send_bytes(b"Content-Type: nothing\r\n\r\n")
    assert wire.reply(None)["error"]["code"] == PARSE_ERROR
    assert "capabilities" in wire.initialize()


def test_headers_may_be_spelled_and_ordered_freely(wire: Wire) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "a", "method": "nonsense"}).encode()
    wire.send_bytes(b"Content-Type: x; charset=utf-8\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
    assert wire.reply("a")["error"]["code"] == NOT_INITIALIZED


def test_a_message_may_come_byte_by_byte(wire: Wire) -> None:
    for byte in frame(b'{"jsonrpc":"2.0","id":"a","method":"nonsense"}'):
        wire.send_bytes(bytes([byte]))
    assert wire.reply("a")["error"]["code"] == NOT_INITIALIZED


def test_values_of_a_newer_client_are_let_through(wire: Wire, project: Path) -> None:
    announced = {
        "workspace": {
            "symbol": {"symbolKind": {"valueSet": [1, 99]}},
            "workspaceEdit": {"resourceOperations": ["create", "teleport"], "failureHandling": "hope"},
        },
        "textDocument": {
            "publishDiagnostics": {"tagSupport": {"valueSet": [1, 7]}},
            "semanticTokens": {"requests": {}, "tokenTypes": [], "tokenModifiers": [], "formats": ["absolute"]},
            "completion": {"completionItem": {"insertTextModeSupport": {"valueSet": [9]}}},
        },
        "general": {"positionEncodings": ["utf-64", "utf-8"]},
    }
    params = {"processId": None, "rootUri": None, "trace": "compact", "capabilities": announced}
    assert wire.request("initialize", params)["capabilities"]["positionEncoding"] == "utf-8"


def test_a_reply_that_nobody_waits_for_is_ignored(running: Wire) -> None:
    running.send({"jsonrpc": "2.0", "id": "never asked", "result": {}}, {"jsonrpc": "2.0", "id": [], "result": 1})
    assert running.error("osteon/nonsense")["code"] == METHOD_NOT_FOUND


# -- cancelling --------------------------------------------------------------------------------------------------------


def test_a_cancelled_request_never_runs(start: Start, project: Path) -> None:
    wire = start(before=SLOW_HOVER)
    wire.initialize(project)
    spec = project / "specs/display.smd"
    requests = [{"jsonrpc": "2.0", "id": f"h{n}", "method": "textDocument/hover", "params": at(spec)} for n in range(9)]
    cancels = [{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": f"h{n}"}} for n in range(1, 9)]
    wire.send(*requests, *cancels)
    codes = [wire.reply(f"h{n}").get("error", {}).get("code") for n in range(9)]
    assert codes == [None] + [CANCELLED] * 8
    wire.shut_down()
    assert wire.stderr.count(b"hover ran") == 1


def test_cancelling_what_was_answered_or_never_asked_is_harmless(running: Wire) -> None:
    for request in (1, 99, "x", None, [3]):
        running.notify("$/cancelRequest", {"id": request})
    assert running.error("osteon/nonsense")["code"] == METHOD_NOT_FOUND


# -- errors stay out of sight ------------------------------------------------------------------------------------------


def test_an_internal_error_is_a_reply_without_a_traceback_and_no_popup(start: Start, project: Path) -> None:
    wire = start(before="from osteon.lsp.features import hover\ndef respond(*_): 1 / 0\nhover.respond = respond")
    wire.initialize(project)
    error = wire.error("textDocument/hover", at(project / "specs/display.smd"))
    assert "data" not in error
    wire.shut_down()
    assert not [message for message in wire.seen if message.get("method") == "window/showMessage"]
    assert b"ZeroDivisionError" in wire.stderr


def test_what_a_library_prints_does_not_reach_the_client(start: Start) -> None:
    before = "from osteon.lsp import lifecycle\nold = lifecycle._initialized\n"
    before += "lifecycle.HANDLERS = {**lifecycle.HANDLERS, 'initialized': lambda *a: (print('noise'), old(*a))}"
    wire = start(before=before)
    wire.initialize()
    assert wire.shut_down() == 0
    assert b"noise" in wire.stderr


def test_edits_of_a_document_that_is_not_open_are_ignored(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    wire.edit("file:///never/opened.smd", 2, change(0, 0, 0, "x"))
    wire.notify("textDocument/didClose", {"textDocument": {"uri": "file:///never/opened.smd"}})
    assert wire.shut_down() == 0
    assert b"Traceback" not in wire.stderr


def test_nothing_is_written_after_exit(start: Start, project: Path) -> None:
    wire = start(before=SLOW_HOVER)
    wire.initialize(project)
    wire.start_request("textDocument/hover", at(project / "specs/display.smd"))
    wire.send({"jsonrpc": "2.0", "id": "s", "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"})
    wire.wait_for_end()
    assert b"Traceback" not in wire.stderr


# -- the end -----------------------------------------------------------------------------------------------------------


def test_a_busy_server_ends_when_its_input_does(start: Start, project: Path) -> None:
    wire = start(before=ASLEEP)
    wire.initialize(project)
    wire.start_request("textDocument/hover", at(project / "specs/display.smd"))
    assert wire.process.stdin
    wire.process.stdin.close()
    assert wire.wait_for_end() == 1


def test_a_busy_server_obeys_exit(start: Start, project: Path) -> None:
    wire = start(before=ASLEEP)
    wire.initialize(project)
    wire.start_request("textDocument/hover", at(project / "specs/display.smd"))
    wire.notify("exit", None)
    assert wire.wait_for_end() == 1


def test_the_server_ends_with_the_process_that_it_serves(wire: Wire) -> None:
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    params = {"processId": editor.pid, "rootUri": None, "capabilities": {}}
    wire.request("initialize", params)
    editor.communicate(b"\n", timeout=SECONDS)
    assert wire.wait_for_end() == 1


def test_a_process_id_from_another_machine_or_container_is_not_watched(wire: Wire) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(SECONDS)
    wire.request("initialize", {"processId": gone.pid, "rootUri": None, "capabilities": {}})
    assert wire.shut_down() == 0


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_terminated_server_ends_cleanly(wire: Wire) -> None:
    wire.initialize()
    wire.process.send_signal(signal.SIGTERM)
    assert wire.wait_for_end() == 1
    assert b"Traceback" not in wire.stderr


def test_a_client_that_is_killed_takes_the_server_with_it(project: Path) -> None:
    client = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from tests.lsp.wire import Wire
wire = Wire(standard_error=2)
wire.initialize(Path({str(project)!r}))
os.kill(os.getpid(), 9)
"""
    inherited, write_end = os.pipe()
    with os.fdopen(inherited) as errors:
        killed = subprocess.run([sys.executable, "-c", client], stderr=write_end, timeout=SECONDS)
        os.close(write_end)
        assert killed.returncode == -9
        assert "Traceback" not in errors.read()  # which ends when the last process that could write to it does


# -- what is never imported --------------------------------------------------------------------------------------------

TELL_MODULES = """
import os, sys
end = os._exit
os._exit = lambda code: (print(*sys.modules, sep="\\n", file=sys.stderr, flush=True), end(code))
"""


def test_the_server_imports_neither_models_nor_the_engine(start: Start, project: Path) -> None:
    wire = start(before=TELL_MODULES)
    wire.initialize(project)
    uri = wire.open(project / "specs/display.smd", "# A\n")
    wire.diagnostics(uri, version=1)
    for method in ("hover", "definition", "completion"):
        wire.request(f"textDocument/{method}", at(project / "specs/display.smd"))
    assert wire.shut_down() == 0
    loaded = set(wire.stderr.decode().split())
    assert "osteon.analysis.workspace" in loaded
    assert not {name for name in loaded if name.startswith(("litellm", "osteon.engine", "osteon.models"))}


def test_initialize_is_answered_before_the_analysis_is_imported(start: Start) -> None:
    wire = start(before=TELL_MODULES)
    wire.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    assert wire.shut_down() == 0
    assert not {"lark", "tomlkit", "osteon.analysis.workspace"} & set(wire.stderr.decode().split())
