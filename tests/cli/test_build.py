"""`osteon build` and `osteon status` as a person and a program see them."""

from __future__ import annotations

import json
import sys

import pytest

from osteon.cli.main import osteon
from osteon.project import UserError

MODEL = """\
import sys
prompt = sys.stdin.read()
path = prompt.split("## Files to write")[1].split("- ")[1].split()[0]
print(f"### {path}\\n````\\nx = {len(prompt)}\\n````")
"""
SPEC = "# M\n\n@id: M\n\n## Requirements\n\n### Start {#start}\n\nAt 512.\n\n### Stop {#stop}\n\nAt once.\n"
PLAN = """\
[plan]
format = 1

[[task]]
id = "a"
spec = "M"
sections = ["#start"]
outputs = ["a.py"]

[[task]]
id = "b"
spec = "M"
sections = ["#stop"]
outputs = ["b.py"]
verify = ["test -s b.py"]
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/m.smd").write_text(SPEC)
    (tmp_path / "specs/plan.toml").write_text(PLAN)
    (tmp_path / "model.py").write_text(MODEL)
    model = f"command: {sys.executable} {tmp_path}/model.py"
    (tmp_path / "osteon.toml").write_text(f'[models]\ndefault = "{model}"\n[verify]\nsandbox = "none"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments: str) -> tuple[int, str]:
    code = osteon.main(list(arguments), standalone_mode=False)
    return code, capsys.readouterr().out


def test_a_build_says_what_it_did_and_a_second_one_that_nothing_had_to_be_done(project, capsys):
    code, text = run(capsys, "build")
    assert code == 0
    assert "a: built" in text
    assert "2 built in" in text
    code, text = run(capsys, "build")
    assert code == 0
    assert text.startswith("2 fresh in")


def test_explain_says_why(project, capsys):
    run(capsys, "build")
    (project / "specs/m.smd").write_text(SPEC.replace("512", "513"))
    assert "  a: section M#start changed\n" in run(capsys, "build", "--explain")[1]


def test_events_are_json_lines_and_nothing_else(project, capsys):
    code, text = run(capsys, "build", "--events")
    events = [json.loads(line) for line in text.splitlines()]
    assert code == 0
    assert [events[0]["kind"], events[-1]["kind"]] == ["build-started", "build-finished"]
    assert events[-1]["counts"] == {"built": 2}
    assert {event["task"] for event in events if event["kind"] == "task-finished"} == {"a", "b"}


@pytest.mark.parametrize("arguments", [("build", "b"), ("build", "--task", "b")])
def test_one_task_can_be_named(project, capsys, arguments):
    run(capsys, *arguments)
    assert [(project / name).exists() for name in ("a.py", "b.py")] == [False, True]


def test_a_hand_edited_file_ends_with_3_and_the_choices(project, capsys):
    run(capsys, "build")
    (project / "a.py").write_text("mine")
    code, text = run(capsys, "build")
    assert code == 3
    assert "a.py holds what no build wrote there" in text
    assert "osteon drift keep" in text
    assert run(capsys, "status")[0] == 3


def test_a_failure_ends_with_1_and_the_output_of_the_command(project, capsys):
    (project / "specs/plan.toml").write_text(PLAN.replace("test -s b.py", "echo no luck; false"))
    code, text = run(capsys, "build")
    assert code == 1
    assert "no luck" in text


def test_offline_without_answers_ends_with_1(project, capsys):
    code, text = run(capsys, "build", "--offline")
    assert code == 1
    assert "needs a model" in text


@pytest.mark.parametrize("option", ["--offline", "--model=replay"])
def test_a_replay_into_another_folder_gives_the_same_bytes(project, capsys, option):
    run(capsys, "build")
    (project / "model.py").unlink()
    assert run(capsys, "build", option, "--output", "again")[0] == 0
    assert (project / "again/a.py").read_bytes() == (project / "a.py").read_bytes()


def test_another_model_can_be_named(project, capsys):
    code, text = run(capsys, "build", "--model", "command: false")
    assert code == 1
    assert "command: false" in text


def test_status_tells_verdicts_reasons_and_the_next_step(project, capsys):
    code, text = run(capsys, "status")
    assert code == 1
    assert "stale    a\n         it was never built\n" in text
    assert "2 tasks ask a model: about " in text
    assert "price unknown" in text
    assert text.endswith("Next: `osteon build`\n")
    run(capsys, "build")
    assert run(capsys, "status")[0] == 0


def test_status_as_json(project, capsys):
    value = json.loads(run(capsys, "status", "--json")[1])
    assert value["tasks"][0] == {
        "task": "a",
        "verdict": "stale",
        "reasons": ["it was never built"],
        "how": "ask",
        "tokens": value["tasks"][0]["tokens"],
        "may_be": False,
        "estimate": value["tasks"][0]["estimate"],
    }
    assert value["tasks"][0]["estimate"]["usd"] is None
    assert value["estimate"]["sure"]["tasks"] == 2
    assert value["tasks"][0]["tokens"] > 300


@pytest.mark.parametrize("verb", ["build", "status"])
def test_a_configuration_that_cannot_be_read_stops_everything(project, capsys, verb):
    (project / "osteon.toml").write_text("[models\n")
    with pytest.raises(UserError, match=r"osteon\.toml:1: "):
        run(capsys, verb)


def test_under_events_what_stops_a_build_is_an_event_too(project, capsys):
    (project / "specs/plan.toml").unlink()
    with pytest.raises(UserError, match="osteon plan"):
        run(capsys, "build", "--events")
    event = json.loads(capsys.readouterr().out)
    assert (event["kind"], event["severity"]) == ("message", "error")


def test_a_dry_run_builds_nothing_and_tells_what_it_would_take(project, capsys):
    code, text = run(capsys, "build", "--dry-run", "a")
    assert (code, (project / "a.py").exists()) == (1, False)
    assert "1 task asks a model: about " in text
    assert "\nstale    b" not in text
    with pytest.raises(UserError, match="there is no task nothing; the plan has a, b"):
        run(capsys, "build", "--dry-run", "nothing")
