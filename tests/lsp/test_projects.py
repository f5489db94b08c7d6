"""Which files belong together, and which folders are searched."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
from lsprotocol import types
from tests.lsp.conftest import SPEC

from osteon.analysis.baseline import render
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.workspace import Workspace
from osteon.lsp import projects
from osteon.lsp.text_sync import Documents
from osteon.project import BASELINE, find_project


def loaded(folder: Path, documents: Documents | None = None) -> projects.Projects:
    found = projects.Projects(documents or Documents())
    found.adopt(projects.load(find_project(folder)))
    return found


@pytest.mark.parametrize(
    ("path", "belongs"),
    [
        ("specs/a.smd", True),
        ("specs/deep/a.smd.md", True),
        ("specs/plan.toml", True),
        ("specs/.osteon/tasks/a.smd", False),
        ("specs/node_modules/a.smd", False),
        ("a.smd", False),
        ("specs/a.txt", False),
    ],
)
def test_what_belongs_to_a_project(project: Path, path: str, belongs: bool) -> None:
    assert (loaded(project).owner(project / path) is not None) == belongs


def test_a_wide_folder_that_nothing_marks_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.project.WIDE", 3)
    for name in "abc":
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.smd").write_text(SPEC)
    (only,) = loaded(tmp_path)
    assert only.loose
    assert not only.workspace.files


def test_a_marked_folder_is_searched_however_wide(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.project.WIDE", 0)
    (only,) = loaded(project)
    assert list(only.workspace.files) == ["specs/display.smd"]


def test_the_innermost_project_owns_a_file(project: Path) -> None:
    inner = project / "specs" / "inner"
    (inner / "specs").mkdir(parents=True)
    (inner / "osteon.toml").write_text("")
    found = loaded(project)
    found.adopt(projects.load(find_project(inner)))
    owner = found.owner(inner / "specs" / "a.smd")
    assert owner
    assert owner.root == inner


def test_what_an_editor_has_open_counts_more_than_the_disk(project: Path) -> None:
    documents = Documents()
    path = project / "specs" / "display.smd"
    documents.open(types.TextDocumentItem(path.as_uri(), "osteon", 1, "# Open\n"))
    found = loaded(project, documents)
    found.refresh(path)
    (only,) = found
    assert only.workspace.files["specs/display.smd"].text == "# Open\n"
    documents.close(path.as_uri())
    found.closed(path)
    assert only.workspace.files["specs/display.smd"].text == SPEC


def test_edits_that_come_in_a_burst_are_checked_together(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Documents()
    path = project / "specs" / "display.smd"
    document = documents.open(types.TextDocumentItem(path.as_uri(), "osteon", 1, SPEC))
    found = loaded(project, documents)
    (only,) = found
    check = Mock(wraps=only.workspace.edit_file)
    monkeypatch.setattr(Workspace, "edit_file", check)
    for offset, letter in enumerate("abc"):
        found.edit(document, [TextEdit(Span(offset, offset), letter)])
    assert found.owner(path) is only
    assert only.workspace.files["specs/display.smd"].text == f"abc{SPEC}"
    check.assert_called_once()


def test_a_file_that_cannot_be_read_is_a_finding_until_it_can(project: Path) -> None:
    lost = project / "specs" / "lost.smd"
    lost.symlink_to("nowhere")
    found = loaded(project)
    (only,) = found
    assert [one.code for one in only.workspace.findings("specs/lost.smd")] == ["unreadable-file"]
    assert "specs/display.smd" in only.workspace.files
    (project / "specs" / "nowhere").write_text("")
    found.refresh(lost)
    assert "unreadable-file" not in [one.code for one in only.workspace.findings("specs/lost.smd")]


def test_what_the_baseline_accepts_is_not_reported(project: Path) -> None:
    (project / "specs/display.smd").write_text(SPEC.replace("@status", "@statsu"))
    (before,) = loaded(project)
    (project / BASELINE).write_text(render(before.workspace.entries("specs/display.smd")))
    new = projects.load(projects.locate(project))
    assert new.workspace.findings("specs/display.smd") == ()
    (project / BASELINE).write_text("{")
    assert projects.load(projects.locate(project)).workspace.findings("specs/display.smd")
