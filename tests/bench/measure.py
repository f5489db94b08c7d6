"""What a bench yields: measurements with all their samples, and what could not be measured, with a word why."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum
from importlib import metadata
from typing import Any

OURS = "osteon"


class Scale(IntEnum):
    """How much is measured. `TINY` only shows that a bench works."""

    TINY = 0
    QUICK = 1
    NORMAL = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity of one subject in one case: every sample that was taken."""

    bench: str
    quantity: str
    """What was measured, such as `didChange -> publishDiagnostics`."""
    case: str
    """The circumstances, such as `1 spec`; measurements of one quantity and case are beside each other."""
    size: float
    """The abscissa of the curve, such as the number of lines."""
    subject: str
    """Whose it is: `osteon`, a peer's name, or a limit of the machine."""
    unit: str
    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The 95th percentile by nearest rank."""
        ordered = sorted(self.samples)
        return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]

    @property
    def place(self) -> tuple[str, str, str, float]:
        """What measurements that are beside each other have in common."""
        return (self.bench, self.quantity, self.case, self.size)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A subject that was not measured, and why."""

    bench: str
    subject: str
    reason: str


Yield = Measure | Skipped


def best(rounds: Iterable[Measure]) -> list[Measure]:
    """Keep, of several rounds of each measurement, the one with the lowest median: the one least disturbed."""
    kept: dict[tuple[Any, ...], Measure] = {}
    for measure in rounds:
        key = (*measure.place, measure.subject)
        if key not in kept or measure.median < kept[key].median:
            kept[key] = measure
    return list(kept.values())


def ratio(measure: Measure, measures: Iterable[Measure]) -> float | None:
    """Return how many times what stands beside it ours is; None for ours itself and where ours is missing."""
    ours = next((one for one in measures if one.place == measure.place and one.subject == OURS), None)
    if ours is None or ours is measure or not measure.median:
        return None
    return ours.median / measure.median


def machine() -> dict[str, Any]:
    """Describe the machine without naming it, with its load now."""
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "versions": {
            name: version for name in ("osteon", "rumdl", "tombi", "ruff", "pygls") if (version := _version(name))
        },
    }


def as_json(measure: Measure, measures: Iterable[Measure]) -> dict[str, Any]:
    """Return everything about a measurement, the samples included."""
    derived = {"median": measure.median, "p95": measure.p95, "ours_over_this": ratio(measure, measures)}
    return asdict(measure) | derived


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
