"""The one fixture language: a string, or a folder, that holds files, a cursor and the findings expected in them.

- `#- path` on a line of its own begins a file. Text before the first one is the file `main.smd`.
- `$0` is the cursor. It is taken out, also before columns are counted.
- A line of carets says what is expected in the line above it: `^^^^ code part of the message`. The carets stand under
  the exact range. `^^^^…` is a range that ends in a later line, `^|` an empty range before that column. Several such
  lines may follow each other. They are taken out before anything is parsed. A `#` may stand first, `#  ^^^^ code`,
  where a file should stay readable to tools of its own format.

A fixture without carets says that nothing is found. `check(fixture, "a-code")` looks only at the codes it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import dedent

import pytest

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import FileEdit, Finding
from osteon.analysis.fixing import in_sequence
from osteon.analysis.text import Lines, Span, apply_edits
from osteon.analysis.workspace import Workspace

FIRST_FILE = "main.smd"
CURSOR = "$0"

_FILE = re.compile(r"#- (\S.*?)\s*")
_EXPECTED = re.compile(r"(?:#(?=\s))?\s*(?P<carets>\^+)(?P<shape>[|…]?)[ ]+(?P<code>[\w-]+)[ ]*(?P<message>.*?)\s*")


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """One expected finding: line and columns count from 0; `end` is None where the range ends in a later line."""

    path: str
    line: int
    start: int
    end: int | None
    code: str
    message: str = ""

    def __str__(self) -> str:
        end = "…" if self.end is None else self.end
        return f"{self.path}:{self.line + 1}, columns {self.start}-{end}: {self.code} {self.message}".rstrip()


@dataclass(frozen=True, slots=True)
class Fixture:
    """What a fixture says: files by path, what is expected in them, and the cursor as path and offset."""

    files: Mapping[str, str]
    expected: tuple[Expected, ...] = ()
    cursor: tuple[str, int] | None = None


def check(fixture: str | Fixture, *codes: str, configuration: Configuration | None = None) -> Workspace:
    """Fail unless exactly the expected findings are found; return the workspace that found them."""
    read = parse_fixture(fixture) if isinstance(fixture, str) else fixture
    workspace = workspace_of(read, configuration=configuration)
    found = [one for path in workspace.files for one in as_expected(path, workspace, codes)]
    compare(read.expected, found)
    return workspace


def workspace_of(
    fixture: str | Fixture | Mapping[str, str], *, configuration: Configuration | None = None
) -> Workspace:
    """Return a real workspace with the fixture's files. A file of any other kind is one that exists on disk."""
    read = parse_fixture(fixture) if isinstance(fixture, str) else fixture
    files = read.files if isinstance(read, Fixture) else read
    workspace = Workspace(configuration, files.__contains__)
    workspace.set_files(files)
    return workspace


def fixed(workspace: Workspace, edits: Iterable[FileEdit]) -> Workspace:
    """Return a new workspace of the same files after a fix's edits."""
    texts = {path: file.text for path, file in workspace.files.items()}
    for edit in edits:
        texts[edit.path] = apply_edits(texts[edit.path], in_sequence(edit.edits, texts[edit.path]))
    after = Workspace(workspace.configuration, workspace.index.exists)
    after.set_files(texts)
    return after


def as_shown(workspace: Workspace) -> dict[str, list[object]]:
    """Return what a reader sees of all findings, by path: texts, and places as lines and columns."""
    lines = {path: Lines(file.text) for path, file in workspace.files.items()}

    def shown(path: str, span: Span) -> object:
        return tuple(map(lines[path].position, span)) if path in lines else path

    return {
        path: [
            (
                *(one.code, one.severity, one.message, shown(path, one.span)),
                *((related.message, shown(related.place.path, related.place.span)) for related in one.related),
            )
            for one in found
        ]
        for path, found in workspace.all_findings().items()
    }


def parse_fixture(text: str) -> Fixture:
    """Read a fixture from an indented string."""
    files = {path: "".join(lines) for path, lines in _files(dedent(text).removeprefix("\n"))}
    read = {path: parse_file(path, annotated) for path, annotated in files.items()}
    cursors = [(path, offset) for path, (_, _, offset) in read.items() if offset is not None]
    return Fixture(
        {path: clean for path, (clean, _, _) in read.items()},
        tuple(one for _, expected, _ in read.values() for one in expected),
        cursors[0] if cursors else None,
    )


def parse_file(path: str, annotated: str) -> tuple[str, tuple[Expected, ...], int | None]:
    """Return a file's text without carets and cursor, what is expected in it, and the cursor's offset."""
    kept: list[str] = []
    expected: list[Expected] = []
    for line in re.split(r"(?<=\n)", annotated):
        match = _EXPECTED.fullmatch(line.rstrip("\r\n"))
        if match and kept:
            expected.append(_expected(path, len(kept) - 1, match))
        else:
            kept.append(line)
    text = "".join(kept)
    at = text.find(CURSOR)
    return text.replace(CURSOR, ""), tuple(expected), at if at >= 0 else None


def compare(expected: Iterable[Expected], found: Iterable[Expected]) -> None:
    """Fail with two lists, what is missing and what was not expected, if the two differ."""
    missing = sorted(expected, key=str)
    unexpected: list[Expected] = []
    for one in sorted(found, key=str):
        match = next((other for other in missing if _matches(other, one)), None)
        if match is None:
            unexpected.append(one)
        else:
            missing.remove(match)
    if missing or unexpected:
        pytest.fail("\n".join(("", *_listed("missing", missing), *_listed("not expected", unexpected))), pytrace=False)


def as_expected(path: str, workspace: Workspace, codes: Iterable[str] = ()) -> Iterator[Expected]:
    """Return what was found in a file in the form of an expectation; only `codes`, if there are any."""
    wanted = frozenset(codes)
    lines = Lines(workspace.files[path].text)
    for finding in workspace.findings(path):
        if not wanted or finding.code in wanted:
            yield _placed(path, lines, finding)


def _placed(path: str, lines: Lines, finding: Finding) -> Expected:
    start, end = lines.position(finding.span.start), lines.position(finding.span.end)
    last = end.column if end.line == start.line else None
    return Expected(path, start.line, start.column, last, finding.code, finding.message)


def _matches(expected: Expected, found: Expected) -> bool:
    same = (expected.path, expected.line, expected.start, expected.end, expected.code)
    return same == (found.path, found.line, found.start, found.end, found.code) and expected.message in found.message


def _listed(title: str, items: list[Expected]) -> list[str]:
    return [f"{title}:", *(f"  {item}" for item in items)] if items else []


def _files(text: str) -> Iterator[tuple[str, list[str]]]:
    path, lines = FIRST_FILE, list[str]()
    for line in re.split(r"(?<=\n)", text):
        match = _FILE.fullmatch(line.rstrip("\r\n"))
        if match is None:
            lines.append(line)
            continue
        if "".join(lines).strip():
            yield path, lines
        path, lines = match[1], []
    if path != FIRST_FILE or "".join(lines):
        yield path, lines


def _expected(path: str, line: int, match: re.Match[str]) -> Expected:
    start, end = match.span("carets")
    last = {"…": None, "|": start}.get(match["shape"], end)
    return Expected(path, line, start, last, match["code"], match["message"])
