"""YAML front matter is read as strings with their places, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.front_matter import read
from osteon.analysis.syntax import parse


@pytest.mark.parametrize("value", ["NO", "010", "1.0", "true", "2026-01-01", "Ünicode \U0001f600"])
def test_values_are_strings_as_written(value: str):
    block = f"---\nid: {value}\n---\n"
    ((entry,), problems) = read(block)
    assert (entry.value.text, problems) == (value, ())
    assert block[entry.value.span.start : entry.value.span.end] == value
    assert block[entry.span.start : entry.span.end] == f"id: {value}"


@pytest.mark.parametrize("body", ["[", "a: b: c", "\tx: y", "- a", "text", "a: *unknown", "\x00", "\ud800"])
def test_what_cannot_be_read_is_one_problem_inside_the_block(body: str):
    block = f"---\n{body}\n---\n"
    entries, (problem,) = read(block)
    assert entries == ()
    assert 0 <= problem.span.start <= problem.span.end <= len(block)


def test_nothing_is_ever_constructed():
    ((entry,), _) = read("---\na: !!python/object/apply:os.system [x]\n---\n")
    assert [item.text for item in entry.items] == ["x"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_block_gives_entries_or_problems(body: str, end: str):
    document = parse(f"---{end}{body}{end}---{end}")
    found = document.pieces[0].front_matter
    if found is not None:
        entries, problems = read(found.text)
        places = [problem.span for problem in problems] + [entry.span for entry in entries]
        assert all(0 <= span.start <= span.end <= len(found.text) for span in places)
