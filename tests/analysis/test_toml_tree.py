"""TOML text as located values, and what is left of it when it is broken."""

import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.text import apply_edits
from osteon.analysis.toml_tree import DEPTH, Table, Value, plain, read_toml

KEYS = st.text(st.characters(codec="utf-8"), max_size=5)
SCALARS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.datetimes(),
    st.dates(),
    st.times(),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def values(text: str) -> object:
    return plain(read_toml(text)[0])


def marked(text: str) -> list[str]:
    """Return the text under each finding."""
    return [text[slice(*finding.span)] for finding in read_toml(text)[1]]


def every_value(value: Value | Table) -> list[Value]:
    data = value.data if isinstance(value, Value) else value
    inner = [entry.value for entry in data.entries.values()] if isinstance(data, Table) else data
    below = [found for item in inner for found in every_value(item)] if isinstance(inner, list) else []
    return [*([value] if isinstance(value, Value) else []), *below]


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_valid_toml_has_the_values_that_the_standard_library_reads(content: dict[str, object]) -> None:
    text = tomlkit.dumps(content)
    assert (values(text), read_toml(text)[1]) == (tomllib.loads(text), ())


MEANT = {
    "a =\n": 'a = "…"\n',
    "a = # b\n": 'a = "…" # b\n',
    "a = b c # d\n": 'a = "b c" # d\n',
    "a: b\r\n": 'a = "b"\r\n',
    "a 3\n": "a = 3\n",
    "a = True\n": "a = true\n",
    'a = "x\nb = 1\n': 'a = "x"\nb = 1\n',
    "a = 'x # y": "a = 'x # y'",
    'a = ["x",\n  "y"\nb = 1\n': 'a = ["x",\n  "y"]\nb = 1\n',
    'a = ["x\n': 'a = ["x"]\n',
    'a = ["x" "y"\n "z"]\n': 'a = ["x", "y",\n "z"]\n',
    "a = { b = 1\n": "a = { b = 1}\n",
    'a = """b\nc\n': 'a = """b\nc"""\n',
    'a = "b:\\c"\n': 'a = "b:\\\\c"\n',
    "a = 1 b = 2\n": "a = 1\nb = 2\n",
    "a = 1\na = 2\n": "a = 1\n\n",
    "[a\nb = 1\n": "[a]\nb = 1\n",
    "[[a]\nb = 1\n": "[[a]]\nb = 1\n",
}


@pytest.mark.parametrize("text", MEANT)
def test_what_cannot_be_read_is_put_right(text: str) -> None:
    (finding,) = read_toml(text, "a.toml")[1]
    after = apply_edits(text, finding.fixes[0].edits[0].edits)
    assert after == MEANT[text]
    assert tomllib.loads(after)


@pytest.mark.parametrize("text", ["?? ??", "[a]\n[a]", "a = {b = 1, b = 2}", f"a = {'x' * 5000}"])
def test_what_can_mean_anything_has_no_fix(text: str) -> None:
    assert [finding.fixes for finding in read_toml(text, "a.toml")[1]] == [()]


@given(st.text(st.sampled_from("[]{}=\"'\\\n\r,.#ab1é𝒳 "), max_size=40))
def test_any_text_gives_what_the_standard_library_reads_or_a_finding(text: str) -> None:
    root, findings = read_toml(text)
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert findings
    else:
        assert (plain(root), findings) == (expected, ())
    assert all(0 <= finding.span.start <= finding.span.end <= len(text) for finding in findings)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read_toml(text)


@given(st.dictionaries(KEYS, SCALARS.filter(lambda value: isinstance(value, str)), max_size=4))
def test_a_span_counts_characters_and_holds_exactly_the_value(content: dict[str, str]) -> None:
    text = tomlkit.dumps({"é𝒳": content})
    for value in every_value(read_toml(text)[0]):
        if isinstance(value.data, str):
            assert tomllib.loads(f"v = {text[slice(*value.span)]}")["v"] == value.data


def test_every_kind_of_string_and_table_is_read() -> None:
    text = (
        "a = \"x\\t\\u00e9\"\nb = '\\t'\nc = \"\"\"\none\\\n   two\"\"\"\nd = '''\nthree'''\n"
        "e.f = 1 # comment\n[e.g]\nh = { i = [1, { j = 2 }] }\n[[k]]\nl = 1\n[k.m]\nn = 1\n[[k]]\n"
    )
    assert values(text) == tomllib.loads(text)
    assert not read_toml(text)[1]


def test_a_byte_order_mark_and_crlf_are_accepted() -> None:
    root, findings = read_toml('\ufeff[a]\r\nb = """x\r\ny"""\r\n')
    assert (plain(root), findings) == ({"a": {"b": "x\ny"}}, ())


@pytest.mark.parametrize(
    ("text", "places", "left"),
    [
        ("a = \nb = 1", ["a ="], {"b": 1}),
        ('a = "x\nb = 1', ['a = "x'], {"b": 1}),
        ('[[t]]\na = ["x",\nb = 1\n[[t]]\nc = 1', ['a = ["x",'], {"t": [{"b": 1}, {"c": 1}]}),
        ("[[t\na = 1\n[[t]]\na = 2", ["[[t"], {"t": [{"a": 1}, {"a": 2}]}),
        ('a = """x\n[[t]]\nb = 1', ['a = """x'], {"t": [{"b": 1}]}),
        ('a = { b = "c"\nd = 1', ['a = { b = "c"'], {"d": 1}),
        ("a b = 1\nc = 1", ["b = 1"], {"c": 1}),
        ("a = 1\na = 2\nb = 1", ["a"], {"a": 1, "b": 1}),
        ("a = 1\n[a]\nb = 1\n[c]", ["a"], {"a": 1, "c": {}}),
        ("a = 1979-02-30\nb = 1", ["1979-02-30"], {"b": 1}),
        ("[a]\nb = 1\n[a]", ["]"], {"a": {"b": 1}}),
        ("[[[a]]]\nb = 1", ["[a]]]"], {"b": 1}),
    ],
)
def test_what_stands_around_an_error_is_still_read(text: str, places: list[str], left: object) -> None:
    assert (marked(text), values(text)) == (places, left)


def test_a_valid_string_that_looks_like_a_table_survives_an_error_elsewhere() -> None:
    assert values('a = """\n[[t]]\nb = 1\n"""\nc = \n') == {"a": "[[t]]\nb = 1\n"}


def test_nesting_without_end_is_a_finding() -> None:
    deep = DEPTH + 2
    assert [f.message for f in read_toml(f"a = {'[' * deep}{']' * deep}")[1]] == [
        f"Nested more than {DEPTH} deep: write a valid value"
    ]
    assert read_toml("a = " + "[" * 10_000)[1]
