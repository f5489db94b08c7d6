"""The store `.osteon/`: every exchange and output and one record per task, as stable text made to be committed."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osteon.engine.exchanges import Exchange, new_exchange, read_exchange, response_value, stable_json
from osteon.engine.files import digest, read_bytes, write_if_changed
from osteon.engine.pin import NAME as PIN
from osteon.engine.pin import Pin, pin_text, read_pin
from osteon.engine.record import Record, read_record, record_text
from osteon.models.port import Request, Response
from osteon.models.port import digest as request_digest

FAILURE = "failed.log"
REPORT = "cases-report.json"
IGNORED = f"{REPORT}\nfresh.json\nlock\nlock.holder\nmailbox/\n*.tmp\n"


class StoreError(Exception):
    """A file of the store that cannot be read or written. The message names it and the next step."""


@dataclass(frozen=True, slots=True)
class Store:
    """The store in one folder. Its methods may be called from several threads and raise StoreError only."""

    folder: Path
    _writing: dict[Path, threading.Lock] = field(default_factory=dict)
    """One lock for each exchange that was written."""

    def exchange(self, key: str) -> Exchange:
        """Return what is stored for a request's digest; no responses where nothing is."""
        path = self.exchange_path(key)
        data = read_bytes(path)
        return Exchange() if data is None else _exchange_in(path, data)

    def add_response(self, request: Request, response: Response) -> int:
        """Add a response to its request's file and return its place there, counted from 0. Nothing stored is lost."""
        path = self.exchange_path(request_digest(request))
        with self._writing.setdefault(path, threading.Lock()):
            value = self._exchange_value(path, request)
            value["responses"].append(response_value(response))
            _write(path, stable_json(value))
            return len(value["responses"]) - 1

    def put_blob(self, data: bytes) -> str:
        """Store content and return its digest. What a power cut takes of it is missed by `blob`, and made again."""
        key = digest(data)
        if self.blob(key) is None:
            _write(self.blob_path(key), data, flush=False)
        return key

    def blob(self, key: str) -> bytes | None:
        """Return stored content; None where it is missing or no longer what its name says."""
        data = read_bytes(self.blob_path(key))
        return data if data is not None and digest(data) == key else None

    def record(self, task: str) -> Record | None:
        """Return a task's record, None where there is none. Raises StoreError for one that cannot be read."""
        return _record_at(self.task_folder(task) / "record.toml")

    def record_in(self, folder: Path) -> Record | None:
        """Return the record in a task's folder, whichever task that is of."""
        return _record_at(folder / "record.toml")

    def records(self) -> Iterator[Record]:
        """Return all records that can be read, those of tasks that are no longer in the plan too."""
        for path in sorted((self.folder / "tasks").glob("*/record.toml")):
            with contextlib.suppress(StoreError):
                if record := _record_at(path):
                    yield record

    def write_record(self, record: Record) -> None:
        _write(self.task_folder(record.task) / "record.toml", record_text(record).encode())

    def pin(self, task: str) -> Pin | None:
        """Return what pins a task, None where nothing does. Raises StoreError for a pin that cannot be read."""
        return self.pin_in(self.task_folder(task))

    def pin_in(self, folder: Path) -> Pin | None:
        """Return the pin in a task's folder, whichever task that is of."""
        path = folder / PIN
        data = read_bytes(path)
        try:
            return None if data is None else read_pin(data.decode())
        except BROKEN as error:
            raise _unreadable(path, error) from error

    def write_pin(self, pin: Pin) -> None:
        _write(self.pin_path(pin.task), pin_text(pin).encode())

    def remove_pin(self, task: str) -> None:
        """Take a task's pin away; what it kept stays in the store until that is pruned."""
        path = self.pin_path(task)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{path} cannot be removed: {error.strerror or error}. Allow writing there.") from error

    def pin_path(self, task: str) -> Path:
        """Return where a task's pin is kept."""
        return self.task_folder(task) / PIN

    def write_attempt(self, task: str, texts: Mapping[str, str], *, whole: bool = True) -> None:
        """Write the readable form of a task's last attempt: `prompt.md`, `response.md`, `verify.log`, fixes, reviews.

        A `whole` one takes the place of the one before; else the files of that stay.
        """
        folder = self.task_folder(task)
        for name, text in texts.items():
            _write(folder / name, text.encode("utf-8", "replace"), flush=False)
        for path in folder.iterdir() if whole and folder.is_dir() else ():
            if path.name not in texts and path.name.endswith((".md", ".log")):
                path.unlink(missing_ok=True)

    def write_report(self, task: str, data: bytes) -> Path:
        """Keep what hidden cases gave, for a person on this machine: it holds their values, so no prompt may."""
        path = self.task_folder(task) / REPORT
        _write(path, data, flush=False)
        return path

    def failure(self, task: str) -> str:
        """Return what the last build of a task failed on, an empty string where it did not fail."""
        return (read_bytes(self.task_folder(task) / FAILURE) or b"").decode("utf-8", "replace")

    def write_failure(self, task: str, text: str) -> None:
        """Note what a build of a task failed on, until one succeeds."""
        _write(self.task_folder(task) / FAILURE, text.encode("utf-8", "replace"), flush=False)

    def forget_failure(self, task: str) -> None:
        """Remove the note of a failure, and the report of cases that failed."""
        with contextlib.suppress(OSError):
            (self.task_folder(task) / FAILURE).unlink()
        with contextlib.suppress(OSError):
            (self.task_folder(task) / REPORT).unlink()

    def prepare(self) -> None:
        """Make the folder, and a `.gitignore` in it for what is of this machine only; a person's lines stay."""
        path = self.folder / ".gitignore"
        there = read_bytes(path) or b""
        lines = there.splitlines()
        missing = [line for line in IGNORED.encode().splitlines() if line not in lines and b"!" + line not in lines]
        if missing:
            end = b"" if there.endswith(b"\n") or not there else b"\n"
            _write(path, there + end + b"\n".join((*missing, b"")))

    def task_folder(self, task: str) -> Path:
        """Return a task's folder; a task id that is no plain file name is replaced by its digest."""
        plain = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", task)
        return self.folder / "tasks" / (task if plain else digest(task.encode("utf-8", "replace"))[:32])

    def exchange_path(self, key: str) -> Path:
        """Return where the exchange of a request's digest is kept."""
        return self.folder / "store" / key[:2] / f"{key}.json"

    def blob_path(self, key: str) -> Path:
        """Return where the content of a digest is kept."""
        return self.folder / "blobs" / key[:2] / key

    def _exchange_value(self, path: Path, request: Request) -> dict[str, Any]:
        data = read_bytes(path)
        if data is not None:
            try:
                _exchange_in(path, data)
                return dict(json.loads(data))
            except StoreError:
                _write(path.with_suffix(".damaged"), data)
        return new_exchange(request)


BROKEN = (ValueError, TypeError, KeyError, AttributeError)
"""What reading a file of another form raises."""


def _exchange_in(path: Path, data: bytes) -> Exchange:
    try:
        return read_exchange(data)
    except BROKEN as error:
        raise _unreadable(path, error) from error


def _record_at(path: Path) -> Record | None:
    data = read_bytes(path)
    try:
        return None if data is None else read_record(data.decode())
    except BROKEN as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(f"{path} cannot be read ({error}). Restore it from version control, or delete it.")


def _write(path: Path, data: bytes, *, flush: bool = True) -> None:
    try:
        write_if_changed(path, data, flush=flush)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}. Make room or allow writing there."
        ) from error
