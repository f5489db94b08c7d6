"""An interface keeps what users of a file see, and nothing that they do not, in every language but Python."""

from __future__ import annotations

import sys
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.interfaces.examples import EXAMPLES, RUST, Example

from osteon.engine.interfaces import interface_of
from osteon.engine.interfaces.languages import BY_SUFFIX

EVERY = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.path)
UNSEEN = [(example, *edit) for example in EXAMPLES for edit in example.unseen]
SEEN = [(example, *edit) for example in EXAMPLES for edit in example.seen]


def edited(example: Example, old: str, new: str) -> str:
    assert old in example.source
    return interface_of(example.path, example.source.replace(old, new))


@EVERY
def test_the_interface_of_a_file(example):
    assert interface_of(example.path, example.source) == example.interface


@pytest.mark.parametrize(("example", "old", "new"), UNSEEN)
def test_bodies_plain_comments_and_hidden_names_do_not_count(example, old, new):
    assert edited(example, old, new) == example.interface


@pytest.mark.parametrize(("example", "old", "new"), SEEN)
def test_signatures_types_constants_and_documentation_count(example, old, new):
    assert edited(example, old, new) != example.interface


@EVERY
def test_ends_of_lines_and_empty_lines_do_not_count(example):
    for source in (example.source.replace("\n", "\r\n"), example.source.replace("\n\n", "\n\n\n")):
        assert interface_of(example.path, source) == example.interface


@EVERY
def test_a_file_that_does_not_parse_is_its_own_interface(example):
    broken = example.source + "\n(((\n"
    assert interface_of(example.path, broken) == broken


@pytest.mark.parametrize("path", ["notes.md", "page.html", "Makefile", "rs"])
def test_a_file_in_another_language_is_its_own_interface(path):
    assert interface_of(path, RUST.source) == RUST.source


def test_a_file_that_exports_nothing_shows_all_that_it_declares():
    assert interface_of("main.rs", "use std::fs;\nfn main() { go() }\n") == "use std::fs;\nfn main() { ... }\n"
    assert interface_of("page.js", "function go(a) { return a }\ngo(1);\n") == "function go(a) { ... }\n"


def test_a_text_that_nests_too_deep_is_its_own_interface():
    deep = f"export const a = {'[' * 5000}{']' * 5000};\n"
    assert interface_of("deep.js", deep) == deep


@given(suffix=st.sampled_from(sorted(BY_SUFFIX)), text=st.text())
def test_any_text_has_an_interface(suffix, text):
    assert isinstance(interface_of(f"any{suffix}", text), str)


@given(example=st.sampled_from(EXAMPLES), start=st.integers(0, 2000), length=st.integers(0, 40))
def test_any_damage_leaves_an_interface(example, start, length):
    text = example.source[:start] + example.source[start + length :]
    assert isinstance(interface_of(example.path, text), str)


def test_a_grammar_is_imported_only_for_a_file_of_its_language():
    code = (
        "import sys; from osteon.engine import build; from osteon.engine.interfaces import interface_of;"
        "interface_of('a.py', 'x = 1'); interface_of('a.go', 'package a');"
        "print(sorted(name for name in sys.modules if name.startswith('tree_sitter_') and '.' not in name))"
    )
    shown = run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "['tree_sitter_go', 'tree_sitter_toml']"
