"""A finding that is right and not wanted can be allowed, with a reason, or turned off."""

from __future__ import annotations

import pytest
from tests.analysis.test_every_fix import faults, fixtures
from tests.fixtures import fixed, parse_fixture, workspace_of

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.findings import Severity
from osteon.analysis.ide.code_actions import quick_fixes
from osteon.analysis.ide.silencing import ConfigurationFile, silencings, turned_off
from osteon.analysis.text import Span, apply_edits

FREE = "# A\n@id: A\n## Overview\nText.\n## Requirements\n### One\nIt shall be.\n"


def test_an_error_is_not_silenced_and_a_warning_may_be() -> None:
    workspace = workspace_of(FREE)
    whole = Span(0, len(FREE))
    titles = [one.fix.title for one in quick_fixes(workspace, "main.smd", whole)]
    assert titles == ["Add ## Acceptance Criteria", "Allow missing-section here, with a reason"]
    assert all(finding.severity is not Severity.ERROR for finding, _, _ in allowed(faults()))


def allowed(workspace):
    for path, file in workspace.files.items():
        for finding in workspace.findings(path):
            for fix in silencings(finding, file, None):
                assert not fix.is_automatic
                yield finding, fix, fixed(workspace, fix.edits)


@pytest.mark.parametrize("name", [*fixtures(), "faults"])
def test_what_is_allowed_is_gone(name: str) -> None:
    workspace = faults() if name == "faults" else workspace_of(parse_fixture(fixtures()[name]))
    for finding, fix, after in allowed(workspace):
        path = fix.edits[0].path
        assert count(after, path, finding) < count(workspace, path, finding), (finding, fix)


def count(workspace, path, finding):
    return sum((one.code, one.message) == (finding.code, finding.message) for one in workspace.findings(path))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", '[check]\nx = "off"\n'),
        ('specs = "s"', 'specs = "s"\n\n[check]\nx = "off"\n'),
        ('[check]\ny = "hint"\n[budget]\nusd = 1\n', '[check]\nx = "off"\ny = "hint"\n[budget]\nusd = 1\n'),
        ('[check]\nx = "error" # why\n', '[check]\nx = "off" # why\n'),
        ("[check]", '[check]\nx = "off"\n'),
        ('check = { y = "hint" }\n', None),
        ("check = 1\n", None),
    ],
)
def test_a_code_is_turned_off_where_the_file_is_in_order(text: str, after: str | None) -> None:
    edit = turned_off("x", ConfigurationFile("osteon.toml", text))
    assert (apply_edits(text, [edit]) if edit else None) == after


def test_a_pyproject_has_its_own_table() -> None:
    text = '[project]\nname = "x"\n'
    edit = turned_off("x", ConfigurationFile("pyproject.toml", text, ("tool", "osteon")))
    assert edit
    assert parse_configuration(apply_edits(text, [edit]), table=("tool", "osteon")).check == {"x": "off"}
