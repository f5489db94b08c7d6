"""`osteon coverage`: what covers each requirement, as a table and as JSON, and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from osteon.cli.main import osteon
from osteon.project import UserError

SPEC = """\
# Parser

@id: PARSER

## Requirements

### Read numbers {#read}

It shall read numbers.

**Errors:**
- no number -> ValueError
- too long -> LengthError

### Write numbers {#write}

It shall write numbers.

### Look nice {#look .no-verify}

It shall look nice.
"""
CASES = '@spec PARSER\n\n@covers read\nread(text)\n  one | "1" | 1\n  bad | "x" | !ValueError\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/parser.smd").write_text(SPEC)
    (tmp_path / "specs/parser.vmd").write_text(CASES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return int(osteon.main(["coverage", *arguments], standalone_mode=False) or 0)


def test_a_line_for_each_requirement_says_what_covers_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr().out.splitlines() == [
        "PARSER  1 of 2 requirements covered, 50 %",
        "  + Read numbers   group read (2 cases); no case expects LengthError",
        "  ! Write numbers  nothing",
        "  - Look nice      on purpose without a test",
        "total 50 %",
    ]


def test_json_has_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    run("--json", "parser")
    told = json.loads(capsys.readouterr().out)
    (spec,) = told["specs"]
    assert (told["percent"], spec["id"], spec["path"]) == (50.0, "PARSER", "specs/parser.smd")
    read, write, look = spec["requirements"]
    assert (read["covered"], read["cases"], read["errors_without_case"]) == (True, ["group read"], ["LengthError"])
    assert read["errors"] == ["ValueError", "LengthError"]
    cases = [{"name": "one", "line": 5}, {"name": "bad", "line": 6}]
    assert read["covered_by"] == [
        {"kind": "group", "name": "read", "path": "specs/parser.vmd", "line": 4, "cases": cases}
    ]
    assert (write["covered"], look["no_verify"]) == (False, True)


def test_scenarios_and_tasks_are_told_with_their_places(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "specs/more.vmd").write_text("@spec PARSER\n\n@covers write\nscenario it writes:\n  when $ parser\n")
    (project / "specs/plan.toml").write_text('[[task]]\nid = "writer"\nspec = "PARSER"\ncovers = [\n  "#write",\n]\n')
    run()
    assert "  + Write numbers  scenario it writes, task writer of specs/plan.toml" in capsys.readouterr().out
    run("--json")
    _, write, _ = json.loads(capsys.readouterr().out)["specs"][0]["requirements"]
    case = {"name": "it writes", "line": 4}
    assert write["covered_by"] == [
        {"kind": "scenario", "name": "it writes", "path": "specs/more.vmd", "line": 4, "cases": [case]},
        {"kind": "task", "name": "writer", "path": "specs/plan.toml", "line": 5, "cases": []},
    ]
    assert (write["cases"], write["tasks"]) == (["scenario it writes"], ["specs/plan.toml"])


@pytest.mark.parametrize(("least", "code"), [("50", 0), ("50.1", 1), ("100", 1)])
def test_too_little_fails(least: str, code: int) -> None:
    assert run("--fail-under", least) == code


def test_a_spec_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UserError, match="no spec PRASER; there are: PARSER"):
        run("PRASER")


def test_what_has_nothing_to_cover_is_covered(project: Path) -> None:
    (project / "specs/parser.smd").write_text("# Parser\n\n@id: PARSER\n")
    assert run("--fail-under", "100") == 0


def test_a_project_without_specs_is_told_how_to_begin(project: Path, capsys: pytest.CaptureFixture[str]):
    for path in (project / "specs").iterdir():
        path.unlink()
    osteon.main(["coverage"], standalone_mode=False)
    assert "`osteon new NAME`" in capsys.readouterr().out
