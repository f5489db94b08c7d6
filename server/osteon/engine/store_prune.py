"""Prunes the store: removes what no task of the plan, no record and no file on the disk rests on any more.

What is not understood stays: unknown files, exchanges of other kinds than a task's, versions that a person discarded
(unless they are asked for).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from osteon.analysis.tasks import Task
from osteon.engine.exchanges import Exchange
from osteon.engine.exclusive import exclusive
from osteon.engine.files import digest, remove_empty
from osteon.engine.gather import gather, read_output
from osteon.engine.pin import Pin
from osteon.engine.prompt import PromptError
from osteon.engine.record import Record
from osteon.engine.site import Site
from osteon.engine.store import StoreError
from osteon.engine.store_check import DIGEST, store_files
from osteon.project import UserError

HEADING = "# Task: "
"""How a task's prompt begins."""
DAY = 24 * 60 * 60
DAYS = 14
"""What is younger stays, as with `git gc`: a build that failed or was stopped may need it yet."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be pruned."""

    keep: int | None = None
    """How many earlier results of each task stay listed in its record; None keeps all that are listed."""
    days: float = DAYS
    """What is younger than this many days stays."""
    discarded: bool = False
    """Whether versions that a person discarded go too."""


@dataclass(frozen=True, slots=True)
class Garbage:
    """A file of the store that can go."""

    file: str
    """Relative to the store's folder, with forward slashes."""
    bytes: int
    why: str


@dataclass(frozen=True, slots=True)
class Pruning:
    """What can go: whole files, and earlier results that are taken out of the records that list them."""

    garbage: tuple[Garbage, ...]
    trimmed: tuple[Record, ...] = ()
    """Records as they are without the earlier results that go."""

    def __bool__(self) -> bool:
        return bool(self.garbage or self.trimmed)

    @property
    def bytes(self) -> int:
        return sum(item.bytes for item in self.garbage)


def prune(site: Site, wish: Wish) -> Pruning:
    """Remove what can go, holding the build lock. Raises UserError."""
    with exclusive(site):
        pruning = prunable(site, wish)
        for record in pruning.trimmed:
            site.store.write_record(record)
        for item in sorted(pruning.garbage, key=_references_first):
            path = site.store.folder / item.file
            path.unlink(missing_ok=True)
            remove_empty(path.parent, below=site.store.folder)
    return pruning


def prunable(site: Site, wish: Wish) -> Pruning:
    """Return what can go; nothing is changed. Raises UserError where a record or a pin cannot be read."""
    kept = _kept(site)
    trimmed = [_trimmed(record, wish.keep) for record in kept.records]
    needed = _needed(site, trimmed, kept.pins)
    garbage = [
        Garbage(file, size, why)
        for file in store_files(site.store)
        if (why := _why(site, file, needed, kept.departed, wish))
        and (size := _size_if_older(site.store.folder / file, wish.days)) is not None
    ]
    changed = tuple(new for new, old in zip(trimmed, kept.records, strict=True) if new != old)
    return Pruning(tuple(garbage), changed)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The records and pins that stay, and the folders of tasks that left the plan and have nothing on the disk."""

    records: tuple[Record, ...]
    pins: tuple[Pin, ...]
    departed: frozenset[str]


def _kept(site: Site) -> _Kept:
    planned = {site.store.task_folder(task).name for task in site.tasks}
    records: list[Record] = []
    pins: list[Pin] = []
    departed: set[str] = set()
    for folder in sorted((site.store.folder / "tasks").glob("*")):
        record, pin = _in_folder(site, folder)
        if pin is None and folder.name not in planned and not (record and _stands(site, record)):
            departed.add(folder.name)
            continue
        records += [record] if record else []
        pins += [pin] if pin else []
    return _Kept(tuple(records), tuple(pins), frozenset(departed))


def _in_folder(site: Site, folder: Path) -> tuple[Record | None, Pin | None]:
    try:
        return site.store.record_in(folder), site.store.pin_in(folder)
    except StoreError as error:
        raise UserError(f"{error} Until then nothing can be pruned; `osteon store check` shows all.") from error


def _stands(site: Site, record: Record) -> bool:
    """Tell whether the disk has something that a task wrote: only its record tells it from a person's."""
    written = {(path, content) for result in record.results for path, content in result.outputs.items()}
    contents = ((path, read_output(site, path)) for path in {path for path, _ in written})
    return any((path, digest(data)) in written for path, data in contents if data is not None)


