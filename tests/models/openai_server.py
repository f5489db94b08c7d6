"""A model server on this machine that speaks the OpenAI chat-completions protocol from a script, failures included."""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted answer. The defaults are a well-behaved server; each field makes it worse in one way."""

    text: str = ""
    model: str = "test-model-2026"
    """The name the server says it answered with."""
    finish_reason: str | None = "stop"
    """`stop`, `length`, `content_filter`; None leaves it out."""
    refusal: str | None = None
    usage: tuple[int, int] | None = (11, 7)
    """Input and output tokens; None leaves the usage out."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Sent as it is, in place of everything above but status and headers."""
    pieces: int = 3
    """How many chunks the text is streamed in."""
    pause: float = 0.0
    """Seconds before each chunk."""
    delay: float = 0.0
    """Seconds before the first byte."""
    drop_after: int | None = None
    """Cut the connection after so many chunks: a dropped stream."""
    quiet_drop: bool = False
    """Cut it as an orderly end of the body, without the end of the stream: no error on the wire."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived. Header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def prompt(self) -> str:
        """Every message's text, joined."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])


Script = Sequence[Reply | str] | Callable[[Received], Reply | str]


class OpenAIServer:
    """`with OpenAIServer(["Hello"]) as server:` serves at `server.url` until the block ends.

    The script is a list of replies, used up one per request in order of arrival (then every request fails with 400),
    or a function from the request to its reply. `requests` holds what arrived, in order.
    """

    def __init__(self, script: Script, *, port: int = 0) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self.requests: list[Received] = []
        self._http = _Listener(self, port)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base address for a client's `api_base`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def next_reply(self, received: Received) -> Reply:
        """Record a request and take its reply from the script."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(received)
        if callable(self._script):
            reply = self._script(received)
        else:
            reply = self._script[number] if number < len(self._script) else error(400, "the script has no more replies")
        return Reply(reply) if isinstance(reply, str) else reply

    def wait(self, seconds: float) -> None:
        """Be slow, but not beyond the end of the block."""
        if seconds:
            self._closing.wait(seconds)


def error(status: int, message: str, *, code: str | None = None, headers: Mapping[str, str] | None = None) -> Reply:
    """Return an error in OpenAI's form."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return Reply(status=status, headers=headers or {}, body=json.dumps(body).encode())


def rate_limited(retry_after: str | None = None) -> Reply:
    """Return a 429, with a Retry-After header in seconds or as an HTTP date."""
    return error(429, "slow down", headers={} if retry_after is None else {"Retry-After": retry_after})


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: OpenAIServer, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.owner = owner

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that has gone; anything else is a mistake in here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        received = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        reply = self.server.owner.next_reply(received)
        self.server.owner.wait(reply.delay)
        try:
            self._answer(reply, stream=bool(body.get("stream")), usage="stream_options" in body)
        except OSError:
            self.close_connection = True  # the client has gone, as its timeout or its user told it to

    def _answer(self, reply: Reply, *, stream: bool, usage: bool) -> None:
        if reply.body is not None:
            self._send_whole(reply, reply.body)
        elif stream:
            self._send_stream(reply, usage=usage)
        else:
            self._send_whole(reply, json.dumps(_completion(reply)).encode())

    def _send_whole(self, reply: Reply, body: bytes) -> None:
        self._start(reply, "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _start(self, reply: Reply, content_type: str) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": content_type, **reply.headers}.items():
            self.send_header(name, value)

    def _send_stream(self, reply: Reply, *, usage: bool) -> None:
        self._start(reply, "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, event in enumerate(_events(reply, usage=usage)):
            if number == reply.drop_after:
                self._drop(orderly=reply.quiet_drop)
                return
            self.server.owner.wait(reply.pause)
            self._chunk(f"data: {event}\n\n".encode())
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def _drop(self, *, orderly: bool) -> None:
        if orderly:
            self._chunk(b"")
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: tests read `requests`, not a log."""


def _events(reply: Reply, *, usage: bool) -> list[str]:
    """Return the `data:` lines of a streamed answer."""
    size = max(1, -(-len(reply.text) // reply.pieces))
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": reply.text[at : at + size]} for at in range(0, len(reply.text), size)]
    if reply.refusal is not None:
        deltas.append({"refusal": reply.refusal})
    chunks = [_chunk(reply, [{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas]
    if reply.finish_reason is not None:
        chunks.append(_chunk(reply, [{"index": 0, "delta": {}, "finish_reason": reply.finish_reason}]))
    if usage and reply.usage is not None:
        chunks.append({**_chunk(reply, []), "usage": _usage(reply.usage)})
    return [*map(json.dumps, chunks), "[DONE]"]


def _chunk(reply: Reply, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {**_head(reply, "chat.completion.chunk"), "choices": choices}


def _completion(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    whole = {**_head(reply, "chat.completion"), "choices": [{"index": 0, "message": message}]}
    whole["choices"][0]["finish_reason"] = reply.finish_reason
    return whole if reply.usage is None else {**whole, "usage": _usage(reply.usage)}


def _head(reply: Reply, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": int(time.time()), "model": reply.model}


def _usage(tokens: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}


def main() -> None:
    """Serve one fixed answer to every request, for trying a configuration by hand."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--port", type=int, default=8080)
    arguments.add_argument("--text", default="Hello from the test server.")
    given = arguments.parse_args()
    with OpenAIServer(lambda _: given.text, port=given.port) as server:
        print(f"api_base = {server.url}")
        threading.Event().wait()


if __name__ == "__main__":
    main()
