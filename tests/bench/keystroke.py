"""One character typed in the middle of a document: `didChange` to `publishDiagnostics`, over real pipes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.client import FULL_SYNC, Client, Silent, framed
from tests.bench.generated import plan_of_lines, spec, write_specs
from tests.bench.measure import Measure, Scale, Skipped, Yield
from tests.bench.servers import FOR_PLANS, FOR_SPECS, OSTEON, Server

PUSH, PULL, BURST = "didChange -> publishDiagnostics", "didChange -> textDocument/diagnostic", "ten edits at once"
LINES = {
    Scale.TINY: (100,),
    Scale.QUICK: (1_000, 10_000),
    Scale.NORMAL: (1_000, 10_000, 50_000),
    Scale.FULL: (1_000, 10_000, 50_000),
}
SPECS = {Scale.TINY: (3,), Scale.QUICK: (100,), Scale.NORMAL: (1_000,), Scale.FULL: (1_000, 10_000)}
EDITS = {Scale.TINY: 3, Scale.QUICK: 40, Scale.NORMAL: 100, Scale.FULL: 200}
MOST_LINES = 1_000_000
"""Lines in all edits of one session: longer documents get fewer edits, but at least ten of them."""
WARM_UP = 5
"""Edits that are not counted: the first of a kind makes a server import and compile what it needs."""
TYPED = "the quick brown fox jumps over the lazy dog and then some more "


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the typing happens: after the first `mark` behind the middle of the text."""

    name: str
    mark: str


PROSE = Spot("in prose", "**Returns:** The ")
HEADING = Spot("in a heading's anchor", "{#r-")
NOTES = Spot("in a task's notes", 'notes = "Keep')
DEPENDS = Spot("in @depends", "@depends: [PART_0")


def run(scale: Scale) -> Iterator[Yield]:
    """Measure every size alone, then in workspaces, then plans."""
    for lines in LINES[scale]:
        text = spec(0, lines)
        for server in FOR_SPECS:
            yield from _measured(server, text, lines, "spec alone", PROSE, scale)
        yield from _measured(OSTEON, text, lines, "spec alone", PROSE, scale, quantity=PULL)
        yield from _measured(OSTEON, text, lines, "spec alone", PROSE, scale, quantity=BURST)
    for count in SPECS[scale]:
        yield from _in_workspace(count, scale)
    for lines in LINES[scale][:2]:
        yield from _plan(lines, scale)


def _plan(lines: int, scale: Scale) -> Iterator[Yield]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        text = plan_of_lines(lines)
        write_specs(root, text.count("[[task]]") // 5 + 1, lines=200)
        for server in FOR_PLANS:
            yield from _measured(server, text, lines, "plan.toml and its specs", NOTES, scale, root)


def _in_workspace(count: int, scale: Scale) -> Iterator[Yield]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_specs(root, count)
        write_specs(root, count, suffix=".md")
        for lines in LINES[scale]:
            text = spec(count, lines, others=count)
            for server in FOR_SPECS:
                yield from _measured(server, text, lines, f"spec among {count:,}", PROSE, scale, root)
            if lines == LINES[scale][0]:
                for spot in (HEADING, DEPENDS):
                    yield from _measured(OSTEON, text, lines, f"spec among {count:,}, {spot.name}", spot, scale, root)


def _measured(
    server: Server,
    text: str,
    lines: int,
    case: str,
    spot: Spot,
    scale: Scale,
    root: Path | None = None,
    *,
    quantity: str = PUSH,
) -> Iterator[Yield]:
    if not server.installed:
        yield Skipped("keystroke", server.name, "not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        place = root or Path(folder).resolve()
        try:
            samples = _session(server, place, text, spot, _edits(scale, lines, quantity), quantity)
        except Silent as error:
            yield Skipped("keystroke", server.name, f"{case}, {lines:,} lines: {error}")
            return
    yield Measure("keystroke", quantity, case, lines, server.name, "ms", samples)


def _edits(scale: Scale, lines: int, quantity: str) -> int:
    """Return how many samples to take."""
    most = min(EDITS[scale], MOST_LINES // lines)
    return min(EDITS[scale], max(10, most // 10 if quantity == BURST else most))


def _session(server: Server, root: Path, text: str, spot: Spot, edits: int, quantity: str) -> tuple[float, ...]:
    """Open the text as a new document of the project and type into it; return milliseconds."""
    stem = "plan" if server.suffix == ".toml" else "edited"
    write_specs(root, 0)
    uri = (root / "specs" / server.names(stem)).as_uri()
    with Client(server.command, root) as client:
        client.initialize(root, pull=quantity == PULL)
        client.open(uri, server.language, text)
        if quantity == PULL:
            client.write(client.start_request("textDocument/diagnostic", {"textDocument": {"uri": uri}}))
            client.reply()
        else:
            client.published(uri, 1)
        client.loaded(uri)
        session = Typing(client, uri, text, spot)
        samples = [session.time(quantity) for _ in range(edits + WARM_UP)]
    return tuple(1000 * sample for sample in samples[WARM_UP:])


class Typing:
    """Types character after character at one spot; what is sent is encoded before the clock starts."""

    def __init__(self, client: Client, uri: str, text: str, spot: Spot) -> None:
        self._client = client
        self._uri = uri
        self._text = text
        half = text.find(spot.mark, len(text) // 2)
        self._at = (half if half >= 0 else text.index(spot.mark)) + len(spot.mark)
        self._version = 1
        self._typed = 0

    def time(self, quantity: str) -> float:
        """Type once; return the seconds until the diagnostics of that version were there."""
        messages = [self._next() for _ in range(10 if quantity == BURST else 1)]
        if quantity == PULL:
            request = self._client.start_request("textDocument/diagnostic", {"textDocument": {"uri": self._uri}})
            start = self._client.write(b"".join((*messages, request)))
            return self._client.reply()[1] - start
        start = self._client.write(b"".join(messages))
        return self._client.published(self._uri, self._version)[1] - start

    def _next(self) -> bytes:
        character = TYPED[self._typed % len(TYPED)]
        self._typed += 1
        line = self._text.count("\n", 0, self._at)
        column = self._at - self._text.rfind("\n", 0, self._at) - 1
        self._text = self._text[: self._at] + character + self._text[self._at :]
        self._at += 1
        self._version += 1
        here = {"line": line, "character": column}
        partial = {"range": {"start": here, "end": here}, "text": character}
        changes: Sequence[object] = [{"text": self._text}] if self._client.sync == FULL_SYNC else [partial]
        identifier = {"uri": self._uri, "version": self._version}
        params = {"textDocument": identifier, "contentChanges": changes}
        return framed({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params})
