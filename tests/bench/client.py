"""A language client made of bytes and one clock: it adds microseconds, not milliseconds, to what it times."""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]
PATIENCE = 60.0
"""Seconds without a wanted message before a server counts as silent."""
LOADING = 900.0
"""Seconds that a server may take to read a workspace."""
FULL_SYNC = 1


class Silent(Exception):
    """A server ended, or did not say what was waited for."""


class Client:
    """One server process. Every message is stamped when its last byte has arrived, before it is decoded."""

    def __init__(self, command: Sequence[str], root: Path | None = None) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, bufsize=0
        )
        self.sync = FULL_SYNC
        self.capabilities: Mapping[str, Any] = {}
        self._buffer = b""
        self._last_id = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    # -- out -------------------------------------------------------------------------------------------------------

    def write(self, data: bytes) -> float:
        """Write all bytes; return the time just before."""
        assert self.process.stdin
        start = time.perf_counter()
        view = memoryview(data)
        while view:
            view = view[self.process.stdin.write(view) or 0 :]
        return start

    def notify(self, method: str, params: Any) -> float:
        return self.write(framed({"jsonrpc": "2.0", "method": method, "params": params}))

    def start_request(self, method: str, params: Any) -> bytes:
        """Return the bytes of a request whose id is `last_id`."""
        self._last_id += 1
        return framed({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})

    # -- in --------------------------------------------------------------------------------------------------------

    def wait(self, wanted: Callable[[Message], bool], patience: float = PATIENCE) -> tuple[Message, float]:
        """Return the next message that is wanted and when it arrived; requests of the server are answered."""
        until = time.perf_counter() + patience
        while time.perf_counter() < until:
            body = self._read(until)
            arrived = time.perf_counter()
            message = json.loads(body)
            if "method" in message and "id" in message:
                self._answer(message)
            if wanted(message):
                return message, arrived
        raise Silent(f"nothing within {patience:g} s")

    def reply(self, patience: float = PATIENCE) -> tuple[Message, float]:
        """Return the reply to the last request."""
        return self.wait(lambda message: message.get("id") == self._last_id and "method" not in message, patience)

    def loaded(self, uri: str) -> None:
        """Wait until the server has read the workspace: it answers a question about a document, if with an error."""
        self.write(self.start_request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}))
        self.reply(LOADING)

    def published(self, uri: str, version: int) -> tuple[Message, float]:
        """Return the diagnostics of a version of a document; servers that give no version are taken at their word."""

        def wanted(message: Message) -> bool:
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                return False
            return params.get("version") is None or int(params["version"]) >= version

        return self.wait(wanted)

    # -- a session -------------------------------------------------------------------------------------------------

    def initialize(self, root: Path | None, *, pull: bool = False) -> float:
        """Open the session; return when `initialize` was answered."""
        documents: dict[str, Any] = {"publishDiagnostics": {"versionSupport": True}}
        workspace: dict[str, Any] = {"workspaceFolders": True, "configuration": True}
        if pull:
            documents["diagnostic"] = {"dynamicRegistration": False}
            workspace["diagnostics"] = {"refreshSupport": True}
        folders = [{"uri": root.as_uri(), "name": "bench"}] if root else None
        params = {
            "processId": os.getpid(),
            "rootUri": root.as_uri() if root else None,
            "workspaceFolders": folders,
            "capabilities": {"textDocument": documents, "workspace": workspace},
        }
        self.write(self.start_request("initialize", params))
        message, arrived = self.reply()
        self.capabilities = message["result"]["capabilities"]
        sync = self.capabilities.get("textDocumentSync", FULL_SYNC)
        self.sync = sync.get("change", FULL_SYNC) if isinstance(sync, dict) else sync
        self.notify("initialized", {})
        return arrived

    def open(self, uri: str, language: str, text: str) -> float:
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        return self.notify("textDocument/didOpen", {"textDocument": item})

    def end(self) -> float:
        """End the session as a client should; return the seconds until the process was gone."""
        self.write(self.start_request("shutdown", None))
        self.reply()
        start = self.notify("exit", None)
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise Silent("it does not end") from error
        return time.perf_counter() - start

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            if stream:
                stream.close()

    def said(self) -> str:
        """Return the end of what the server wrote to standard error."""
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace").strip()[-300:]

    def _answer(self, message: Message) -> None:
        items = (
            (message.get("params") or {}).get("items", ()) if message["method"] == "workspace/configuration" else None
        )
        result = None if items is None else [None for _ in items]
        self.write(framed({"jsonrpc": "2.0", "id": message["id"], "result": result}))

    def _read(self, until: float) -> bytes:
        """Return the body of the next message."""
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._fill(until)
        header = self._buffer[:end].lower()
        length = int(header.split(b"content-length:")[1].split(b"\r\n")[0])
        parts, have = [self._buffer[end + 4 :]], len(self._buffer) - end - 4
        while have < length:
            self._buffer = b""
            self._fill(until)
            parts.append(self._buffer)
            have += len(self._buffer)
        whole = b"".join(parts)
        self._buffer = whole[length:]
        return whole[:length]

    def _fill(self, until: float) -> None:
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, until - time.perf_counter()))
        data = os.read(self.process.stdout.fileno(), 1 << 20) if ready else b""
        if not data:
            raise Silent(f"it ended: {self.said()}" if ready else "it says nothing")
        self._buffer += data


def framed(message: Message) -> bytes:
    """Return a message as it goes over the wire."""
    body = json.dumps(message, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
