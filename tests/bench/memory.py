"""The resident size of a language server that has a workspace open, before and after typing, and its time to exit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.client import Client, Silent
from tests.bench.generated import spec, write_specs
from tests.bench.keystroke import PROSE, PUSH, Typing
from tests.bench.measure import Measure, Scale, Skipped, Yield
from tests.bench.processes import resident
from tests.bench.servers import FOR_SPECS, Server

SPECS = {Scale.TINY: (3,), Scale.QUICK: (200,), Scale.NORMAL: (10, 200, 1_000), Scale.FULL: (10, 200, 1_000, 10_000)}
EDITS = {Scale.TINY: 3, Scale.QUICK: 100, Scale.NORMAL: 1_000, Scale.FULL: 5_000}
LOADED, TYPED, EXIT = "resident size, loaded", "resident size, after typing", "exit -> process gone"


def run(scale: Scale) -> Iterator[Yield]:
    """Open workspaces of several sizes with every server."""
    for count in SPECS[scale]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            write_specs(root, count)
            write_specs(root, count, suffix=".md")
            for server in FOR_SPECS:
                yield from _session(server, root, count, EDITS[scale])


def _session(server: Server, root: Path, count: int, edits: int) -> Iterator[Yield]:
    if not server.installed:
        yield Skipped("memory", server.name, "not installed")
        return
    text = spec(count, 200, others=count)
    uri = (root / "specs" / server.names("edited")).as_uri()
    with Client(server.command, root) as client:
        try:
            client.initialize(root)
            client.open(uri, server.language, text)
            client.published(uri, 1)
            client.loaded(uri)
            yield _measure(LOADED, count, server, "MiB", resident(client.process.pid))
            typing = Typing(client, uri, text, PROSE.find(text))
            for _ in range(edits):
                typing.time(PUSH)
            yield _measure(TYPED, count, server, "MiB", resident(client.process.pid))
            yield _measure(EXIT, count, server, "ms", 1000 * client.end())
        except Silent as error:
            yield Skipped("memory", server.name, f"{count:,} specs: {error}")


def _measure(quantity: str, count: int, server: Server, unit: str, sample: float) -> Measure:
    return Measure("memory", quantity, "specs of 120 lines", count, server.name, unit, (sample,))
