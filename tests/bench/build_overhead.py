"""What the engine itself costs: a build with nothing to do, and a build whose model and checks take no time."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.bench.fakes import FixedModel, build_all, project
from tests.bench.generated import output, plan, write_specs
from tests.bench.measure import OURS, Measure, Scale

from osteon.engine.files import write_atomic
from osteon.engine.status import assess

TASKS = {Scale.TINY: (5,), Scale.QUICK: (100,), Scale.NORMAL: (100, 300, 1_000), Scale.FULL: (100, 300, 1_000, 3_000)}
RUNS = {Scale.TINY: 1, Scale.QUICK: 3, Scale.NORMAL: 5, Scale.FULL: 5}
PER_SPEC = 5


def run(scale: Scale) -> Iterator[Measure]:
    """Build a plan from nothing, then again and again with nothing to do."""
    for tasks in TASKS[scale]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            write_specs(root, -(-tasks // PER_SPEC), lines=200)
            (root / "specs" / "plan.toml").write_text(plan(tasks, requirements=PER_SPEC))
            first = _seconds(partial(build_all, root, FixedModel(), jobs=4))
            yield _measure("engine time of one task", tasks, OURS, [1000 * first / tasks])
            yield _measure("engine time of one task", tasks, "write and flush its output", _writes(root, tasks))
            runs = range(RUNS[scale])
            again = [_seconds(partial(_nothing_to_do, root)) for _ in runs]
            yield _measure("build with nothing to do", tasks, OURS, [1000 * seconds for seconds in again])
            hashed = [_seconds(partial(_hash_all, root)) for _ in runs]
            yield _measure("build with nothing to do", tasks, "hash every file once", [1000 * s for s in hashed])
            status = [_seconds(partial(assess, project(root))) for _ in runs]
            yield _measure("status with nothing to do", tasks, OURS, [1000 * seconds for seconds in status])


def _nothing_to_do(root: Path) -> None:
    model = FixedModel()
    build_all(root, model, jobs=4)
    if model.calls:
        raise RuntimeError(f"{model.calls} tasks were built again")


def _hash_all(root: Path) -> None:
    """Read and digest all sources, outputs and records: what any build that trusts only content has to do."""
    sources, records = (root / "specs").iterdir(), (root / "specs" / ".osteon" / "tasks").glob("*/record.toml")
    for path in (*sources, *root.glob("parts/*.py"), *records):
        if path.is_file():
            hashlib.sha256(path.read_bytes()).digest()


def _writes(root: Path, tasks: int) -> list[float]:
    """Return the milliseconds of writing each output of a plan as the engine does: whole, flushed, renamed."""
    samples = []
    for number in range(tasks):
        data = (root / output(number, PER_SPEC)).read_bytes()
        samples.append(1000 * _seconds(partial(write_atomic, root / f"again/{number}", data)))
    return samples


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _measure(quantity: str, tasks: int, subject: str, samples: list[float]) -> Measure:
    return Measure("build_overhead", quantity, "plan of chains of 5 tasks", tasks, subject, "ms", tuple(samples))
