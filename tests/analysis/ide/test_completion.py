"""Completion offers what may stand at the cursor, and nothing that may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.ide.worlds import WORLD, at
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.ide.completion import complete
from osteon.analysis.text import TextEdit, apply_edits


def offers(fixture: str) -> list[str]:
    read = parse_fixture(fixture)
    assert read.cursor
    return [item.label for item in complete(workspace_of(read), *read.cursor)]


def chosen(fixture: str, label: str) -> str:
    """Return the line of the cursor after an item was chosen."""
    read = parse_fixture(fixture)
    assert read.cursor
    path, offset = read.cursor
    item = next(item for item in complete(workspace_of(read), path, offset) if item.label == label)
    after = apply_edits(read.files[path], [TextEdit(item.span, item.insert)])
    return after.split("\n")[after[: item.span.start].count("\n")]


@pytest.mark.parametrize(
    ("path", "was", "text", "first"),
    [
        ("specs/display.smd", "@depends: MEMORY", "@$0", ["@status", "@priority", "@depends", "@see"]),
        ("specs/display.smd", "@depends: MEMORY", "@depends: $0", ["MEMORY"]),
        ("specs/display.smd", "@depends: MEMORY", "@status: d$0", ["draft", "review", "approved"]),
        ("specs/display.smd", "@depends: MEMORY", "@see: MEMORY#$0", ["MEMORY#overview", "MEMORY#read-a-byte"]),
        ("specs/display.smd", "@depends: MEMORY", "@see: #$0", ["#draw-sprite", "#overview", "#requirements"]),
        ("specs/display.smd", "@depends: MEMORY", "@allow: miss$0", ["closure-leak", "context-budget"]),
        ("specs/display.smd", "It shall draw.", "## $0", ["Goals", "Non-Goals", "Constraints"]),
        ("specs/display.smd", "It shall draw.", "**$0", ["Accepts", "Returns", "Errors"]),
        ("specs/display.smd", "It shall draw.", "$0", ["requirement", "example"]),
        ("specs/display.amd", "**Depends on:** None", "**Depends on:** $0", ["Screen"]),
        ("specs/plan.toml", 'needs = ["draw"]', 'needs = ["$0"]', ["draw"]),
        ("specs/plan.toml", 'reads = ["display.py"]', 'reads = ["$0"]', ["display.py"]),
        ("specs/plan.toml", 'architecture = ["Screen"]', 'architecture = ["$0"]', ["Screen"]),
        ("specs/plan.toml", '"#draw-sprite", ', '"#$0", ', ["#draw-sprite", "#overview"]),
        ("specs/plan.toml", 'spec = "DISPLAY"', 'spec = "$0"', ["DISPLAY", "MEMORY"]),
        ("specs/plan.toml", 'architecture = ["Screen"]', "arch$0", ["title", "architecture"]),
    ],
)
def test_offers(path: str, was: str, text: str, first: list[str]) -> None:
    fixture = at(path, text, world=WORLD.replace(was, text.replace("$0", ""), 1))
    found = offers(fixture)
    assert [label for label in found if label in first] == first


def test_prose_is_left_alone() -> None:
    assert offers(at("specs/display.smd", "It shall dr$0aw.")) == []


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        ("@sta$0\n", "@status", "@status: "),
        ("@see: A#o$0\n", "A#overview", "@see: A#overview"),
        ("@see: [A#x, A#o$0]\n", "A#overview", "@see: [A#x, A#overview]"),
    ],
)
def test_choosing_replaces_what_was_typed(before: str, label: str, after: str) -> None:
    fixture = f"# A\n\n@id: A\n{before}\n## Overview\n\nx\n"
    assert chosen(fixture, label) == after


def test_a_value_without_quotes_gets_them() -> None:
    fixture = '#- plan.toml\n[[task]]\nid = "a"\n[[task]]\nid = "b"\nneeds = [$0]\n'
    assert chosen(fixture, "a") == 'needs = ["a"]'


@given(st.sampled_from(sorted(parse_fixture(WORLD).files)), st.floats(0, 1))
def test_no_place_makes_it_fail(path: str, at_share: float) -> None:
    read = parse_fixture(WORLD)
    offset = int(at_share * len(read.files[path]))
    for item in complete(workspace_of(read), path, offset):
        assert item.span.start <= offset == item.span.end
