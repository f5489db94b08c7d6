"""What can be folded begins and ends where a person would fold it."""

from __future__ import annotations

from textwrap import dedent

from osteon.analysis.ide.folding import folds
from osteon.analysis.source_file import SourceFile, kind_of
from osteon.analysis.text import Lines


def lines(path: str, text: str) -> list[tuple[int, int, str]]:
    """Return first line, last line and kind of each fold, lines counted from 0."""
    kind = kind_of(path)
    assert kind
    file = SourceFile(path, kind, dedent(text))
    table = Lines(file.text)
    return [(table.position(one.span.start).line, table.position(one.span.end).line, one.kind) for one in folds(file)]


def test_sections_fences_and_comments_fold_without_the_blank_lines_after_them() -> None:
    text = """\
        # Title

        ## Notes

        ```
        code
        ```

        <!-- a
        comment -->

        ## One line

        ## Last
        text
        """
    assert lines("a.smd", text) == [
        (0, 14, "region"),
        (2, 9, "region"),
        (4, 6, "region"),
        (8, 9, "comment"),
        (13, 14, "region"),
    ]


def test_front_matter_folds() -> None:
    assert lines("a.smd", "---\nid: A\n---\n# T\n")[0] == (0, 2, "region")


def test_tasks_fold() -> None:
    assert lines("plan.toml", '[[task]]\nid = "a"\n\n[[task]]\nid = "b"\n') == [(0, 1, "region"), (3, 4, "region")]


def test_groups_of_cases_fold() -> None:
    assert lines("a.vmd", "@spec: A\n\nf(x)\na | 1 | 2\nb | 2 | 3\n")[-1] == (2, 4, "region")


def test_a_fold_in_a_file_of_other_line_ends() -> None:
    assert lines("a.smd", "# T\r\n\r\ntext\r\n\r\n") == [(0, 2, "region")]
