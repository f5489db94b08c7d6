"""Fixes at a place, all safe fixes at once, and the commands that make sense there."""

from __future__ import annotations

from tests.analysis.ide.worlds import at
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.findings import FileEdit, Finding, Fix, Severity
from osteon.analysis.ide.code_actions import command_actions, quick_fixes, safe_edits
from osteon.analysis.text import Span, TextEdit


def finding(*edits: TextEdit, safe: bool = True, path: str = "a") -> Finding:
    return Finding("x", Severity.HINT, Span(0, 0), "x", fixes=(Fix("x", (FileEdit(path, edits),), safe=safe),))


def test_the_fixes_of_what_a_range_touches() -> None:
    workspace = workspace_of("# A\n\n@id: A\n@statsu: draft\n")
    assert [one.fix.title for one in quick_fixes(workspace, "main.smd", Span(13, 13))] == ["Change to status"]
    assert [one.fix.title for one in quick_fixes(workspace, "main.smd", Span(6, 6))] == []


def test_safe_fixes_that_do_not_overlap_are_made_together() -> None:
    first, second = TextEdit(Span(4, 6), "y"), TextEdit(Span(0, 2), "x")
    found = [
        finding(first),
        finding(TextEdit(Span(5, 9), "z")),
        finding(second),
        finding(TextEdit(Span(20, 21), ""), safe=False),
    ]
    assert safe_edits(found) == (FileEdit("a", (second, first)),)


def test_equal_places_in_two_files_do_not_overlap() -> None:
    edit = TextEdit(Span(0, 1), "")
    assert safe_edits([finding(edit, path="a"), finding(edit, path="b")]) == (
        FileEdit("a", (edit,)),
        FileEdit("b", (edit,)),
    )


def test_a_task_can_be_built_where_it_stands() -> None:
    read = parse_fixture(at("specs/plan.toml", 'needs = ["dr$0aw"]'))
    assert read.cursor
    found = list(command_actions(workspace_of(read), *read.cursor))
    assert (found[0].command, found[0].arguments) == ("osteon.buildTask", ("show",))
    assert [one.command for one in found[1:]] == ["osteon.check", "osteon.plan", "osteon.build"]
