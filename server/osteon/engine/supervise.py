"""Runs one process from outside: bounded output, a clock, counts of processes and memory, and a sure end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from osteon.engine.contained_process import descendants
from osteon.engine.ports import Limits

_POLL_SECONDS = 0.05
_DISK_POLL_SECONDS = 0.5
_FLOOD = 256
"""A command that writes this many times its output limit is ended."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a supervised process ended; `status` is what it wrote to the status descriptor."""

    exit_code: int
    """Negative where a signal ended the process itself."""
    output: str
    seconds: float
    status: str
    stopped: str
    """Why it was stopped from here, in words; empty where it ended by itself."""


def supervise(
    command: Callable[[int], Sequence[str]],
    *,
    environment: Mapping[str, str],
    stdin: str,
    limits: Limits,
    cancelled: Callable[[], bool],
    own_processes: int,
    writable: Sequence[Path] = (),
    folder: Path | None = None,
) -> Ended:
    """Run what `command` returns for a status descriptor until it ends, crosses a limit or is cancelled.

    `own_processes` is how many of the processes are the sandbox's own and do not count; `writable` are the folders that
    it can fill. Raises OSError where the program cannot be started.
    """
    started = time.monotonic()
    output = _Output(limits.output_bytes)
    with _status_pipe() as (reading, writing), _file_with(stdin) as given:
        process = _start(command(writing), environment, given, writing, folder)
        os.close(writing)
        reader = _read_in_background(process, output)
        try:
            disk = _Disk(writable, limits.disk_bytes)
            stopped = _wait(process, output, disk, limits, cancelled, started + limits.seconds, own_processes)
        finally:
            _end(process)
            reader.join(timeout=5)
        status = _read_status(reading)
    return Ended(process.wait(), output.text(), time.monotonic() - started, status, stopped)


def _start(
    arguments: Sequence[str], environment: Mapping[str, str], stdin: int, status: int, folder: Path | None
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(arguments),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            pass_fds=() if sys.platform == "win32" else (status,),
        )
    except BaseException:
        os.close(status)
        raise


def _wait(
    process: subprocess.Popen[bytes],
    output: _Output,
    disk: _Disk,
    limits: Limits,
    cancelled: Callable[[], bool],
    deadline: float,
    own_processes: int,
) -> str:
    """Return an empty string when the process ended, or why it must be stopped."""
    while process.poll() is None:
        if cancelled():
            return "cancelled"
        if time.monotonic() >= deadline:
            return f"killed: it ran longer than {limits.seconds:g} seconds"
        if output.total > limits.output_bytes * _FLOOD:
            return f"killed: it wrote more than {size(limits.output_bytes * _FLOOD)} of output"
        if reason := _over_use(process.pid, limits, own_processes) or disk.over_use():
            return reason
        _pause(process, output)
    return ""


def _pause(process: subprocess.Popen[bytes], output: _Output) -> None:
    """Wait a moment, but no longer than the process lives: the end of its output is nearly always its end."""
    if not output.ended.is_set():
        output.ended.wait(_POLL_SECONDS)
    else:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_SECONDS)


def _over_use(root: int, limits: Limits, own_processes: int) -> str:
    threads = memory = 0
    for pid in (root, *descendants(root)):
        usage = _usage(pid)
        threads += usage[0]
        memory += usage[1]
    if threads - own_processes > limits.processes:
        return f"killed: it started more than {limits.processes} processes"
    if memory > limits.memory_bytes:
        return f"killed: it used more than {size(limits.memory_bytes)} of memory"
    return ""


class _Disk:
    """How much the folders of a command hold beyond what was there; looked at so seldom that it costs little."""

    def __init__(self, folders: Sequence[Path], limit: int) -> None:
        self._folders = folders
        self._limit = limit
        self._before = self._measured()
        self._next = time.monotonic() + _DISK_POLL_SECONDS

    def over_use(self) -> str:
        """Say by how much the limit is crossed, where it is."""
        if (started := time.monotonic()) < self._next:
            return ""
        grown = self._measured() - self._before
        ended = time.monotonic()
        self._next = ended + max(_DISK_POLL_SECONDS, 10 * (ended - started))
        return f"killed: it wrote more than {size(self._limit)} to disk" if grown > self._limit else ""

    def _measured(self) -> int:
        return sum(map(_disk_use, self._folders))


def _disk_use(folder: Path) -> int:
    """Bytes on disk of everything under a folder; links are not followed, what vanishes meanwhile does not count."""
    total, waiting = 0, [str(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    total += _blocks(entry)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return total


def _blocks(entry: os.DirEntry[str]) -> int:
    found = entry.stat(follow_symlinks=False)
    return getattr(found, "st_blocks", found.st_size // 512 + 1) * 512


def _usage(pid: int) -> tuple[int, int]:
    """Threads, and bytes of memory that no file backs, of one process; zeros where it has ended."""
    threads = memory = 0
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status", "rb") as lines:
        for line in lines:
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                memory += int(line.split()[1]) * 1024
            elif line.startswith(b"Threads:"):
                threads = int(line.split()[1])
    return threads, memory


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and its group, giving a first process without namespaces time to do so."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Output:
    """The beginning and the end of what a process writes; `total` counts all bytes."""

    def __init__(self, limit: int) -> None:
        self.total = 0
        self.ended = threading.Event()
        self._half = max(limit // 2, 1)
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0

    def add(self, data: bytes) -> None:
        self.total += len(data)
        room = self._half - len(self._head)
        self._head += data[:room]
        if rest := data[room:]:
            self._tail.append(rest)
            self._tail_size += len(rest)
        while self._tail and self._tail_size - len(self._tail[0]) >= self._half:
            self._tail_size -= len(self._tail.popleft())

    def text(self) -> str:
        tail = b"".join(self._tail)[-self._half :]
        missing = self.total - len(self._head) - len(tail)
        cut = f"\n[… {missing} bytes of output left out …]\n".encode() if missing else b""
        return (bytes(self._head) + cut + tail).decode("utf-8", "replace")


def _read_in_background(process: subprocess.Popen[bytes], output: _Output) -> threading.Thread:
    assert process.stdout is not None
    pipe = process.stdout

    def read() -> None:
        with pipe:
            while data := os.read(pipe.fileno(), 65536):
                output.add(data)
        output.ended.set()

    thread = threading.Thread(target=read, name="command output", daemon=True)
    thread.start()
    return thread


@contextlib.contextmanager
def _status_pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)


def _read_status(reading: int) -> str:
    if sys.platform != "win32":
        os.set_blocking(reading, False)
    with contextlib.suppress(BlockingIOError):
        return os.read(reading, 4096).decode("utf-8", "replace")
    return ""


@contextlib.contextmanager
def _file_with(text: str) -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        file.write(text.encode("utf-8", "surrogatepass"))
        file.seek(0)
        yield file.fileno()


def size(count: int) -> str:
    """Write a number of bytes for people: `256 MiB`."""
    for unit, name in ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB")):
        if count >= unit:
            return f"{count / unit:g} {name}"
    return f"{count} bytes"
