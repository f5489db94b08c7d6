"""Fixes at a place, and the commands that make sense there."""

from __future__ import annotations

from tests.analysis.ide.worlds import at
from tests.fixtures import fixed, parse_fixture, workspace_of

from osteon.analysis.ide.code_actions import command_actions, quick_fixes, rewrites
from osteon.analysis.text import Span, TextEdit


def test_the_fixes_of_what_a_range_touches() -> None:
    workspace = workspace_of("# A\n\n@id: A\n@statsu: draft\n")
    titles = [one.fix.title for one in quick_fixes(workspace, "main.smd", Span(13, 13))]
    assert titles == ["Change to status", "Allow unknown-tag here, with a reason"]
    assert [one.fix.title for one in quick_fixes(workspace, "main.smd", Span(6, 6))] == []


def test_a_link_records_what_it_names_and_is_suspect_when_that_changes() -> None:
    read = parse_fixture(at("specs/display.amd", "@see: #dr$0aw-sprite"))
    assert read.cursor
    path, offset = read.cursor
    workspace = workspace_of(read)
    (fix,) = rewrites(workspace, path, Span(offset, offset))
    after = fixed(workspace, fix.edits)
    assert "suspect-link" not in {one.code for one in after.findings(path)}
    assert list(rewrites(after, path, Span(offset, offset))) == []
    there = after.files["specs/display.smd"].text.index("It shall draw")
    changed = after.edit_file("specs/display.smd", [TextEdit(Span(there, there), "Once. ")])
    assert path in changed
    assert "suspect-link" in {one.code for one in after.findings(path)}


def test_a_task_can_be_built_where_it_stands() -> None:
    read = parse_fixture(at("specs/plan.toml", 'needs = ["dr$0aw"]'))
    assert read.cursor
    found = list(command_actions(workspace_of(read), *read.cursor))
    assert (found[0].command, found[0].arguments) == ("osteon.buildTask", ("show",))
    assert {"osteon.explain", "osteon.trace", "osteon.openPrompt", "osteon.openResponse"} <= {
        one.command for one in found if one.arguments == ("show",)
    }
    assert {"osteon.check", "osteon.plan", "osteon.planPreview", "osteon.build"} <= {one.command for one in found}
