"""`osteon lsp --tcp` serves one client on a port of this machine."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys

from tests.lsp.wire import SECONDS, frame


def test_a_client_on_a_port_is_served_until_it_leaves() -> None:
    command = [sys.executable, "-m", "osteon", "lsp", "--tcp", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        match = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", server.stderr.readline())
        assert match
        with socket.create_connection(("127.0.0.1", int(match[1])), timeout=SECONDS) as client:
            params = {"processId": None, "rootUri": None, "capabilities": {}}
            request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
            client.sendall(frame(json.dumps(request).encode()))
            with client.makefile("rb") as incoming:
                length = int(incoming.readline().split(b":")[1])
                incoming.readline()
                assert json.loads(incoming.read(length))["result"]["serverInfo"]["name"] == "osteon"
        assert server.wait(SECONDS) == 1


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "osteon", "lsp", "--tcp", port]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert ended.returncode == 1
    assert port in ended.stderr
    assert "Traceback" not in ended.stderr
