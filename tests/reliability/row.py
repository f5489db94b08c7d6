"""What a reliability row is: attempts, each held or broken, until its time or its count is over."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Attempt = Callable[[random.Random], str]
"""Tries once to break something, with all its chance from the given source; returns what broke, or nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what it shows, and how it is tried."""

    name: str
    shows: str
    attempt: Attempt
    seconds: float = 10.0
    """How long it is tried when nobody says otherwise."""
    unit: str = "attempts"
    weight: int = 1
    """How many of `unit` one attempt is."""
    needs: Callable[[], str] = lambda: ""
    """Says why it cannot run here; empty where it can."""


@dataclass(slots=True)
class Tally:
    """How a row went; `broken` are the seeds of the attempts that broke something, with what it was."""

    row: Row
    tried: int = 0
    seconds: float = 0.0
    broken: list[tuple[int, str]] = field(default_factory=list)
    skipped: str = ""

    @property
    def counted(self) -> int:
        return self.tried * self.row.weight


def run(row: Row, *, seconds: float | None = None, seed: int = 0) -> Tally:
    """Try a row for some seconds, at least once; the n-th attempt has the seed `seed` + n and can be repeated by it."""
    tally = Tally(row, skipped=row.needs())
    started = time.monotonic()
    for number in _numbers(tally, started + (row.seconds if seconds is None else seconds)):
        if problem := row.attempt(random.Random(seed + number)):
            tally.broken.append((seed + number, problem))
        tally.tried += 1
    tally.seconds = time.monotonic() - started
    return tally


def _numbers(tally: Tally, deadline: float) -> Iterator[int]:
    while not tally.skipped and (not tally.tried or time.monotonic() < deadline):
        yield tally.tried
