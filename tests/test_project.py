"""Which files make a project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from osteon.engine.files import digest_file
from osteon.project import UserError, find_project, load_workspace, read_sources, source_files


def test_what_an_editor_hides_beside_a_spec_is_no_source(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "a.smd").write_text("# A\n")
    (specs / ".#a.smd").symlink_to("maria@desk.4711:1")
    assert list(source_files(find_project(tmp_path))) == [specs / "a.smd"]


def test_what_cannot_be_read_is_a_finding_and_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.smd").write_text("# A\n")
    (tmp_path / "lost.smd").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.smd")
    found = load_workspace(find_project(tmp_path)).all_findings()
    assert found.keys() == {"a.smd", "lost.smd", "pipe.smd"}
    assert [one.code for one in (*found["lost.smd"], *found["pipe.smd"])] == ["unreadable-file"] * 2


def test_a_pipe_is_read_by_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.smd")
    with pytest.raises(UserError, match=r"pipe\.smd: cannot be read: it is no regular file"):
        read_sources(find_project(tmp_path))
    assert digest_file(tmp_path / "pipe.smd") is None
