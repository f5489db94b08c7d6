"""Fixes at a place, and the commands that make sense there."""

from __future__ import annotations

from tests.analysis.ide.worlds import at
from tests.fixtures import parse_fixture, workspace_of

from osteon.analysis.ide.code_actions import command_actions, quick_fixes
from osteon.analysis.text import Span


def test_the_fixes_of_what_a_range_touches() -> None:
    workspace = workspace_of("# A\n\n@id: A\n@statsu: draft\n")
    titles = [one.fix.title for one in quick_fixes(workspace, "main.smd", Span(13, 13))]
    assert titles == ["Change to status", "Allow unknown-tag here, with a reason"]
    assert [one.fix.title for one in quick_fixes(workspace, "main.smd", Span(6, 6))] == []


def test_a_task_can_be_built_where_it_stands() -> None:
    read = parse_fixture(at("specs/plan.toml", 'needs = ["dr$0aw"]'))
    assert read.cursor
    found = list(command_actions(workspace_of(read), *read.cursor))
    assert (found[0].command, found[0].arguments) == ("osteon.buildTask", ("show",))
    assert [one.command for one in found[1:]] == ["osteon.check", "osteon.plan", "osteon.build"]
