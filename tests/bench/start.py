"""From the start of a process to the answer to `initialize`, and to the first diagnostics of an opened document."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.client import Client, Silent
from tests.bench.generated import spec
from tests.bench.measure import Measure, Scale, Skipped, Yield
from tests.bench.servers import FOR_SPECS, Server

RUNS = {Scale.TINY: 1, Scale.QUICK: 5, Scale.NORMAL: 15, Scale.FULL: 30}
LINES = 200
INITIALIZED, DIAGNOSED, GONE = "start -> initialize answered", "start -> first diagnostics", "exit -> process gone"


def run(scale: Scale) -> Iterator[Yield]:
    """Start every server many times, in turns, so that all meet the same machine."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        samples: dict[tuple[str, str], list[float]] = {}
        for _ in range(RUNS[scale]):
            samples.setdefault((INITIALIZED, "python -c pass"), []).append(_bare_interpreter())
            for server in FOR_SPECS:
                if server.installed:
                    for quantity, seconds in _session(server, root).items():
                        samples.setdefault((quantity, server.name), []).append(seconds)
    for (quantity, subject), seconds_each in samples.items():
        milliseconds = tuple(1000 * seconds for seconds in seconds_each)
        yield Measure("start", quantity, f"one spec of {LINES} lines", 1, subject, "ms", milliseconds)
    for server in FOR_SPECS:
        if not server.installed:
            yield Skipped("start", server.name, "not installed")


def _session(server: Server, root: Path) -> dict[str, float]:
    uri = (root / server.names("first")).as_uri()
    with Client(server.command, root) as client:
        try:
            initialized = client.initialize(root)
            client.open(uri, server.language, spec(0, LINES))
            _, diagnosed = client.published(uri, 1)
            gone = client.end()
        except Silent:
            return {}
    return {INITIALIZED: initialized - client.started, DIAGNOSED: diagnosed - client.started, GONE: gone}


def _bare_interpreter() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - start
