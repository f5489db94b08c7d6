"""A fix is right when the finding that offered it is gone and nothing worse came in its place."""

from __future__ import annotations

from collections import Counter

from tests.fixtures import fixed

from osteon.analysis.findings import Finding, Severity
from osteon.analysis.workspace import Workspace


def assert_fixes_fix(workspace: Workspace, *codes: str) -> None:
    """Apply each fix of each finding on its own: one finding of its code less, and no new error of any other."""
    for path in workspace.files:
        for finding in workspace.findings(path):
            for fix in finding.fixes if not codes or finding.code in codes else ():
                after = fixed(workspace, fix.edits)
                assert count(after)[finding.code] < count(workspace)[finding.code], (finding, fix)
                worse = +(errors(after) - errors(workspace))
                assert not worse, (fix, worse)


def count(workspace: Workspace) -> Counter[str]:
    return Counter(finding.code for finding in _all(workspace))


def errors(workspace: Workspace) -> Counter[str]:
    return Counter(finding.code for finding in _all(workspace) if finding.severity is Severity.ERROR)


def _all(workspace: Workspace) -> list[Finding]:
    return [finding for path in workspace.files for finding in workspace.findings(path)]
