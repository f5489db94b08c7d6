"""A fix is right when the finding that offered it is gone and nothing worse came in its place."""

from __future__ import annotations

from collections import Counter

from tests.fixtures import fixed

from osteon.analysis.findings import Severity
from osteon.analysis.workspace import Workspace

LATENT = {
    "missing-id": {"unresolved-reference"},
    "unresolved-reference": {"dependency-cycle"},
    "missing-spec-directive": {"unresolved-reference", "no-cases"},
    "unknown-component": {"dependency-cycle"},
    "escaping-path": {"duplicate-path"},
    "unknown-tag": {"duplicate-tag"},
    "invalid-covers": {"unresolved-reference"},
    "misplaced-tag": {"unresolved-reference", "invalid-tag-value"},
}
"""The errors that the right fix of another may bring to light: they could not be seen before."""


def assert_fixes_fix(workspace: Workspace, *codes: str) -> None:
    """Apply each fix of each finding on its own: the finding is gone, and no error of another code is new."""
    for path in workspace.files:
        for finding in workspace.findings(path):
            for fix in finding.fixes if not codes or finding.code in codes else ():
                after = fixed(workspace, fix.edits)
                same = (finding.code, finding.message)
                assert _all(after)[same] < _all(workspace)[same], (finding, fix)
                worse = (errors(after) - errors(workspace)).keys() - LATENT.get(finding.code, set())
                assert not worse, (fix, worse)


def errors(workspace: Workspace) -> Counter[str]:
    """Return how many errors of each code a workspace has."""
    found = (finding for findings in workspace.all_findings().values() for finding in findings)
    return Counter(finding.code for finding in found if finding.severity is Severity.ERROR)


def _all(workspace: Workspace) -> Counter[tuple[str, str]]:
    found = (finding for findings in workspace.all_findings().values() for finding in findings)
    return Counter((finding.code, finding.message) for finding in found)
