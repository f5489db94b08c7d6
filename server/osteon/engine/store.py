"""The store `.osteon/`: every exchange and output and one record per task, as stable text made to be committed."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from osteon.engine.files import digest, read_bytes, write_if_changed
from osteon.models.port import Request, Response, Usage
from osteon.models.port import digest as request_digest

FORMAT = 1
EARLIER_KEPT = 32
"""How many earlier results of a task stay listed in its record, newest first."""
FAILURE = "failed.log"
REPORT = "cases-report.json"
IGNORED = f"{REPORT}\nfresh.json\nlock\nlock.holder\nmailbox/\n*.tmp\n"
SECRET_NAME = re.compile(r"key|token|secret|password|authorization|credential", re.IGNORECASE)
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a character, which a broken reply may hold and UTF-8 cannot: JSON writes it as an escape."""
NOT_SECRET = frozenset({"max_tokens", "max_completion_tokens", "budget_tokens", "top_k_tokens"})


class StoreError(Exception):
    """A file of the store that cannot be read or written. The message names it and the next step."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One verification step that a result passed: the command, its exit code and the sandbox level it ran at."""

    command: str
    exit_code: int | None
    level: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a build of a task led to under one key: the digests of its outputs, and the exchanges that made them."""

    key: str
    outputs: Mapping[str, str]
    attempts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a task's last success. `inputs` are digests (or short values) by name, to explain a change."""

    task: str
    key: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    """Digest of every output by path."""
    attempts: tuple[str, ...] = ()
    """The exchanges that led here, in order: `<request digest>` or `<request digest>#<n>` for the n-th answer to it."""
    answered_by: tuple[str, ...] = ()
    verification: tuple[Verified, ...] = ()
    earlier: tuple[Result, ...] = ()
    manual: bool = False
    """Whether a person wrote the outputs; no build may then take them for its own."""

    @property
    def results(self) -> tuple[Result, ...]:
        """Everything that builds of this task wrote, newest first."""
        return self.earlier if self.manual else (Result(self.key, self.outputs, self.attempts), *self.earlier)

    def result(self, key: str) -> Result | None:
        """Return what was recorded under `key`, now or earlier."""
        return next((result for result in self.results if result.key == key), None)

    def wrote(self, path: str, content: str) -> bool:
        """Tell whether a build has ever written this content (a digest) to this path."""
        return any(result.outputs.get(path) == content for result in self.results)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and every response it ever got, oldest first."""

    responses: tuple[Response, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """The store in one folder. Its methods may be called from several threads and raise StoreError only."""

    folder: Path
    _writing: dict[Path, threading.Lock] = field(default_factory=dict)
    """One lock for each exchange that was written."""

    def exchange(self, key: str) -> Exchange:
        """Return what is stored for a request's digest; no responses where nothing is."""
        path = self._exchange_path(key)
        data = read_bytes(path)
        return Exchange() if data is None else _read_exchange(path, data)

    def add_response(self, request: Request, response: Response) -> int:
        """Add a response to its request's file and return its place there, counted from 0. Nothing stored is lost."""
        path = self._exchange_path(request_digest(request))
        with self._writing.setdefault(path, threading.Lock()):
            value = self._exchange_value(path, request)
            value["responses"].append(_response_value(response))
            _write(path, _stable_json(value))
            return len(value["responses"]) - 1

    def put_blob(self, data: bytes) -> str:
        """Store content and return its digest. What a power cut takes of it is missed by `blob`, and made again."""
        key = digest(data)
        if self.blob(key) is None:
            _write(self._blob_path(key), data, flush=False)
        return key

    def blob(self, key: str) -> bytes | None:
        """Return stored content; None where it is missing or no longer what its name says."""
        data = read_bytes(self._blob_path(key))
        return data if data is not None and digest(data) == key else None

    def record(self, task: str) -> Record | None:
        """Return a task's record, None where there is none. Raises StoreError for one that cannot be read."""
        return _record_at(self.task_folder(task) / "record.toml")

    def records(self) -> Iterator[Record]:
        """Return all records that can be read, those of tasks that are no longer in the plan too."""
        for path in sorted((self.folder / "tasks").glob("*/record.toml")):
            with contextlib.suppress(StoreError):
                if record := _record_at(path):
                    yield record

    def write_record(self, record: Record) -> None:
        _write(self.task_folder(record.task) / "record.toml", _record_text(record).encode())

    def write_attempt(self, task: str, texts: Mapping[str, str]) -> None:
        """Replace the readable form of a task's last attempt: `prompt.md`, `response.md`, `verify.log`, fixes."""
        folder = self.task_folder(task)
        for name, text in texts.items():
            _write(folder / name, text.encode("utf-8", "replace"), flush=False)
        for path in folder.iterdir() if folder.is_dir() else ():
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

    def _exchange_path(self, key: str) -> Path:
        return self.folder / "store" / key[:2] / f"{key}.json"

    def _blob_path(self, key: str) -> Path:
        return self.folder / "blobs" / key[:2] / key

    def _exchange_value(self, path: Path, request: Request) -> dict[str, Any]:
        data = read_bytes(path)
        if data is not None:
            try:
                _read_exchange(path, data)
                return dict(json.loads(data))
            except StoreError:
                _write(path.with_suffix(".damaged"), data)
        return {"format": FORMAT, "request": _request_value(request), "responses": []}


