"""A name is found wherever it is written, in every file and in every way to write it."""

from __future__ import annotations

import pytest
from tests.analysis.ide.worlds import at
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.ide.occurrences import occurrences, occurrences_in_file

MEMORY = [
    ("specs/display.smd", "@depends: MEMORY", False),
    ("specs/memory.smd", "@id: MEMORY", True),
    ("specs/plan.toml", 'sections = ["#draw-sprite", "MEMORY', False),
]
DRAWING = [
    ("specs/display.amd", "@see: #draw-sprite", False),
    ("specs/display.smd", "### Draw {#draw-sprite", True),
    ("specs/display.vmd", "@covers: #draw-sprite", False),
    ("specs/plan.toml", 'sections = ["#draw-sprite', False),
]
READING = [
    ("specs/memory.smd", "### Read a byte", True),
    ("specs/plan.toml", 'sections = ["#draw-sprite", "MEMORY#read-a-byte', False),
]
SCREEN = [("specs/display.amd", "### Screen", True), ("specs/plan.toml", 'architecture = ["Screen', False)]
TASK = [("specs/plan.toml", 'id = "draw', True), ("specs/plan.toml", 'needs = ["draw', False)]


def found(fixture: str) -> list[tuple[str, str, bool]]:
    """Return the line of each occurrence up to its end, by file."""
    read = parse_fixture(fixture)
    assert read.cursor
    made = occurrences(workspace_of(read), *read.cursor)
    here = occurrences_in_file(workspace_of(read), *read.cursor)
    assert here == tuple(one for one in made if one.path == read.cursor[0])
    return [(one.path, read.files[one.path][: one.span.end].rpartition("\n")[2], one.defines) for one in made]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("specs/memory.smd", "@id: MEM$0ORY", MEMORY),
        ("specs/display.smd", "@depends: MEMO$0RY", MEMORY),
        ("specs/display.smd", "{#draw$0-sprite}", DRAWING),
        ("specs/plan.toml", '"#draw$0-sprite"', DRAWING),
        ("specs/display.vmd", "@covers: #draw$0", DRAWING),
        ("specs/memory.smd", "### Read$0 a byte", READING),
        ("specs/plan.toml", '"MEMORY#re$0ad-a-byte"', READING),
        ("specs/display.amd", "### Scr$0een", SCREEN),
        ("specs/plan.toml", 'id = "dr$0aw"', TASK),
        ("specs/plan.toml", 'needs = ["dr$0aw"]', TASK),
    ],
)
def test_a_name_is_found_in_every_file(path: str, text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert found(at(path, text)) == expected


def test_a_section_is_found_by_its_title_too() -> None:
    fixture = at("specs/display.smd", "{#draw$0-sprite}").replace("@covers: #draw-sprite", '@covers: "Draw"')
    assert ("specs/display.vmd", '@covers: "Draw', False) in found(fixture)


def test_a_name_that_nothing_defines_is_found_where_it_is_named() -> None:
    fixture = at("specs/display.smd", "@depends: MEM$0ORY").replace("@depends: MEM$0ORY", "@depends: NO$0WHERE")
    assert found(fixture) == [("specs/display.smd", "@depends: NOWHERE", False)]


@pytest.mark.parametrize(("path", "text"), [("specs/display.smd", "A pic$0ture."), ("specs/plan.toml", "for$0mat = 1")])
def test_other_text_is_no_name(path: str, text: str) -> None:
    assert found(at(path, text)) == []
