"""What stands inside a line is read with its place: headings, attributes, lists, outcomes, allowances."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.values import Word, parse_allow, parse_heading, parse_link, parse_list, parse_outcome

LINES = st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("line", "level", "title", "anchor", "classes"),
    [
        ("# Draw\n", 1, "Draw", None, set()),
        ("  ### Draw a sprite {#draw .no-verify} ###\n", 3, "Draw a sprite", "draw", {"no-verify"}),
        ("## Set {x}", 2, "Set {x}", None, set()),
        ("## C# {.b #a k=v}", 2, "C#", "a", {"b"}),
        ("## Braces {in} the middle", 2, "Braces {in} the middle", None, set()),
        ("## Open {#a", 2, "Open {#a", None, set()),
        ("######", 6, "", None, set()),
        ("\ufeff# Title", 1, "Title", None, set()),
        ('## T {k="a b"}', 2, "T", None, set()),
    ],
)
def test_headings(line: str, level: int, title: str, anchor: str | None, classes: set[str]):
    heading = parse_heading(line)
    attributes = heading.attributes
    assert (heading.level, heading.title.text) == (level, title)
    assert line[heading.title.span.start : heading.title.span.end] == title
    assert (attributes.anchor.text if attributes and attributes.anchor else None) == anchor
    assert (attributes.classes if attributes else set()) == classes


@pytest.mark.parametrize(
    ("item", "target", "digest"),
    [
        ("A#b@0123abCD", "A#b", "0123abCD"),
        ("#b@" + "0" * 64, "#b", "0" * 64),
        ("#b@0123abc", "#b@0123abc", None),
        ("#b@0123abcg", "#b@0123abcg", None),
        ("A@0123abcd", "A@0123abcd", None),
        ("#b@0123abcd@0123abcd", "#b@0123abcd", "0123abcd"),
        ("", "", None),
    ],
)
def test_links(item: str, target: str, digest: str | None):
    link = parse_link(item)
    assert (link.target, item[slice(*link.target.span)]) == (Word(target, link.target.span), target)
    assert (link.digest and link.digest.text, link.digest and item[slice(*link.digest.span)]) == (digest, digest)


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("[A, B]", ["A", "B"]),
        ("A , B,", ["A", "B"]),
        ('"Draw, a sprite", #clear', ['"Draw, a sprite"', "#clear"]),
        ("two words, x", ["two words", "x"]),
        ("[]", []),
        ("", []),
        ('a "b', ['a "b']),
    ],
)
def test_lists(value: str, items: list[str]):
    assert [word.text for word in parse_list(value)] == items


@pytest.mark.parametrize(
    ("bullet", "condition", "result"),
    [
        ("a -> b -> c", "a", "b -> c"),
        ("a → b", "a", "b"),
        ("a - b > c", "a - b > c", None),
        ("->", "", ""),
    ],
)
def test_outcomes(bullet: str, condition: str, result: str | None):
    outcome = parse_outcome(bullet)
    assert (outcome.condition.text, outcome.result.text if outcome.result else None) == (condition, result)


@pytest.mark.parametrize("value", ["missing-id it is fine", "missing-id: it is fine", "missing-id, it is fine"])
def test_allowances(value: str):
    code, reason = parse_allow(value)
    assert (code.text, reason.text) == ("missing-id", "it is fine")


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_every_word_of_any_line_is_what_stands_at_its_place(line: str):
    outcome, allowance = parse_outcome(line), parse_allow(line)
    words = [*parse_list(line), outcome.condition, *([outcome.result] if outcome.result else []), *allowance]
    assert all(line[word.span.start : word.span.end] == word.text for word in words)
    heading = parse_heading(f"# {line}")
    attributes = heading.attributes
    inside = [heading.title, *(attributes.strays if attributes else ())]
    inside += [attributes.anchor] if attributes and attributes.anchor else []
    assert all(f"# {line}"[word.span.start : word.span.end] == word.text for word in inside)
