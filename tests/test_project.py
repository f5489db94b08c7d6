"""Which files make a project."""

from __future__ import annotations

from pathlib import Path

from osteon.project import find_project, source_files


def test_what_an_editor_hides_beside_a_spec_is_no_source(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "a.smd").write_text("# A\n")
    (specs / ".#a.smd").symlink_to("maria@desk.4711:1")
    assert list(source_files(find_project(tmp_path))) == [specs / "a.smd"]
