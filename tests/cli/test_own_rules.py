"""A project's own rules on the command line: checked, fixed, explained, and told where they are wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from osteon.analysis.own_rules import parse_own_rules
from osteon.cli.main import osteon
from osteon.project import UserError

README = Path(__file__).parents[2] / "server" / "README.md"
SPEC = "# M\n\n@id: M\n\n## Requirements\n\n### Start\n\nIt shall utilise 10 percent and shall stop.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with the rules of the page that documents them, and a spec that breaks each of them."""
    (tmp_path / "style").mkdir()
    (tmp_path / "style/house.toml").write_text(documented())
    (tmp_path / "osteon.toml").write_text('specs = "."\nrules = ["style/house.toml"]\n')
    (tmp_path / "m.smd").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def documented() -> str:
    """Return the example of the page."""
    match = re.search(r"## Own rules.*?```toml\n(.*?)```", README.read_text(), re.DOTALL)
    assert match is not None
    return match[1]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    osteon.main([*arguments], standalone_mode=False)
    return capsys.readouterr().out


def test_the_documented_rules_are_right() -> None:
    read = parse_own_rules(documented(), "house.toml")
    assert read.findings == ()
    assert [rule.code for rule in read.rules] == ["plain-words", "no-percent", "one-shall"]


def test_check_reports_and_fixes_them(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = {one["code"] for one in json.loads(printed(capsys, "check", "--json"))}
    assert codes >= {"plain-words", "no-percent", "one-shall"}
    assert "plain-words" in printed(capsys, "check", "--fix")
    assert "shall use 10 percent" in (project / "m.smd").read_text()


def test_sarif_and_explain_have_their_manual(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = json.loads(printed(capsys, "check", "--sarif"))["runs"][0]["tool"]["driver"]["rules"]
    help_of = {rule["id"]: rule["help"]["text"] for rule in rules}
    assert "Tables and text should look alike." in help_of["no-percent"]
    assert help_of["no-percent"] in printed(capsys, "explain", "no-percent")
    assert "one-shall" in printed(capsys, "explain")
    (project / "osteon.toml").write_text("")
    with pytest.raises(UserError, match="no finding called"):
        osteon.main(["explain", "no-percent"], standalone_mode=False)


def test_what_is_wrong_with_a_file_of_rules_stands_where_it_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "style/house.toml").write_text('missing-id = { kind = "repetition" }\n')
    (found,) = (one for one in json.loads(printed(capsys, "check", "--json")) if one["code"] == "invalid-value")
    assert (found["path"], found["range"]["startLine"]) == (str(Path("style/house.toml")), 1)
    (project / "style/house.toml").unlink()
    lost = [one for one in json.loads(printed(capsys, "check", "--json")) if one["code"] == "unresolved-file"]
    assert [(one["path"], one["range"]["startLine"]) for one in lost] == [("osteon.toml", 2)]
