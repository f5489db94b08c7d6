"""Formatting is stable and keeps what a file says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.ide.formatting import formatted
from osteon.analysis.source_file import SourceFile

LINES = st.sampled_from(
    [
        "# T",
        "##  Requirements ##",
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
def test_formatting_twice_is_formatting_once(path: str, text: str) -> None:
    once = fmt(text, path)
    assert fmt(once, path) == once


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_formatting_changes_only_white_space_and_the_order_of_header_tags(text: str) -> None:
    def words(written: str) -> list[str]:
        return sorted("".join(written.split()).replace("#", "").replace(",", ""))

    assert words(fmt(text)) == words(text)
