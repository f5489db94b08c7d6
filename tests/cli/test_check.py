"""`osteon check` as a program sees it: what it found, as events."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from osteon.cli.main import osteon
from osteon.project import UserError

SPEC = "# M\n\n@id: M\n@status: draft\n\n## Requirements\n\n### Start\n\nIt shall start at 512.\n"


def events(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    """Return what `osteon check --events` prints, each line of which is an object, and check its exit code."""
    code = osteon.main(["check", "--events", *options, str(folder)], standalone_mode=False)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found[-1]["exit"] == code
    return found


def numbers(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("kind", "errors", "warnings", "files", "exit")}


def test_a_check_is_one_message_and_its_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.smd").write_text(SPEC)
    told, last = events(tmp_path, capsys)
    assert (told["kind"], told["severity"], told["text"]) == ("message", "info", "2 warnings in 1 file")
    assert numbers(last) == {"kind": "check-finished", "errors": 0, "warnings": 2, "files": 1, "exit": 0}
    assert events(tmp_path, capsys, "--strict")[-1]["exit"] == 1


def test_errors_are_counted_and_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.smd").write_text(SPEC)
    (tmp_path / "n.smd").write_text(SPEC)
    told, last = events(tmp_path, capsys)
    assert told["severity"] == "error"
    assert (last["errors"], last["files"], last["exit"]) == (2, 2, 1)


def test_an_empty_project_names_the_next_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, last = events(tmp_path, capsys)
    assert "osteon new" in told["text"]
    assert last["files"] == 0


def printed(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Return the JSON that `osteon check` prints for `arguments`."""
    osteon.main(["check", *arguments, str(folder)], standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def test_json_places_related_findings_and_edits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.smd").write_text(SPEC + "\n### Go {#go}\n\nIt shall go.\n\n### Again {#go}\n\nIt shall go on.\n")
    (found,) = [one for one in printed(tmp_path, capsys, "--json") if one["code"] == "duplicate-anchor"]
    assert found["related"][0]["range"]["startLine"] == SPEC.count("\n") + 2
    assert found["fixes"][0]["edits"][0]["text"] == "go-2"


def test_sarif_addresses_are_escaped_and_relative_to_the_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "my file.smd").write_text(SPEC)
    (run,) = printed(tmp_path / "specs", capsys, "--sarif")["runs"]
    addresses = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert addresses == {"specs/my%20file.smd"}


def test_a_byte_order_mark_is_no_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.smd").write_text("\ufeff" + SPEC, encoding="utf-8")
    assert {one["range"]["startColumn"] for one in printed(tmp_path, capsys, "--json")} == {3}


def test_a_file_that_is_no_source_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("hello")
    with pytest.raises(UserError, match="not a source"):
        osteon.main(["check", str(tmp_path / "readme.txt")], standalone_mode=False)


def test_a_source_outside_of_the_specs_folder_is_checked_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "osteon.toml").write_text('specs = "specs"\n')
    (tmp_path / "draft.smd").write_text(SPEC)
    assert {one["code"] for one in printed(tmp_path / "draft.smd", capsys, "--json")} == {"missing-section"}


@pytest.mark.parametrize("verb", ["--version", "check"])
def test_what_needs_no_model_imports_no_model_library(tmp_path: Path, verb: str) -> None:
    (tmp_path / "m.smd").write_text(SPEC)
    program = f"""
import sys
from osteon.cli.main import main
sys.argv = ["osteon", {verb!r}]
try:
    main()
except SystemExit:
    print(*sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.splitlines()[-1].split())
    assert "osteon.cli.main" in loaded
    assert not loaded & {"litellm", "openai", "pygls", "lsprotocol", "tomlkit", "rich", "osteon.models.litellm"}


def test_a_wide_folder_that_is_no_project_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.project.WIDE", 2)
    for name in "abc":
        (tmp_path / name).mkdir()
    with pytest.raises(UserError, match="osteon init"):
        osteon.main(["check", str(tmp_path)], standalone_mode=False)
