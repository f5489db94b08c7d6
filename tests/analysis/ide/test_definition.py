"""A jump goes from a reference to what it names, and from a path to the file and the task that writes it."""

from __future__ import annotations

import pytest
from tests.analysis.ide.worlds import WORLD, at
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.configuration import Configuration
from osteon.analysis.ide.definition import definitions


def jump(fixture: str) -> list[tuple[str, str]]:
    """Return where a fixture's cursor leads: files, and the text that the jump selects there."""
    read = parse_fixture(fixture)
    workspace = workspace_of(read, configuration=Configuration(output="out"))
    assert read.cursor
    found = definitions(workspace, *read.cursor)
    return [(one.path, read.files[one.path][one.name_span.start : one.name_span.end]) for one in found]


@pytest.mark.parametrize(
    ("path", "text", "target"),
    [
        ("specs/display.smd", "@depends: MEM$0ORY", ("specs/memory.smd", "MEMORY")),
        ("specs/display.amd", "@spec: DISPLAY$0", ("specs/display.smd", "DISPLAY")),
        ("specs/display.amd", "@see: #draw$0", ("specs/display.smd", "draw-sprite")),
        ("specs/display.vmd", "@spec: $0DISPLAY", ("specs/display.smd", "DISPLAY")),
        ("specs/display.vmd", "@covers: #draw$0", ("specs/display.smd", "draw-sprite")),
        ("specs/plan.toml", 'spec = "DIS$0PLAY"', ("specs/display.smd", "DISPLAY")),
        ("specs/plan.toml", '"#draw$0-sprite"', ("specs/display.smd", "draw-sprite")),
        ("specs/plan.toml", '"MEMORY#re$0ad-a-byte"', ("specs/memory.smd", "Read a byte")),
        ("specs/plan.toml", 'architecture = ["$0Screen"]', ("specs/display.amd", "Screen")),
        ("specs/plan.toml", 'needs = ["dr$0aw"]', ("specs/plan.toml", '"draw"')),
    ],
)
def test_a_reference_leads_to_what_it_names(path: str, text: str, target: tuple[str, str]) -> None:
    assert jump(at(path, text)) == [target]


def test_a_link_with_a_digest_leads_to_what_it_names() -> None:
    world = WORLD.replace("@see: #draw-sprite", "@see: #draw-sprite@0123abcd")
    fixture = at("specs/display.amd", "@see: #draw$0-sprite@0123abcd", world=world)
    assert jump(fixture) == [("specs/display.smd", "draw-sprite")]


def test_a_component_s_path_leads_to_the_generated_file_and_its_task() -> None:
    assert jump(at("specs/display.amd", "@path: dis$0play.py")) == [
        ("out/display.py", ""),
        ("specs/plan.toml", '"draw"'),
    ]


def test_a_file_that_a_task_reads_leads_to_the_file_and_the_task_that_writes_it() -> None:
    fixture = at("specs/plan.toml", 'reads = ["$0display.py"]')
    assert jump(fixture) == [("out/display.py", ""), ("specs/plan.toml", '"draw"')]


@pytest.mark.parametrize(
    ("path", "text"),
    [("specs/display.smd", "A pic$0ture."), ("specs/memory.smd", "# Mem$0ory"), ("specs/plan.toml", "format$0 = 1")],
)
def test_other_text_leads_nowhere(path: str, text: str) -> None:
    assert jump(at(path, text)) == []


def test_a_name_that_is_defined_twice_leads_to_both() -> None:
    twice = at("specs/display.smd", "@depends: MEMO$0RY").replace(
        "#- specs/display.smd", "#- a.smd\n# A\n\n@id: memory\n#- specs/display.smd"
    )
    assert jump(twice) == [("a.smd", "memory"), ("specs/memory.smd", "MEMORY")]


def test_a_component_s_name_with_a_dot_leads_to_it() -> None:
    world = WORLD.replace("### Screen", "### main.py").replace('["Screen"]', '["main.py", "DISPLAY.main.py"]')
    for written in ('"mai$0n.py"', '"DISPLAY.mai$0n.py"'):
        assert jump(at("specs/plan.toml", written, world=world)) == [("specs/display.amd", "main.py")]
