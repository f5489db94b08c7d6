"""The patterns of own rules: what is usual works, what could take long is refused before it runs."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.patterns import FARTHEST, LONGEST, UnsafePattern, safe_pattern

USUAL = {
    r"\bv?\d+(?:\.\d+){1,2}\b": ("version 1.2.3", "1.2.3"),
    r"the\s+\w+\s+of": ("and the size of it", "the size of"),
    r"if .* then": ("so if it rains then go", "if it rains then"),
    r"if .*? then": ("if a then b then", "if a then"),
    r"(?:foo|bar)*baz": ("xfoobarbaz", "foobarbaz"),
    r"[^\W\d_]+ly": ("quickly1", "quickly"),
    r"[]x]{2}|\$\d+": ("costs $30", "$30"),
    r"\d+(?:\.\d+)?\s*(?:ms|s)$": ("within 2.5 ms", "2.5 ms"),
    r"x{,2}y": ("xxxy", "xxy"),
    r"x{}": ("x{}", "x{}"),
    "[中-国]+。": ("a中。", "中。"),
}
REFUSED = {
    r"(a+)+$": "could take very long",
    r"(a|a)*b": "could take very long",
    r"(a|ab)*c": "could take very long",
    r".*.*x": "could take very long",
    r"(\w+\s?)+!": "could take very long",
    r"[中-国]+[中国]+中*国": "could take very long",
    "a?" * 30 + "a" * 30: "could take very long",
    r"(a*)*": "where nothing is",
    r"x*": "where nothing is",
    r"\b": "where nothing is",
    r"a|": "where nothing is",
    r"(?=a)b": "not known here",
    r"(a)\1": "not known here",
    r"(?i)a": "not known here",
    r"\p{L}": "not known here",
    r"[[:alpha:]]": "not known here",
    "a)": "not known here",
    "*a": "not known here",
    "[a": "not known here",
    "(a": "not closed",
    "a**": "a repetition of the repetition",
    "a$?b": "cannot be repeated",
    r"\b{2}a": "cannot be repeated",
    "a{5,2}": "at least 5 and at most 2",
    "[z-a]": "no regular expression",
    "(" * 40 + "a" + ")" * 40: "groups stand in each other",
    "a" * (LONGEST + 1): "longer than",
}


@pytest.mark.parametrize("written", USUAL)
def test_what_is_usual_matches_as_everywhere(written: str) -> None:
    text, found = USUAL[written]
    match = safe_pattern(written).search(text)
    assert match is not None
    assert match[0] == found


@pytest.mark.parametrize("written", REFUSED)
def test_what_could_take_long_or_means_nothing_is_refused(written: str) -> None:
    with pytest.raises(UnsafePattern, match=re.escape(REFUSED[written])):
        safe_pattern(written)


def test_an_open_repetition_has_an_end() -> None:
    match = safe_pattern("a+").search("a" * 1000)
    assert match is not None
    assert len(match[0]) == FARTHEST


def test_capitals_count_unless_they_are_ignored() -> None:
    assert not safe_pattern("abc").search("ABC")
    assert safe_pattern("abc", ignore_case=True).search("ABC")


@given(st.text("ab(){}[]|*+?.^$\\1,-w :=!<", max_size=14))
def test_any_text_is_a_pattern_or_is_refused(written: str) -> None:
    try:
        accepted = safe_pattern(written)
    except UnsafePattern:
        return
    for letters in product("ab", repeat=4):
        text = "".join(letters)
        plain = re.search(written, text)
        found = accepted.search(text)
        assert (plain and plain.span()) == (found and found.span())
