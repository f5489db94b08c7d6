"""Formatting is stable and keeps what a file says."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from osteon.analysis.ide.formatting import formatted, formatting_edits
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import apply_edits

LINES = st.sampled_from(
    [
        "# T",
        "##  Requirements ##",
        "# #### #",
        "##  a # ##",
        "### A  {#a .no-verify}",
        "@id:X",
        "@depends:  [ A,B ]",
        "@status :  draft",
        "",
        "  ",
        "text  ",
        "text ",
        "- item",
        "**Errors:**",
        "```",
        "~~~",
        "    code   ",
        "| a |b|",
        "<!-- x -->",
        "---",
        "\ufeff# T",
        "f(x)",
        ' a|1 |"p | q"  # why ',
        "longer | 22| true",
        "scenario s:",
        "when f(1)",
    ]
)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", ""]))).map(
    lambda lines: "".join(line + end for line, end in lines)
)


def fmt(text: str, path: str = "a.smd") -> str:
    kind = {"smd": "spec", "vmd": "cases"}[path.rpartition(".")[2]]
    return formatted(SourceFile(path, kind, text))  # type: ignore[arg-type]


def test_header_tags_blank_lines_and_white_space_become_canonical() -> None:
    assert fmt("# T\n@status:draft\n@id :X\n@depends: [ A,B ]\n\n\n\n## Notes  \ntext \nbreak  \n\n\n") == (
        "# T\n\n@id: X\n@status: draft\n@depends: [A, B]\n\n## Notes\n\ntext\nbreak  \n"
    )


def test_fences_stay_byte_for_byte() -> None:
    text = "# T\n\n```\n\n\n@id:x   \n## no\n```\n"
    assert fmt(text) == text


def test_case_rows_are_aligned() -> None:
    assert fmt('f(x)\na|1 |"p | q"  # why\nlonger | 22| true\n', "a.vmd") == (
        'f(x)\na      | 1  | "p | q"  # why\nlonger | 22 | true\n'
    )


def test_line_ends_stay_those_of_the_first_line() -> None:
    assert fmt("# T\r\n@id: X\r\n") == "# T\r\n\r\n@id: X\r\n"


@pytest.mark.parametrize("path", ["a.smd", "a.vmd"])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
@example(text="\n```\r\n# T\n")
@example(text="\n---\n```\n---\n# T\n")
@example(text="| a |b|\r  \n a|1 |2\n")  # white space keeps the ends of two lines apart
def test_formatting_twice_is_formatting_once(path: str, text: str) -> None:
    once = fmt(text, path)
    assert fmt(once, path) == once


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_formatting_changes_only_white_space_and_the_order_of_header_tags(text: str) -> None:
    def words(written: str) -> list[str]:
        return sorted("".join(written.split()).replace("#", "").replace(",", ""))

    assert words(fmt(text)) == words(text)


@pytest.mark.parametrize("path", ["a.smd", "a.vmd"])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_the_edits_of_an_editor_make_the_formatted_text_and_leave_formatted_text_alone(path: str, text: str) -> None:
    kind = {"smd": "spec", "vmd": "cases"}[path.rpartition(".")[2]]
    after = apply_edits(text, formatting_edits(SourceFile(path, kind, text)))  # type: ignore[arg-type]
    assert after == fmt(text, path)
    assert formatting_edits(SourceFile(path, kind, after)) == ()  # type: ignore[arg-type]


def test_edits_are_of_the_lines_that_change_and_no_others() -> None:
    text = "# T\n\n@id:X\n\n## Notes\n\nOne.\n\n\n\nTwo.\n"
    made = [(text[slice(*edit.span)], edit.text) for edit in formatting_edits(SourceFile("a.smd", "spec", text))]
    assert made == [("@id:X\n", "@id: X\n"), ("\n\n", "")]


def test_what_is_no_text_is_left_alone() -> None:
    assert formatting_edits(SourceFile("a.smd", "spec", "# T\n\n\n\n\0")) == ()


@pytest.mark.parametrize("heading", ["# #### #", "## a # ##", "## # {#x}"])
def test_a_title_that_ends_in_marks_keeps_those_that_close_it(heading: str) -> None:
    assert fmt(f"{heading}\n") == f"{heading}\n"
