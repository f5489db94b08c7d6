"""Checks the store: every digest is computed again, every reference followed, every file known."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from osteon.engine.exchanges import Exchange, read_exchange
from osteon.engine.files import TEMPORARY, digest, read_bytes
from osteon.engine.pin import Pin, read_pin
from osteon.engine.planned_specs import planned_spec
from osteon.engine.record import Record, read_record
from osteon.engine.store import BROKEN, Store
from osteon.models.port import Image, ModelRefused
from osteon.models.port import digest as request_digest

DIGEST = re.compile(r"[0-9a-f]{64}")
ADDRESS = re.compile(r"([0-9a-f]{64})(?:#([1-9]\d*))?")
KNOWN = re.compile(
    r"""(?x) \.gitignore | fresh\.json | lock | lock\.holder | plan\.generated\.toml | plan\.conflicts\.json
    | (?: mailbox | findings | discarded ) /.*
    | tasks/[^/]+/ (?: [^/]+\.(?:md|log) | cases-report\.json )"""
)
"""What else a store may hold: files that nothing rests on."""
MEND = "restore it from version control, or delete it: the next build makes it again"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something in the store that is not as it should be."""

    file: str
    """Relative to the store's folder, with forward slashes."""
    what: str
    step: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a check of the store found."""

    problems: tuple[Problem, ...]
    unknown: tuple[str, ...]
    """Files that are no part of a store; nothing rests on them."""
    counts: Mapping[str, int]
    """How many `exchanges`, `blobs`, `records` and `pins` were read, and how many `bytes` all files have."""


@dataclass(slots=True)
class _Found:
    """What was read, by what it is referred to."""

    exchanges: dict[str, int] = field(default_factory=dict)
    """How many answers each has."""
    images: dict[str, tuple[Image, ...]] = field(default_factory=dict)
    """What the requests show, by the exchange's file."""
    blobs: set[str] = field(default_factory=set)
    records: dict[str, Record] = field(default_factory=dict)
    """By the file's place, as pins are."""
    pins: dict[str, Pin] = field(default_factory=dict)
    plans: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The exchanges that led to each plan of a model's."""
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    size: int = 0

    def wrong(self, file: str, what: str, step: str = MEND) -> None:
        self.problems.append(Problem(file, what, step))


def check_store(store: Store) -> StoreReport:
    """Read the whole store and say what is wrong with it; nothing is changed."""
    found = _Found()
    for file in store_files(store):
        _read(store, found, file)
    for place, record in found.records.items():
        for result in record.results:
            _follow(found, place, result.outputs.values(), result.attempts)
            _follow(found, place, (), result.review.attempts if result.review else ())
    for place, images in found.images.items():
        _follow_images(found, place, images)
    for place, attempts in found.plans.items():
        _follow(found, place, (), attempts)
    for place, pin in found.pins.items():
        _follow(found, place, (*pin.outputs.values(), *pin.base.values()))
    return StoreReport(
        tuple(sorted(set(found.problems))),
        tuple(sorted(found.unknown)),
        {
            "exchanges": len(found.exchanges),
            "blobs": len(found.blobs),
            "records": len(found.records),
            "pins": len(found.pins),
            "bytes": found.size,
        },
    )


def store_files(store: Store) -> Iterator[str]:
    """Yield the path of every file of the store, relative to its folder, sorted; links are files."""
    for folder, names, files in os.walk(store.folder):
        names.sort()
        links = [name for name in names if Path(folder, name).is_symlink()]
        for name in sorted((*files, *links)):
            yield Path(folder, name).relative_to(store.folder).as_posix()


def _read(store: Store, found: _Found, file: str) -> None:
    path, parts = store.folder / file, PurePosixPath(file).parts
    data = None if path.is_symlink() else read_bytes(path)
    if data is None:
        found.wrong(file, "it cannot be read as a regular file")
        return
    found.size += len(data)
    match parts:
        case ("blobs", folder, name):
            _read_blob(found, file, folder, name, data)
        case ("store", folder, name):
            _read_exchange(found, file, folder, name, data)
        case ("tasks", folder, "record.toml"):
            _read_record(store, found, file, folder, data)
        case ("tasks", folder, "pin.toml"):
            _read_pin(store, found, file, folder, data)
        case ("plans", _):
            _read_plan(found, file, data)
        case _ if TEMPORARY.fullmatch(parts[-1]):
            found.wrong(file, "a write of it was killed", "delete it, or build: the next build clears it away")
        case _ if not KNOWN.fullmatch(file):
            found.unknown.append(file)