def _trimmed(record: Record, keep: int | None) -> Record:
    return record if keep is None else replace(record, earlier=record.earlier[:keep])


# What is needed -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Needed:
    names: frozenset[str]
    """The digests of contents and requests that records and pins name, and of images that exchanges show."""
    beginnings: tuple[str, ...]
    """How the user's message begins in what a build would ask now, for code, its fixes and its reviews."""


def _needed(site: Site, records: Iterable[Record], pins: Iterable[Pin]) -> _Needed:
    names = {name for record in records for name in _named(record)}
    for pin in pins:
        names |= {*pin.outputs.values(), *pin.base.values()}
    names |= set(_shown(site))
    return _Needed(frozenset(names), tuple(_beginning(site, task) for task in site.tasks.values()))


def _shown(site: Site) -> Iterator[str]:
    """Yield the digest of every image that a stored request shows; once that goes, the next pruning takes the image."""
    for file in (site.store.folder / "store").glob("*/*.json"):
        with contextlib.suppress(StoreError):
            request = site.store.exchange(file.stem).request
            yield from (image.sha256 for image in request.images) if request else ()


def _beginning(site: Site, task: Task) -> str:
    """Return what a task's request says, or only its heading where that is all that can be known."""
    try:
        request = gather(site, task).request
    except PromptError:
        request = None
    return request.messages[1].text if request else f"{HEADING}{task.title or task.id}\n"


def _named(record: Record) -> Iterator[str]:
    for result in record.results:
        yield from result.outputs.values()
        yield from map(_request, result.attempts)
        yield from map(_request, result.review.attempts if result.review else ())


def _request(address: str) -> str:
    return address.partition("#")[0]


def _why(site: Site, file: str, needed: _Needed, departed: frozenset[str], wish: Wish) -> str:
    """Say why a file can go; empty where it stays."""
    match file.split("/"):
        case ["blobs", _, name] if DIGEST.fullmatch(name) and name not in needed.names:
            return "no record names this content"
        case ["store", _, name] if DIGEST.fullmatch(key := name.removesuffix(".json")) and name.endswith(".json"):
            return "" if key in needed.names else _why_exchange(site, key, needed, wish.days)
        case ["tasks", folder, _] if folder in departed:
            return "its task left the plan, and nothing it wrote is there"
        case ["discarded", _, *_] if wish.discarded:
            return "a person discarded it"
    return ""


def _why_exchange(site: Site, key: str, needed: _Needed, days: float) -> str:
    try:
        exchange = site.store.exchange(key)
    except StoreError:
        return ""  # `osteon store check` names it, and a person decides
    messages = exchange.request.messages if exchange.request else ()
    text = messages[1].text if len(messages) > 1 else ""
    if not text.startswith(HEADING) or text.startswith(needed.beginnings) or _is_young(exchange, days):
        return ""
    return "no record names it, and no task of the plan asks for it"


def _is_young(exchange: Exchange, days: float) -> bool:
    return any((then := _time(text)) is None or time.time() - then < days * DAY for text in exchange.times)


def _time(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _size_if_older(path: Path, days: float) -> int | None:
    try:
        stat = path.lstat()
    except OSError:
        return None
    return stat.st_size if days <= 0 or time.time() - stat.st_mtime >= days * DAY else None


def _references_first(item: Garbage) -> tuple[bool, str]:
    """Order files so that a kill leaves no reference to what is gone."""
    return not item.file.startswith("tasks/"), item.file
