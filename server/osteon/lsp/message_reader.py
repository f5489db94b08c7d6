"""Reads protocol messages on a thread of its own, so that busy work stops no input and a cancel is seen early."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

CHUNK = 1 << 16
MAXIMUM_HEADER = 1 << 13
"""Bytes without an empty line after which a header cannot be one."""
CONTENT_LENGTH = re.compile(rb"(?:^|\r?\n)content-length:[ \t]*(\d{1,10})[ \t]*(?=\r?\n|$)", re.IGNORECASE)
HEADER_END = re.compile(rb"\r?\n\r?\n")


class End:
    """What stands in the place of a message after the last one."""


class Malformed(Exception):
    """Bytes that are no message: not JSON, or without a length. The message says what was wrong with them."""


class Inbox:
    """Messages that were read and not handled yet, in order, and the requests among them that were cancelled since."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._messages: deque[Any] = deque()
        self._arrived = asyncio.Event()
        self._cancelled: set[str | int] = set()
        self.closed = False

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, message: Any) -> None:
        """Add a message. Called from the reader's thread."""
        if (cancelled := cancelled_request(message)) is not None:
            self._cancelled.add(cancelled)
        self._messages.append(message)
        self._wake()

    def close(self) -> None:
        """Say that nothing more will come. Called from the reader's thread."""
        self.closed = True
        self._wake()

    async def get(self) -> Any:
        """Return the next message, or `End` when there will be none."""
        while not self._messages:
            if self.closed:
                return End
            self._arrived.clear()
            if not self._messages and not self.closed:
                await self._arrived.wait()
        message = self._messages.popleft()
        if (cancelled := cancelled_request(message)) is not None:
            self._cancelled.discard(cancelled)
        return message

    def was_cancelled(self, request: str | int) -> bool:
        """Tell whether a cancel for this request waits further back in the inbox."""
        return request in self._cancelled

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._arrived.set)
        except RuntimeError:  # the loop is closed: nobody waits any more
            self.closed = True


def cancelled_request(message: Any) -> str | int | None:
    """Return the id that a `$/cancelRequest` notification names, None for every other message."""
    if not isinstance(message, dict) or message.get("method") != "$/cancelRequest":
        return None
    params = message.get("params")
    request = params.get("id") if isinstance(params, dict) else None
    return request if isinstance(request, str | int) else None


def start_reading(read: Callable[[int], bytes], inbox: Inbox, *, at_end: Callable[[], None]) -> threading.Thread:
    """Read messages into `inbox` until `exit` or the end of the input, then call `at_end`, on the reader's thread."""

    def read_all() -> None:
        for message in messages(read):
            inbox.put(message)
            if isinstance(message, dict) and message.get("method") == "exit" and "id" not in message:
                break
        inbox.close()
        at_end()

    thread = threading.Thread(target=read_all, name="message reader", daemon=True)
    thread.start()
    return thread


def messages(read: Callable[[int], bytes]) -> Iterator[Any]:
    """Yield every message that `read` delivers, decoded; a `Malformed` in place of each one that is not JSON."""
    buffer = bytearray()
    while (length := _read_header(read, buffer)) is not None:
        if isinstance(length, Malformed):
            yield length
            continue
        if not _fill(read, buffer, length):
            return
        body = bytes(buffer[:length])
        del buffer[:length]
        yield decode(body)


def decode(body: bytes) -> Any:
    """Return a message's value, or a `Malformed` where the bytes are not JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        return Malformed(f"not JSON: {error}")


def _read_header(read: Callable[[int], bytes], buffer: bytearray) -> int | Malformed | None:
    """Take one header off `buffer` and return the length it gives; None at the end of the input."""
    while (end := HEADER_END.search(buffer)) is None:
        if len(buffer) > MAXIMUM_HEADER:
            del buffer[:-3]  # an empty line may have begun
            return Malformed("no header: Content-Length is missing")
        if not _fill(read, buffer, len(buffer) + 1):
            return None
    header = bytes(buffer[: end.start()])
    del buffer[: end.end()]
    found = CONTENT_LENGTH.search(header)
    return int(found[1]) if found else Malformed("a header without Content-Length")


def _fill(read: Callable[[int], bytes], buffer: bytearray, length: int) -> bool:
    """Read until `buffer` holds `length` bytes; tell whether the input had as many."""
    while len(buffer) < length:
        try:
            chunk = read(CHUNK)
        except OSError:
            return False
        if not chunk:
            return False
        buffer += chunk
    return True
