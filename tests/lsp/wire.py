"""A client made of bytes: starts the real server and speaks raw JSON-RPC over its pipes."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECONDS = 30.0
"""How long to wait for a message before the test fails: long, because machines that run tests are slow."""


class Wire:
    """One server process. `seen` holds every message that it sent, in order."""

    def __init__(self, *, folder: Path | None = None, before: str = "", standard_error: int = subprocess.PIPE) -> None:
        """Start a server; `before` is Python that its process runs first."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{before}\nfrom osteon.cli.lsp import lsp; lsp()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=standard_error,
            cwd=folder,
        )
        self.seen: list[dict[str, Any]] = []
        self.stderr = b""
        self._arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._next_id = 0
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._read_messages, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()

    # -- bytes out -------------------------------------------------------------------------------------------------

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, *messages: Any) -> None:
        """Send messages in one write."""
        self.send_bytes(b"".join(frame(json.dumps(message).encode()) for message in messages))

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start_request(self, method: str, params: Any) -> int:
        self._next_id += 1
        self.send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        return self._next_id

    def request(self, method: str, params: Any = None) -> Any:
        """Return a request's result; an error reply fails the test."""
        reply = self.reply(self.start_request(method, params))
        assert "error" not in reply, reply
        return reply["result"]

    def error(self, method: str, params: Any = None) -> dict[str, Any]:
        """Return the error that a request gets."""
        return dict(self.reply(self.start_request(method, params))["error"])

    # -- messages in -----------------------------------------------------------------------------------------------

    def reply(self, request: int | str | None) -> dict[str, Any]:
        return self.wait(lambda message: "method" not in message and message.get("id") == request)

    def wait(self, wanted: Callable[[dict[str, Any]], bool], *, after: int = 0) -> dict[str, Any]:
        """Return the first message from number `after` on that is wanted, which may have come already."""
        for message in self.seen[after:]:
            if wanted(message):
                return message
        while True:
            message = self._next()
            self.seen.append(message)
            if "method" in message and "id" in message:
                self.answer(message)
            if wanted(message):
                return message

    def _next(self) -> dict[str, Any]:
        try:
            message = self._arrived.get(timeout=SECONDS)
        except queue.Empty:
            raise AssertionError(f"no such message came: {self.stderr.decode()}") from None
        assert message is not None, f"the server ended: {self.stderr.decode()}"
        return message

    def answer(self, message: dict[str, Any]) -> None:
        """Reply to a request of the server; tests override this."""
        self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})

    def diagnostics(self, uri: str, *, version: int | None = None) -> list[dict[str, Any]]:
        """Return what is published for a uri, at a version where one is given."""

        def wanted(message: dict[str, Any]) -> bool:
            params = message.get("params") or {}
            published = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
            return published and (version is None or params.get("version") == version)

        return list(self.wait(wanted)["params"]["diagnostics"])

    # -- shortcuts -------------------------------------------------------------------------------------------------

    def initialize(self, root: Path | None = None, **announced: Any) -> dict[str, Any]:
        folders = [{"uri": root.as_uri(), "name": "root"}] if root else None
        params = {"processId": os.getpid(), "capabilities": announced, "workspaceFolders": folders}
        result = self.request("initialize", params | ({"rootUri": root.as_uri()} if root else {"rootUri": None}))
        self.notify("initialized", {})
        return dict(result)

    def open(self, path: Path, text: str, *, version: int = 1) -> str:
        item = {"uri": path.as_uri(), "languageId": "osteon", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return path.as_uri()

    def edit(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        identifier = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)})

    def shut_down(self) -> int:
        """End the session as a client should; return the exit code."""
        if self.process.poll() is None:
            self.request("shutdown")
            self.notify("exit", None)
        return self.wait_for_end()

    def wait_for_end(self) -> int:
        code = self.process.wait(SECONDS)
        for thread in self._threads:
            thread.join(SECONDS)
        return code

    def kill(self) -> None:
        self.process.kill()
        self.wait_for_end()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def _read_messages(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            self._arrived.put(json.loads(self.process.stdout.read(length)))
        self._arrived.put(None)

    def _read_errors(self) -> None:
        for line in self.process.stderr or ():
            self.stderr += line


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def change(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    """Return a change of one line."""
    here = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
    return {"range": here, "text": text}
