"""One character typed in the middle of a document: `didChange` to `publishDiagnostics`, over real pipes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from tests.bench.client import FULL_SYNC, Client, Silent, framed
from tests.bench.corpus import project_folders
from tests.bench.generated import plan_of_lines, spec, write_specs
from tests.bench.measure import Measure, Scale, Skipped, Yield
from tests.bench.servers import FOR_PLANS, FOR_SPECS, OSTEON, RUMDL, Server

PUSH, PULL, BURST = "didChange -> publishDiagnostics", "didChange -> textDocument/diagnostic", "ten edits at once"
LINES = {
    Scale.TINY: (100,),
    Scale.QUICK: (1_000, 10_000),
    Scale.NORMAL: (1_000, 10_000, 50_000),
    Scale.FULL: (1_000, 10_000, 50_000),
}
SPECS = {Scale.TINY: (3,), Scale.QUICK: (100,), Scale.NORMAL: (1_000,), Scale.FULL: (1_000, 10_000)}
EDITS = {Scale.TINY: 3, Scale.QUICK: 40, Scale.NORMAL: 100, Scale.FULL: 200}
PLACES = {Scale.TINY: 2, Scale.QUICK: 20, Scale.NORMAL: 100, Scale.FULL: 200}
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

    def find(self, text: str) -> int:
        """Return where it is in a text."""
        half = text.find(self.mark, len(text) // 2)
        return (half if half >= 0 else text.index(self.mark)) + len(self.mark)


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
    yield from _careful(scale)


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
                case = f"spec among {count:,}, while these are loaded"
                yield from _measured(OSTEON, text, lines, case, PROSE, scale, root, loading=True)


def _careful(scale: Scale) -> Iterator[Yield]:
    """Measure typing at chance places of the specs of the corpus, which are one project here."""
    texts = {
        f"{folder.name}-{path.stem}": path.read_text()
        for folder in project_folders()
        for path in sorted(folder.rglob("*.smd"))
    }
    lines = round(median(text.count("\n") for text in texts.values()))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        write_specs(root, 0)
        for stem, text in texts.items():
            for suffix in (OSTEON.suffix, RUMDL.suffix):
                (root / "specs" / f"{stem}{suffix}").write_text(text)
        for server in FOR_SPECS:
            if not server.installed:
                yield Skipped("keystroke", server.name, "not installed")
                continue
            samples = tuple(1000 * one for one in _typed_anywhere(server, root, texts, PLACES[scale]))
            yield Measure(
                "keystroke", PUSH, f"anywhere in {len(texts)} careful specs", lines, server.name, "ms", samples
            )


def _typed_anywhere(server: Server, root: Path, texts: Mapping[str, str], places: int) -> Iterator[float]:
    """Yield the seconds of each of three characters typed at so many places, the same for every server."""
    random = Random(places)
    with Client(server.command, root) as client:
        client.initialize(root)
        for number in range(places + 1):
            stem = random.choice(sorted(texts))
            at = random.randrange(len(texts[stem]))
            uri = (root / "specs" / server.names(stem)).as_uri()
            client.open(uri, server.language, texts[stem])
            client.loaded(uri)
            typing = Typing(client, uri, texts[stem], at)
            samples = [typing.time(PUSH) for _ in range(3)]
            if number:  # the first place of all warms up
                yield from samples
            client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


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
    loading: bool = False,
) -> Iterator[Yield]:
    if not server.installed:
        yield Skipped("keystroke", server.name, "not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        place = root or Path(folder).resolve()
        try:
            samples = _session(server, place, text, spot, _edits(scale, lines, quantity), quantity, loading=loading)
        except Silent as error:
            yield Skipped("keystroke", server.name, f"{case}, {lines:,} lines: {error}")
            return
    yield Measure("keystroke", quantity, case, lines, server.name, "ms", samples)


def _edits(scale: Scale, lines: int, quantity: str) -> int:
    """Return how many samples to take."""
    most = min(EDITS[scale], MOST_LINES // lines)
    return min(EDITS[scale], max(10, most // 10 if quantity == BURST else most))


def _session(
    server: Server, root: Path, text: str, spot: Spot, edits: int, quantity: str, *, loading: bool = False
) -> tuple[float, ...]:
    """Open the text as a new document of the project and type into it; return milliseconds.

    With `loading`, what is measured begins when the document is diagnosed, though the project is not there yet.
    """
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
        if not loading:
            client.loaded(uri)
        session = Typing(client, uri, text, spot.find(text))
        samples = [session.time(quantity) for _ in range(edits + WARM_UP)]
    return tuple(1000 * sample for sample in samples[WARM_UP:])


class Typing:
    """Types character after character at one spot; what is sent is encoded before the clock starts."""

    def __init__(self, client: Client, uri: str, text: str, at: int) -> None:
        self._client = client
        self._uri = uri
        self._text = text
        self._at = at
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
