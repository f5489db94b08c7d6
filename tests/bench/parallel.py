"""How close a build of 64 tasks comes to its critical path, with a model that answers after a fixed delay."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from tests.bench.fakes import FixedModel, build_all
from tests.bench.generated import spec, spec_id
from tests.bench.measure import OURS, Measure, Scale

DELAY = {Scale.TINY: 0.05, Scale.QUICK: 0.2, Scale.NORMAL: 1.0, Scale.FULL: 2.0}
RUNS = {Scale.TINY: 1, Scale.QUICK: 2, Scale.NORMAL: 3, Scale.FULL: 5}
TASKS = 64
Graph = Mapping[int, tuple[int, ...]]
"""The needs of each task, all of lower number."""


def layers(width: int) -> Graph:
    """Return layers of `width` tasks, each of which needs two of the layer before."""
    return {
        n: (n - width, n - width + (1 if n % width < width - 1 else 1 - width)) if n >= width else ()
        for n in range(TASKS)
    }


def scattered() -> Graph:
    """Return a graph in which a task needs up to three earlier ones, as they come."""
    random = Random(64)
    return {
        n: tuple(sorted({random.randrange(n) for _ in range(random.randrange(4))})) if n else () for n in range(TASKS)
    }


GRAPHS = {"8 layers of 8, 8 at once": (layers(8), 8), "scattered needs, 16 at once": (scattered(), 16)}


def run(scale: Scale) -> Iterator[Measure]:
    """Build each graph from nothing a few times."""
    for case, (graph, jobs) in GRAPHS.items():
        walls = tuple(_wall(graph, DELAY[scale], jobs) for _ in range(RUNS[scale]))
        limit = max(longest_chain(graph), -(-TASKS // jobs)) * DELAY[scale]
        yield Measure("parallel", "wall time", case, TASKS, OURS, "s", walls)
        yield Measure("parallel", "wall time", case, TASKS, "critical path", "s", (limit,))


def longest_chain(graph: Graph) -> int:
    """Return the number of tasks on the critical path."""
    lengths: dict[int, int] = {}
    for task, needs in graph.items():
        lengths[task] = 1 + max((lengths[need] for need in needs), default=0)
    return max(lengths.values())


def plan_of(graph: Graph) -> str:
    """Return a plan with one task for each node, which reads what it needs."""
    blocks = ["[plan]\nformat = 1\n"]
    for task, needs in graph.items():
        listed = ", ".join(f'"n{need}"' for need in dict.fromkeys(needs))
        reads = ", ".join(f'"out/n{need}.py"' for need in dict.fromkeys(needs))
        blocks.append(
            f'[[task]]\nid = "n{task}"\nspec = "{spec_id(0)}"\nsections = ["#r-{task % 8}"]\n'
            f'needs = [{listed}]\nreads = [{reads}]\noutputs = ["out/n{task}.py"]\nverify = ["true"]\n'
        )
    return "\n".join(blocks)


def _wall(graph: Graph, delay: float, jobs: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "specs").mkdir()
        (root / "specs" / "one.smd").write_text(spec(0, 300))
        (root / "specs" / "plan.toml").write_text(plan_of(graph))
        model = FixedModel(delay)
        start = time.perf_counter()
        build_all(root, model, jobs=jobs)
        wall = time.perf_counter() - start
        if model.calls != TASKS:
            raise RuntimeError(f"{model.calls} calls for {TASKS} tasks")
        return wall
