"""Takes standard input and output for the protocol alone, so that a stray `print` cannot break it."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

if sys.platform == "linux":
    import fcntl

PIPE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Streams:
    """Where messages come from and go to. `read(n)` returns up to n bytes, none at the end; `write` takes all."""

    read: Callable[[int], bytes]
    write: Callable[[bytes], None]


def claim_standard_streams() -> Streams:
    """Return the protocol's streams and point everything else that writes to standard output at standard error."""
    incoming, outgoing = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (incoming, outgoing):
            msvcrt.setmode(descriptor, os.O_BINARY)
    _widen(outgoing)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)  # a child that reads standard input must not eat messages
    os.close(null)
    return Streams(lambda size: os.read(incoming, size), lambda data: _write_all(outgoing, data))


def _widen(pipe: int) -> None:
    """Let a pipe hold long messages whole where the system can, so that writing one waits for no slow reader."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # no pipe, or the user has too many
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def accept_client(port: int, *, announce: Callable[[str], None]) -> Streams:
    """Wait for one client on a port of this machine, any free one for 0. Raises OSError where that is not possible."""
    with socket.create_server(("127.0.0.1", port)) as server:
        announce(f"listening on 127.0.0.1:{server.getsockname()[1]}")
        connection, _address = server.accept()
    return Streams(connection.recv, connection.sendall)
