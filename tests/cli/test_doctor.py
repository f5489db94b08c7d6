"""`osteon doctor` says what is missing before a build finds out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from osteon.cli.main import osteon


def looked_at(folder: Path, models: str, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    """Return the mark and the detail of each subject that doctor reports for a project with these models."""
    (folder / "osteon.toml").write_text(f"[models]\n{models}\n")
    osteon.main(["doctor", "--json", str(folder)], standalone_mode=False)
    return {line["subject"]: (line["mark"], line["detail"]) for line in json.loads(capsys.readouterr().out)["lines"]}


@pytest.mark.parametrize(
    ("model", "mark", "word"),
    [
        ('"command: no-such-program"', "problem", "no-such-program"),
        ('"acp:claude"', "problem", "Agent Client Protocol"),
        ('"openai/some-model"', "note", "OPENAI_API_KEY"),
        ('{ model = "openai/some-model", api_key_env = "MY_KEY" }', "note", "MY_KEY"),
        ('"mailbox"', "ok", "mailbox"),
    ],
)
def test_a_model_that_cannot_answer_is_told(tmp_path, capsys, monkeypatch, model, mark, word):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    found = looked_at(tmp_path, f"default = {model}", capsys)["model default"]
    assert found[0] == mark
    assert word in found[1]


def test_the_sandbox_and_the_configuration_in_force_are_named(tmp_path, capsys):
    found = looked_at(tmp_path, 'default = "mailbox"', capsys)
    assert found["configuration"] == ("ok", str(tmp_path / "osteon.toml"))
    assert {"sandbox bwrap", "sandbox landlock", "sandbox none", "verification"} <= found.keys()
