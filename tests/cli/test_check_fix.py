"""`osteon check --fix`: what is safe to fix is fixed on disk, and what remains is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from osteon.cli import check_fix
from osteon.cli.main import osteon
from osteon.project import find_project

BROKEN = "# M\r\n\n@id: M\n@status: draft\n\n## Overview\n\nText.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "osteon.toml").write_text('specs = "specs"\ntags = "owner"\n')
    (tmp_path / "specs/m.smd").write_bytes(BROKEN.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return int(osteon.main(["check", *arguments], standalone_mode=False) or 0)


def test_safe_fixes_are_written_and_what_remains_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--fix") == 1
    told = capsys.readouterr().out
    assert "osteon.toml: fixed invalid-value\nspecs/m.smd: fixed mixed-line-endings\n" in told
    assert "no `## Requirements` section" in told
    assert (project / "osteon.toml").read_text() == 'specs = "specs"\ntags = ["owner"]\n'
    assert (project / "specs/m.smd").read_bytes() == BROKEN.replace("\r", "").replace("\n", "\r\n").encode()
    assert run("--fix") == 1
    assert "fixed" not in capsys.readouterr().out


def test_only_the_paths_that_are_named_are_fixed(project: Path) -> None:
    run("--fix", "osteon.toml")
    assert (project / "specs/m.smd").read_bytes() == BROKEN.encode()


def test_a_file_in_no_specs_folder_is_fixed_by_itself(project: Path) -> None:
    (project / "lone.smd").write_bytes(BROKEN.encode())
    run("--fix", "lone.smd")
    assert (project / "lone.smd").read_bytes().count(b"\r") == 8


def test_a_difference_changes_nothing_and_fails(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--diff", "osteon.toml") == 1
    told = capsys.readouterr()
    assert '-tags = "owner"\n+tags = ["owner"]\n' in told.out
    assert told.err == "Would fix 1 finding in 1 file.\n"
    assert 'tags = "owner"' in (project / "osteon.toml").read_text()
    run("--fix")
    assert run("--diff") == 0


def test_a_report_for_programs_stays_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("--fix", "--json")
    told = capsys.readouterr()
    assert {one["code"] for one in json.loads(told.out)} == {"missing-section"}
    assert "specs/m.smd: fixed" in told.err


def test_a_file_that_changed_meanwhile_is_left_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = find_project(project)
    files = check_fix.fixable(found, ())
    (project / "specs/m.smd").write_text("# Mine\n")
    fixed = check_fix.write(found, files)
    assert [file.path for file in fixed.written] == ["osteon.toml"]
    check_fix.report(fixed, to_error=False)
    assert "specs/m.smd: not fixed: it changed on disk" in capsys.readouterr().err
    assert (project / "specs/m.smd").read_text() == "# Mine\n"


def test_a_link_stays_a_link(project: Path) -> None:
    (project / "specs/m.smd").rename(project / "elsewhere")
    (project / "specs/m.smd").symlink_to(project / "elsewhere")
    run("--fix")
    assert (project / "specs/m.smd").is_symlink()
    assert (project / "elsewhere").read_bytes() != BROKEN.encode()
