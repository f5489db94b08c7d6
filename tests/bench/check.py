"""A cold `osteon check`: a new process reads and checks a whole project."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.bench.generated import write_specs
from tests.bench.measure import OURS, Measure, Scale, Skipped, Yield
from tests.bench.processes import Weight, weigh
from tests.bench.servers import RUMDL

SPECS = {
    Scale.TINY: (1, 3),
    Scale.QUICK: (10, 100),
    Scale.NORMAL: (10, 100, 1_000),
    Scale.FULL: (10, 100, 1_000, 10_000),
}
RUNS = {Scale.TINY: 1, Scale.QUICK: 3, Scale.NORMAL: 5, Scale.FULL: 5}
MOST = 20_000
"""Specs in all runs of one size: large sizes run less often."""
CASE = "specs of 120 lines, every fifth with an architecture"


def run(scale: Scale) -> Iterator[Yield]:
    """Measure time and memory of every size, then what one spec more costs."""
    weights: dict[int, list[Weight]] = {}
    for count in SPECS[scale]:
        runs = max(1, min(RUNS[scale], MOST // count))
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_specs(root, count)
            weights[count] = [weigh((sys.executable, "-m", "osteon", "check"), root) for _ in range(runs)]
            yield _measure("wall time of the process", count, OURS, "ms", [1000 * w.seconds for w in weights[count]])
            yield _measure("peak memory", count, OURS, "MiB", [w.peak for w in weights[count]])
        yield from _peer(count, runs)
    sizes = SPECS[scale]
    for smaller, larger in pairwise(sizes):
        yield from _marginal(smaller, larger, weights)


def _peer(count: int, runs: int) -> Iterator[Yield]:
    if not RUMDL.installed:
        yield Skipped("check", RUMDL.name, "not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_specs(root, count, suffix=".md")
        command = (RUMDL.command[0], "check", "--no-cache", "specs")
        weights = [weigh(command, root) for _ in range(runs)]
    yield _measure("wall time of the process", count, RUMDL.name, "ms", [1000 * w.seconds for w in weights])
    yield _measure("peak memory", count, RUMDL.name, "MiB", [w.peak for w in weights])


def _marginal(smaller: int, larger: int, weights: dict[int, list[Weight]]) -> Iterator[Measure]:
    """Return what each spec between two sizes costs, by the least disturbed run of either."""
    more = larger - smaller
    seconds = min(w.seconds for w in weights[larger]) - min(w.seconds for w in weights[smaller])
    peak = min(w.peak for w in weights[larger]) - min(w.peak for w in weights[smaller])
    yield _measure("time of one spec more", larger, OURS, "ms", [1000 * seconds / more])
    yield _measure("memory of one spec more", larger, OURS, "KiB", [1024 * peak / more])


def _measure(quantity: str, count: int, subject: str, unit: str, samples: list[float]) -> Measure:
    return Measure("check", quantity, CASE, count, subject, unit, tuple(samples))
