"""`osteon check --baseline`: what is there is accepted, and what is new is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from osteon.cli.main import osteon
from osteon.project import BASELINE, UserError

SPEC = "# M\n\n@id: M\n@staus: draft\n\n## Overview\n\nText.\n\n## Requirements\n\n### One\n\nIt shall.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "osteon.toml").write_text('specs = "specs"\n')
    (tmp_path / "specs/m.smd").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[list[str], str]:
    """Return the codes that a check reports, and what it says beside."""
    capsys.readouterr()
    osteon.main(["check", "--json", *options], standalone_mode=False)
    told = capsys.readouterr()
    return [one["code"] for one in json.loads(told.out)], told.err


def accept(capsys: pytest.CaptureFixture[str], *paths: str) -> str:
    capsys.readouterr()
    assert osteon.main(["check", "--baseline", *paths], standalone_mode=False) == 0
    return capsys.readouterr().out


def test_what_is_accepted_is_hidden_wherever_it_moves(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys)[0] == ["missing-section", "unknown-tag"]
    assert "2 findings accepted" in accept(capsys)
    assert found(capsys) == ([], f"2 findings hidden by {BASELINE}; --no-baseline shows all\n")
    (project / "specs/m.smd").write_text("\n\n\n" + SPEC)
    assert found(capsys)[0] == []
    assert found(capsys, "--no-baseline") == (["missing-section", "unknown-tag"], "")


def test_what_is_new_is_reported_and_what_is_gone_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(capsys)
    (project / "specs/m.smd").write_text(SPEC.replace("@staus", "@stats"))
    codes, told = found(capsys)
    assert codes == ["unknown-tag"]
    assert f"{BASELINE} has 1 that are there no more; --baseline drops them" in told


def test_the_second_of_two_that_read_the_same_is_new(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(capsys)
    (project / "specs/m.smd").write_text(SPEC.replace("@staus: draft\n", "@staus: draft\n@staus: draft\n"))
    assert sorted(found(capsys)[0]) == ["duplicate-tag", "unknown-tag"]


def test_an_update_says_what_comes_and_goes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(capsys)
    first = (project / BASELINE).read_text()
    assert accept(capsys).endswith("2 findings accepted, 0 added, 0 dropped\n")
    (project / "specs/m.smd").write_text(SPEC.replace("@staus", "@stats"))
    told = accept(capsys).splitlines()
    assert told[0].startswith("added: specs/m.smd: unknown-tag in m: stats")
    assert told[1].startswith("dropped: specs/m.smd: unknown-tag in m: staus")
    assert first.count("\n") == (project / BASELINE).read_text().count("\n") == 4


def test_only_the_files_that_are_named_are_accepted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "specs/n.smd").write_text(SPEC.replace("M", "N"))
    accept(capsys, "specs/n.smd")
    assert found(capsys)[0] == ["missing-section", "unknown-tag"]
    assert "0 dropped" in accept(capsys, "specs/m.smd")
    assert found(capsys)[0] == []
    (project / "specs/n.smd").unlink()
    assert "2 dropped" in accept(capsys)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": 2, "findings": []}', '{"format": 1, "findings": [{"path": 1}]}']
)
def test_what_is_no_baseline_is_an_error_with_the_next_step(project: Path, text: str) -> None:
    (project / BASELINE).write_text(text)
    with pytest.raises(UserError, match=r"no baseline of Osteon: .*--baseline"):
        osteon.main(["check"], standalone_mode=False)