def _read_blob(found: _Found, file: str, folder: str, name: str, data: bytes) -> None:
    if not DIGEST.fullmatch(name) or name[:2] != folder:
        found.unknown.append(file)
    elif digest(data) != name:
        found.wrong(file, f"its content has the digest {digest(data)[:12]}…, not the one that it is named after")
    else:
        found.blobs.add(name)


def _read_exchange(found: _Found, file: str, folder: str, name: str, data: bytes) -> None:
    key, _, ending = name.partition(".")
    if not DIGEST.fullmatch(key) or key[:2] != folder or ending not in ("json", "damaged"):
        found.unknown.append(file)
    elif ending == "damaged":
        step = "look whether an answer can be saved from it, then delete it"
        found.wrong(file, "an exchange that could not be read was set aside here", step)
    elif (exchange := _exchange(found, file, data)) is not None:
        found.exchanges[key] = len(exchange.responses)
        found.images[file] = exchange.request.images if exchange.request else ()
        if not exchange.left_out and (now := _digest_of(exchange)) != key:
            found.wrong(file, f"its request has the digest {now[:12]}, not the one that it is named after")


def _exchange(found: _Found, file: str, data: bytes) -> Exchange | None:
    try:
        return read_exchange(data)
    except BROKEN as error:
        found.wrong(file, f"it is no exchange ({error})")
        return None


def _digest_of(exchange: Exchange) -> str:
    """Return the digest of a stored request, or words where it has none."""
    try:
        return request_digest(exchange.request) if exchange.request else "(unreadable)"
    except (ModelRefused, TypeError, ValueError):
        return "(unreadable)"


def _read_record(store: Store, found: _Found, file: str, folder: str, data: bytes) -> None:
    try:
        found.records[file] = record = read_record(data.decode())
    except BROKEN as error:
        step = "restore it from version control: without it, builds take the task's files for a person's"
        found.wrong(file, f"it cannot be read ({error})", step)
    else:
        _in_its_folder(store, found, file, folder, record.task)


def _read_pin(store: Store, found: _Found, file: str, folder: str, data: bytes) -> None:
    try:
        found.pins[file] = pin = read_pin(data.decode())
    except BROKEN as error:
        step = "restore it from version control, or delete it and keep the files again with `osteon drift keep`"
        found.wrong(file, f"it cannot be read ({error})", step)
    else:
        _in_its_folder(store, found, file, folder, pin.task)


def _read_plan(found: _Found, file: str, data: bytes) -> None:
    try:
        found.plans[file] = planned_spec(data).attempts
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        found.wrong(file, f"it cannot be read ({error})", "restore it from version control, or delete it")


def _in_its_folder(store: Store, found: _Found, file: str, folder: str, task: str) -> None:
    if (home := store.task_folder(task).name) != folder:
        found.wrong(file, f"it is of task {task!r}, whose folder is tasks/{home}", "move it there, or delete it")


def _follow(found: _Found, place: str, contents: Iterable[str], attempts: Iterable[str] = ()) -> None:
    """Note what a record or pin refers to and the store does not have."""
    for content in contents:
        if content not in found.blobs:
            what = f"it names the content {content[:12]}, and blobs/ has no sound file of it"
            found.wrong(place, what, "restore the file from version control, or build: the next build makes it again")
    for address in attempts:
        if problem := _no_answer(found, address):
            found.wrong(
                place, f"it names the exchange {address[:12]}, but {problem}", "restore it from version control"
            )


def _follow_images(found: _Found, place: str, images: Iterable[Image]) -> None:
    for image in images:
        if image.sha256 not in found.blobs:
            what = f"its request shows {image.name}, and blobs/ has no sound file {image.sha256[:12]}"
            found.wrong(place, what, "restore the file from version control; the exchange still answers without it")


def _no_answer(found: _Found, address: str) -> str:
    match = ADDRESS.fullmatch(address)
    if match is None:
        return "that is no address of one"
    answers, number = found.exchanges.get(match[1]), int(match[2] or 1)
    if answers is None:
        return "store/ has no sound file of it"
    return f"there is no answer {number} in it, only {answers}" if number > answers else ""
