"""Corrects in specs what is an error here though it was none for Ossature, where that changes no meaning."""

from __future__ import annotations

from dataclasses import replace

from osteon.analysis.findings import Finding, Severity
from osteon.analysis.fixing import FixedFile, fix_workspace
from osteon.analysis.workspace import Workspace

HARMLESS = frozenset({"duplicate-anchor"})
"""Errors whose fix is safe in this place alone: nothing of Ossature's refers to the anchor that a title implies."""


def fix_specs(workspace: Workspace) -> tuple[FixedFile, ...]:
    """Fix the errors of every file that have a mechanical fix, and leave all else byte for byte as it is."""
    return fix_workspace(workspace, tuple(workspace.files), choose=_correctable)


def _correctable(finding: Finding) -> Finding | None:
    """Return an error with a fix that may be applied unseen."""
    if finding.severity is not Severity.ERROR:
        return None
    if finding.code not in HARMLESS or "{" not in "".join(_texts(finding)):
        return finding
    return replace(finding, fixes=tuple(replace(fix, safe=True) for fix in finding.fixes))


def _texts(finding: Finding) -> list[str]:
    return [edit.text for fix in finding.fixes for file in fix.edits for edit in file.edits]
