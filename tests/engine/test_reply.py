"""Replies as models write them, and as nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.engine import reply
from osteon.engine.reply import parse_reply

CURRENT = {"a.py": "one\ntwo\ntwo\n"}


def files(text, outputs=("a.py",), **options):
    parsed = parse_reply(text, outputs, **options)
    assert parsed.problems == ()
    return parsed.files


@pytest.mark.parametrize(
    "text",
    [
        "### a.py\n````python\nx = 1\n````",
        "Here it is:\n\n### a.py\n\n````\nx = 1\n````\nDone.",
        "### a.py\n\nThis is the file:\n\n```\nx = 1\n```",
        "## `a.py`\n```python\nx = 1\n```",
        "**a.py**\n```python\nx = 1\n```",
        "### File: a.py\n~~~\nx = 1\n~~~",
        "```python path=a.py\nx = 1\n```",
        "````python a.py\nx = 1\n`````",
    ],
)
def test_a_file_is_found_in_the_forms_that_models_use(text):
    assert files(text) == {"a.py": "x = 1\n"}


def test_a_longer_fence_holds_fences():
    inner = "text\n```\ncode\n```\n    ````\n"
    assert files(f"### a.py\n`````md\n{inner}`````\n") == {"a.py": inner}


def test_several_files():
    text = "### a.py\n````\na\n````\n### p/b.py\n````\nb\n````\n"
    assert files(text, ("a.py", "p/b.py")) == {"a.py": "a\n", "p/b.py": "b\n"}


def test_an_empty_package_file_may_be_empty():
    assert files("### p/__init__.py\n````\n````\n", ("p/__init__.py",)) == {"p/__init__.py": ""}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("I am sorry, I cannot do that.", "no file in the reply"),
        ("### a.py\n````\nx = 1\n", "never closed"),
        ("### a.py\n````\nx\n````\n### a.py\n````\ny\n````\n", "twice"),
        ("### b.py\n````\nx\n````\n", "not an output of this task"),
        ("### ../a.py\n````\nx\n````\n", "leaves the output folder"),
        ("### /etc/passwd\n````\nx\n````\n", "absolute"),
        ("### C:\\a.py\n````\nx\n````\n", "refused"),
        ("### a.py\n````\nx\0y\n````\n", "NUL"),
        ("### a.py\n````\n\ud800\n````\n", "valid Unicode"),
        ("### a.py\n````\n\n````\n", "is empty"),
        ("### a.py\n```\nx\n```\nmore\n```\ny\n```\n", "not certain"),
        ("```python\nx = 1\n```\n", "no file in the reply"),
        ("### b.md\n````\nx\n````\n", "the file a.py is missing"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(text, problem):
    parsed = parse_reply(text, ("a.py",))
    assert parsed.files == {}
    assert problem in "; ".join(parsed.problems)


def test_a_reply_without_end_is_refused_unread(monkeypatch):
    monkeypatch.setattr(reply, "LARGEST_REPLY", 100)
    assert "too long" in parse_reply("### a.py\n````\n" + "x" * 100, ("a.py",)).problems[0]


def edit(find: str, replace: str) -> str:
    return f"### a.py\n````find\n{find}````\n````replace\n{replace}````\n"


def test_an_exact_edit_changes_its_place_only():
    assert files(edit("one\n", "1\n"), current=CURRENT) == {"a.py": "1\ntwo\ntwo\n"}


def test_several_edits_under_one_heading():
    text = edit("one\n", "1\n") + "````find\n1\ntwo\n````\n````replace\n3\n````\n"
    assert files(text, current=CURRENT) == {"a.py": "3\ntwo\n"}


@pytest.mark.parametrize(("find", "count"), [("two\n", 2), ("three\n", 0), ("", 0)])
def test_an_edit_that_does_not_match_exactly_once_is_refused(find, count):
    assert f"matches {count} times" in parse_reply(edit(find, "x\n"), ("a.py",), current=CURRENT).problems[0]


def test_a_find_without_replace_is_refused():
    assert "no replace" in parse_reply("### a.py\n````find\none\n````\n", ("a.py",), current=CURRENT).problems[0]


def test_a_fix_may_leave_files_as_they_are():
    current = {"a.py": "a\n", "b.py": "b\n"}
    assert files("### b.py\n````\nB\n````\n", ("a.py", "b.py"), current=current) == {"a.py": "a\n", "b.py": "B\n"}


pieces = st.sampled_from(
    [
        "### a.py\n",
        "### ../x\n",
        "````\n",
        "```python\n",
        "~~~\n",
        "````find\n",
        "````replace\n",
        "x\n",
        "\0",
        "\ud800",
        "**a.py**\n",
    ]
)


@given(st.lists(pieces | st.text(max_size=5)).map("".join), st.booleans())
def test_any_text_gives_files_or_problems_and_never_both(text, fixing):
    parsed = parse_reply(text, ("a.py",), current=CURRENT if fixing else None)
    assert bool(parsed.files) != bool(parsed.problems)
    assert set(parsed.files) <= {"a.py"}
