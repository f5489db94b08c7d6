"""Every fix that is offered fixes: its finding is gone, and no error comes in its place."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from tests.analysis import rules as fixture_modules
from tests.analysis.rules.fixes import assert_fixes_fix, errors
from tests.fixtures import Fixture, parse_file, parse_fixture, workspace_of

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.fixing import fix_workspace
from osteon.analysis.rules import RULES
from osteon.analysis.text import apply_edits
from osteon.analysis.workspace import Workspace

FAULTS = Path(__file__).parents[1] / "faults"
WITHOUT = {
    "unreadable-file": "there is no text that could be edited",
}
"""The codes whose faults offer no fix, each with the reason."""


def fixtures() -> dict[str, str]:
    """Return every fixture of the rules' tests, by the name of its module and its own."""
    modules = [
        importlib.import_module(f"{fixture_modules.__name__}.{found.name}")
        for found in pkgutil.iter_modules(fixture_modules.__path__)
    ]
    return {
        f"{module.__name__.rpartition('.')[2]}: {name}": text
        for module in modules
        for name, text in {**getattr(module, "FIRES", {}), **getattr(module, "SILENT", {})}.items()
    }


def faults() -> Workspace:
    """Return the project with every fault there is."""
    files = {
        path.relative_to(FAULTS).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted((FAULTS / "specs").iterdir())
    }
    settings, _, _ = parse_file("osteon.toml", (FAULTS / "osteon.toml").read_text())
    read = Fixture({path: parse_file(path, text)[0] for path, text in files.items()})
    return workspace_of(read, configuration=parse_configuration(settings))


@pytest.mark.parametrize("name", fixtures())
def test_each_fix_of_a_fixture_fixes(name: str) -> None:
    assert_fixes_fix(workspace_of(parse_fixture(fixtures()[name])))


def test_each_fix_of_the_faults_fixes() -> None:
    assert_fixes_fix(faults())


def test_each_fix_of_the_configuration_of_the_faults_fixes() -> None:
    text, _, _ = parse_file("osteon.toml", (FAULTS / "osteon.toml").read_text())
    before = parse_configuration(text).findings
    for number, finding in enumerate(before):
        rest = [one.message for one in (*before[:number], *before[number + 1 :])]
        for fix in finding.fixes:
            after = parse_configuration(apply_edits(text, fix.edits[0].edits)).findings
            assert [one.message for one in after] == rest


@pytest.mark.parametrize("name", [*fixtures(), "faults"])
def test_safe_fixes_are_made_once_and_make_no_error(name: str) -> None:
    workspace = faults() if name == "faults" else workspace_of(parse_fixture(fixtures()[name]))
    before = errors(workspace)
    fix_workspace(workspace, workspace.files)
    assert not +(errors(workspace) - before)
    assert fix_workspace(workspace, workspace.files) == ()


def test_every_fault_has_a_fix_or_a_reason_to_have_none() -> None:
    workspace = faults()
    found = (workspace.configuration.findings, *workspace.all_findings().values())
    offered = {finding.code for findings in found for finding in findings if finding.fixes}
    reported = {code for code, rule in RULES.items() if not rule.from_builds}
    assert reported - offered == WITHOUT.keys()
