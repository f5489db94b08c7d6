"""Safe fixes, all at once and again until nothing is left to fix."""

from __future__ import annotations

import pytest
from tests.fixtures import workspace_of

from osteon.analysis.findings import FileEdit, Finding, Fix, Severity
from osteon.analysis.fixing import automatic, fix_workspace, in_sequence, safe_edits
from osteon.analysis.text import Blank, Span, TextEdit, apply_edits, edit_to_fill_in, line_end

MIXED = "# A\r\n\n@id: A\n\n## Overview\n\nText.\n"


def finding(*edits: TextEdit, safe: bool = True, path: str = "a") -> Finding:
    return Finding("x", Severity.HINT, Span(0, 0), "x", fixes=(Fix("x", (FileEdit(path, edits),), safe=safe),))


def test_fixes_that_do_not_overlap_are_made_together() -> None:
    first, second = TextEdit(Span(4, 6), "y"), TextEdit(Span(0, 2), "x")
    found = [finding(first), finding(TextEdit(Span(5, 9), "z")), finding(second), finding(second, safe=False)]
    assert automatic(found, within={"a"}).edits == (FileEdit("a", (first, second)),)


def test_equal_places_in_two_files_do_not_overlap_and_other_files_are_left_alone() -> None:
    found = [finding(TextEdit(Span(0, 1), ""), path=path) for path in ("a", "b", "c")]
    assert [edit.path for edit in automatic(found, within={"a", "b"}).edits] == ["a", "b"]


def test_what_a_person_must_fill_in_is_never_made_unseen() -> None:
    blank = finding(edit_to_fill_in(Span(0, 0), "at most ", Blank("<number>")))
    assert automatic([blank], within={"a"}).edits == ()


def test_a_workspace_is_fixed_and_says_what_was() -> None:
    workspace = workspace_of({"main.smd": MIXED})
    (fixed,) = fix_workspace(workspace, workspace.files)
    assert (fixed.after, dict(fixed.fixed)) == (
        MIXED.replace("\r\n", "\n").replace("\n", "\r\n"),
        {"mixed-line-endings": 1},
    )
    assert workspace.files["main.smd"].text == fixed.after
    assert fix_workspace(workspace, workspace.files) == ()


def test_the_edits_of_one_file_leave_the_workspace_as_it_was() -> None:
    workspace = workspace_of({"main.smd": MIXED})
    before = workspace.all_findings()
    (edit,) = safe_edits(workspace, "main.smd")
    assert "\n" not in apply_edits(MIXED, edit.edits).replace("\r\n", "")
    assert (workspace.files["main.smd"].text, workspace.all_findings()) == (MIXED, before)


@pytest.mark.parametrize(
    ("text", "end"),
    [("", "\n"), ("a\nb\n", "\n"), ("a\r\n", "\r\n"), ("a\rb\r", "\r"), ("a\r\nb\n", "\n"), ("\n\r", "\n")],
)
def test_a_fix_ends_its_lines_as_the_file_does(text: str, end: str) -> None:
    assert line_end(text) == end
    (edit,) = in_sequence([edit_to_fill_in(Span(0, 0), "a\n\n", Blank("b\nc"), "\r\n")], text)
    assert edit.text == f"a{end}{end}b{end}c\r\n"
    assert edit.text[slice(*edit.blanks[0])] == f"b{end}c"


MEANING = {
    "an arrow of another kind": (
        "# A\n\n@id: A\n\n## Requirements\n\n### B\n\n**Errors:**\n\n- a: b => c\n",
        "- a: b -> c\n",
    ),
    "a tag that stands twice": ("# A\n\n@id: A\n@id: A\n", "# A\n\n@id: A\n"),
    "two headers that agree": ("---\nid: A\nstatus: draft\n---\n# A\n\n@id: A\n", "@status: draft\n@id: A\n"),
}


@pytest.mark.parametrize("name", MEANING)
def test_what_never_changes_the_meaning_is_fixed_unseen(name: str) -> None:
    before, after = MEANING[name]
    workspace = workspace_of({"a.smd": before})
    fix_workspace(workspace, ["a.smd"])
    assert workspace.files["a.smd"].text.endswith(after)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n@id: A\n\n## Requirements\n\n### B\n\n**Errors:**\n\n- a: b\n",
        "# A\n\n@id: A\n@id: B\n",
        "---\nid: B\n---\n# A\n\n@id: A\n",
        "---\nid: A  # ours\n---\n# A\n\n@id: A\n",
        "---\nid: A\nsee: '#a'\n---\n# A\n\n@id: A\n@see: #b\n",
    ],
)
def test_what_may_change_the_meaning_is_left_to_a_person(text: str) -> None:
    workspace = workspace_of({"a.smd": text})
    assert any(found.fixes for found in workspace.findings("a.smd"))
    assert fix_workspace(workspace, ["a.smd"]) == ()
