"""One build of a project at a time: a lock that names its holder and is free again when the holder dies."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from osteon.engine.files import read_bytes, write_atomic


class BuildLocked(Exception):
    """Another build of this project is running. The message names it and the next step."""


@contextlib.contextmanager
def build_lock(store: Path, *, note: str = "") -> Iterator[str]:
    """Hold the build lock of the project whose `.osteon` folder is `store`.

    The operating system frees the lock when its holder ends in whatever way. `note` is kept beside the lock; what is
    yielded is the note of a holder that never came to its end, an empty string otherwise. A holder that came along when
    a project was copied during a build is alive elsewhere: its note does not count. Raises BuildLocked, OSError.
    """
    store.mkdir(parents=True, exist_ok=True)
    holder = store / "lock.holder"
    lock = FileLock(store / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BuildLocked(_locked_message(holder)) from None
    try:
        before = _read_holder(holder)
        write_atomic(holder, _this_process(store, note))
        yield str(before.get("note", "")) if before.get("store") == str(store.absolute()) else ""
        holder.unlink(missing_ok=True)
    finally:
        lock.release()


def _this_process(store: Path, note: str) -> bytes:
    who = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "store": str(store.absolute()),
        "note": note,
    }
    return json.dumps(who).encode()


def _read_holder(holder: Path) -> dict[str, object]:
    try:
        value = json.loads(read_bytes(holder) or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _locked_message(holder: Path) -> str:
    who = _read_holder(holder)
    name = (
        f"process {who['pid']} on {who.get('host')}, since {who.get('since')}"
        if "pid" in who
        else "its holder is unknown"
    )
    return f"another build of this project is running ({name}). Wait for it to end, or stop it, and build again."
