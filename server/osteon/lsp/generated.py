"""Generated files, where a client shows them: whose they are, and whether they are still as they were built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osteon.analysis.build_state import GeneratedFile
from osteon.analysis.findings import Finding
from osteon.analysis.rules.generated_file_edited import check_generated
from osteon.project import try_source

if TYPE_CHECKING:
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer

WAITING = ("edited", "unknown")
"""The states of a file on disk about which a person has to decide."""


def is_edited(server: OsteonServer, project: OpenProject, file: GeneratedFile) -> bool:
    """Tell whether a generated file is a person's: as an editor shows it, or else as it was when last looked at."""
    path = project.root / file.path
    document = server.documents.at(path)
    if document is None or (not file.digests and file.state == "built"):
        return file.state in WAITING
    text = try_source(path) if document.saved else document.text
    return isinstance(text, str) and file.is_edited(text.encode("utf-8", "surrogateescape"))


def findings(server: OsteonServer, project: OpenProject, path: str) -> tuple[Finding, ...]:
    """Return what is to be said about a generated file; nothing about any other."""
    file = project.build.files.get(path) if project.build else None
    if file is None or not is_edited(server, project, file):
        return ()
    found = check_generated(server.lines(project, path).text, file, _built(project, file))
    return project.workspace.as_reported(path, [found])


def _built(project: OpenProject, file: GeneratedFile) -> str | None:
    text = try_source(project.root / file.base) if file.base else None
    return text if isinstance(text, str) else None
