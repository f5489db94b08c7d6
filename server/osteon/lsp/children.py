"""Child processes: Osteon's own command line, at low priority and in a session of its own, and how each is ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

PROGRAM = (sys.executable, "-m", "osteon")
"""The command line that children run."""
LINE_LIMIT = 1 << 24
"""The longest line of a child's output in bytes; a task's text comes in pieces far shorter."""
NICENESS = 10
"""How much a child and all that it starts step back behind the server, where a person types."""


async def start_child(words: Sequence[str], folder: Path, *, awaited: bool = False) -> asyncio.subprocess.Process:
    """Start `osteon WORDS…` in a folder; one that a person waits for does not step back. Raises OSError."""
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, *words),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LINE_LIMIT,
        creationflags=0 if awaited else getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )
    if os.name != "nt" and not awaited:
        with contextlib.suppress(OSError):  # it has ended, or the server itself steps back further
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    return process


def send_signal(process: asyncio.subprocess.Process | None, number: int) -> None:
    """Send a signal to a child and everything that it started; one that has ended gets none."""
    if process is None or process.returncode is not None:
        return
    try:
        if os.name == "nt":
            process.terminate()
        else:
            os.killpg(process.pid, number)
    except ProcessLookupError:
        log.debug("child %d has ended already", process.pid)


def kill(process: asyncio.subprocess.Process | None) -> None:
    """End a child and everything that it started at once."""
    send_signal(process, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


async def lines_of(stream: asyncio.StreamReader | None) -> AsyncIterator[bytes]:
    """Yield a stream's lines; one beyond the limit is passed over."""
    while stream is not None:
        try:
            line = await stream.readline()
        except ValueError:
            continue
        if not line:
            return
        yield line