def _read_exchange(path: Path, data: bytes) -> Exchange:
    try:
        return Exchange(tuple(_read_response(response) for response in json.loads(data)["responses"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path} cannot be read ({error}). Restore it from version control, or delete it.") from error


def _read_response(value: Mapping[str, Any]) -> Response:
    usage = value.get("usage") or {}
    known = {name: usage.get(name) for name in ("input_tokens", "output_tokens", "usd")}
    if not isinstance(value["text"], str):
        raise TypeError("the text of a response is not a string")
    return Response(value["text"], str(value["answered_by"]), Usage(**known))


def _request_value(request: Request) -> dict[str, Any]:
    return {
        "model": request.model,
        "messages": [{"role": message.role, "text": message.text} for message in request.messages],
        "parameters": without_secrets(request.parameters),
        "schema": request.schema,
    }


def _response_value(response: Response) -> dict[str, Any]:
    time = datetime.now(UTC).isoformat(timespec="seconds")
    return {"text": response.text, "answered_by": response.answered_by, "usage": asdict(response.usage), "time": time}


def without_secrets(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters without those whose names say that they hold a credential, at any depth."""
    return {
        name: _clean(value) for name, value in parameters.items() if name in NOT_SECRET or not SECRET_NAME.search(name)
    }


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_secrets(value)
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _stable_json(value: Any) -> bytes:
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def _record_text(record: Record) -> str:
    head = {
        "format": FORMAT,
        "task": record.task,
        "key": record.key,
        "manual": record.manual,
        "attempts": record.attempts,
        "answered_by": record.answered_by,
    }
    return "".join(
        (
            _toml_lines(head),
            "\n[inputs]\n" + _toml_lines(dict(sorted(record.inputs.items()))),
            "\n[outputs]\n" + _toml_lines(dict(sorted(record.outputs.items()))),
            *("\n[[verification]]\n" + _toml_lines(asdict(step)) for step in record.verification),
            *(_earlier_text(result) for result in record.earlier),
        )
    )


def _earlier_text(result: Result) -> str:
    outputs = _toml_lines(dict(sorted(result.outputs.items())))
    return f"\n[[earlier]]\n{_toml_lines({'key': result.key, 'attempts': result.attempts})}[earlier.outputs]\n{outputs}"


def _toml_lines(values: Mapping[str, Any]) -> str:
    """Write keys with strings, numbers, truths and lists of strings; what is empty or false is left out.

    JSON's form of these is TOML's too, but for one control character that JSON leaves as it is.
    """
    written = {
        name: value for name, value in values.items() if value is not None and value is not False and value != ()
    }
    return "".join(f"{_toml_key(name)} = {_toml_value(value)}\n" for name, value in written.items())


def _toml_key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _toml_value(name)


def _toml_value(value: Any) -> str:
    return SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)).replace("\x7f", "\\u007f")


def _record_at(path: Path) -> Record | None:
    data = read_bytes(path)
    try:
        return None if data is None else _read_record(tomllib.loads(data.decode()))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path} cannot be read ({error}). Restore it from version control, or delete it.") from error


def _read_record(value: Mapping[str, Any]) -> Record:
    if value["format"] != FORMAT:
        raise ValueError(f"its format is {value['format']}, this version reads {FORMAT}")
    steps = (
        Verified(str(step["command"]), step.get("exit_code"), str(step["level"]))
        for step in value.get("verification", ())
    )
    earlier = (
        Result(str(item["key"]), _strings(item["outputs"]), tuple(map(str, item.get("attempts", ()))))
        for item in value.get("earlier", ())
    )
    return Record(
        task=str(value["task"]),
        key=str(value["key"]),
        inputs=_strings(value["inputs"]),
        outputs=_strings(value["outputs"]),
        attempts=tuple(map(str, value.get("attempts", ()))),
        answered_by=tuple(map(str, value.get("answered_by", ()))),
        verification=tuple(steps),
        earlier=tuple(earlier),
        manual=bool(value.get("manual", False)),
    )


def _strings(value: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(item) for name, item in value.items()}


def succeeding(record: Record | None, new: Record) -> Record:
    """Return `new` with the results of the record it replaces listed as earlier ones."""
    if record is None:
        return new
    kept = [result for result in record.results if (result.key, result.outputs) != (new.key, new.outputs)]
    return replace(new, earlier=tuple(kept[:EARLIER_KEPT]))


def _write(path: Path, data: bytes, *, flush: bool = True) -> None:
    try:
        write_if_changed(path, data, flush=flush)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}. Make room or allow writing there."
        ) from error
