"""`osteon check` as a program sees it: what it found, as events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from osteon.cli.main import osteon

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
    assert (told["kind"], told["severity"], told["text"]) == ("message", "info", "2 warnings in 1 files")
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
