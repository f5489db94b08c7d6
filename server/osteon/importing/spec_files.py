"""The specs, architectures and cases of a project: read, checked, and corrected where that changes no meaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from posixpath import join

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.fixing import FixedFile, fix_workspace
from osteon.analysis.source_file import kind_of
from osteon.analysis.text import Lines
from osteon.analysis.workspace import Workspace
from osteon.importing.ossature import CONFIGURATION, OssatureProject
from osteon.project import Project, read_source, source_files

ACCEPTED = frozenset({"duplicate-section", "unknown-component", "unresolved-reference"})
"""Errors that Ossature does not look for, and that no build stumbles over: they are warnings in imported files."""


def read_specs(source: OssatureProject, specs: str) -> dict[str, str]:
    """Return the text of every source by its path in the new project, whose specs are in the folder `specs`."""
    below = Project(source.root, replace(Configuration(), specs=source.specs), source.root / CONFIGURATION)
    paths = (path for path in source_files(below) if kind_of(path.name) != "plan")
    return {under(specs, path.relative_to(source.specs_folder).as_posix()): read_source(path) for path in paths}


def under(folder: str, path: str) -> str:
    """Return a path below a folder of the project, which may be the project's own, `.`."""
    return join(folder, path).removeprefix("./")


def kinds_of(paths: Mapping[str, str]) -> dict[str, int]:
    """Return how many specs, architectures and files of cases there are."""
    counts = Counter(kind_of(path) for path in paths)
    return {"specs": counts["spec"], "architectures": counts["architecture"], "cases": counts["cases"]}


def check_specs(texts: Mapping[str, str], configuration: Configuration, exists: Callable[[str], bool]) -> Workspace:
    """Return a workspace of these files."""
    workspace = Workspace(configuration, exists)
    workspace.set_files(texts)
    return workspace


def fix_specs(workspace: Workspace) -> tuple[FixedFile, ...]:
    """Fix the errors of every file that have a mechanical fix, and leave all else byte for byte as it is."""
    return fix_workspace(workspace, tuple(workspace.files), choose=_correctable)


def _correctable(finding: Finding) -> Finding | None:
    return finding if finding.severity is Severity.ERROR else None


def errors_of(workspace: Workspace) -> Iterator[tuple[str, int, Finding]]:
    """Yield every error with its file and its line, as people count them."""
    for path, findings in sorted(workspace.all_findings().items()):
        lines = Lines(workspace.files[path].text)
        for finding in findings:
            if finding.severity is Severity.ERROR:
                yield path, lines.position(finding.span.start).line + 1, finding


def accepted_errors(workspace: Workspace) -> dict[str, dict[str, str]]:
    """Return, as the configuration has it, a lower severity for the errors that Ossature lets pass, file by file."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for path, _line, finding in errors_of(workspace):
        if finding.code in ACCEPTED:
            found[path][finding.code] = "warning"
    return dict(found)
