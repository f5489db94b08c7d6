"""Cycles are looked for only where they can be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.cycles import knots


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({}, ""),
        ({"a": "b", "b": "c"}, ""),
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a", "x": "a", "b2": "y"}, "ab"),
        ({"a": "b", "b": "ac", "c": "d", "d": "e", "e": "d"}, "abcde"),
    ],
)
def test_knots_are_cycles_and_the_ways_between_them(edges: dict[str, str], expected: str):
    assert knots(edges) == set(expected)


def reaches(edges: dict[int, set[int]], start: int, goal: int) -> bool:
    seen: set[int] = set()
    ahead = set(edges.get(start, ()))
    while ahead:
        seen |= ahead
        ahead = {target for name in ahead for target in edges.get(name, ())} - seen
    return goal in seen


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3)))
def test_every_name_on_a_cycle_is_in_a_knot(edges: dict[int, set[int]]):
    assert {name for name in edges if reaches(edges, name, name)} <= knots(edges)
