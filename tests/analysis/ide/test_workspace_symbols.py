"""A name, an id or some of their letters find what they belong to."""

from __future__ import annotations

import pytest
from tests.analysis.ide.worlds import WORLD
from tests.fixtures import workspace_of

from osteon.analysis.ide.workspace_symbols import LIMIT, find_symbols


def found(query: str) -> list[str]:
    return [f"{one.path}: {one.symbol.name}" for one in find_symbols(workspace_of(WORLD), query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("scr", "specs/display.amd: Screen"),
        ("READ-A", "specs/memory.smd: Read a byte"),
        ("byte", "specs/memory.smd: Read a byte"),
        ("rdbt", "specs/memory.smd: Read a byte"),
        ("show", "specs/plan.toml: show"),
        ("MEMORY", "specs/memory.smd: Memory"),
    ],
)
def test_the_closest_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_nothing_has_other_letters() -> None:
    assert found("zz") == []


def test_no_query_finds_everything_up_to_a_limit() -> None:
    assert {"specs/plan.toml: draw", "specs/memory.smd: Memory"} <= set(found(""))
    headings = "".join(f"## S{number}\n\n" for number in range(LIMIT + 9))
    assert len(find_symbols(workspace_of(f"# Many\n\n{headings}"), "s")) == LIMIT


def test_a_symbol_says_what_it_is_in() -> None:
    (one,) = find_symbols(workspace_of(WORLD), "read a b")
    assert one.container == "Requirements"
