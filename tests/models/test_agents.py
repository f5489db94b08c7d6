"""Coding agents as backends: programs of their names that print what the real ones printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from osteon.models import open_model
from osteon.models.agents import AGENTS
from osteon.models.port import Message, ModelError, ModelRefused, Request, Response, Usage

REPORTS = {path.stem: path.read_text() for path in Path(__file__).with_name("agents").glob("*.json*")}
ANSWER = "### a.py\n\n````python\nX = 1\n````\n"
ANSWERED = {
    "claude-code": ("claude-opus-4-8[1m]", Usage(11, 7, 0.00023)),
    "codex": ("codex", Usage(11, 7)),
    "gemini-cli": ("gemini-x", Usage(11, 7)),
    "opencode": ("opencode", Usage(11, 7)),
    "pi": ("t/m1", Usage(11, 7, 2.4999999999999998e-05)),
}
FAILURES = {
    "claude-code": '{"type":"result","subtype":"success","is_error":true,"result":"API Error: on holiday","usage":{}}',
    "codex": '{"type":"turn.started"}\n{"type":"turn.failed","error":{"message":"on holiday"}}',
    "gemini-cli": '{"error":{"type":"Error","message":"on holiday","code":41}}',
    "opencode": '{"type":"error","error":{"name":"APIError","data":{"message":"on holiday"}}}',
    "pi": '{"type":"message_end","message":{"role":"assistant","content":[],"stopReason":"error",'
    '"errorMessage":"on holiday","usage":{"input":0,"output":0}}}',
}

Pose = Callable[..., Path]


@pytest.fixture
def pose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pose:
    """Put a program of an agent's name on the PATH that prints a report; return the file that tells how it was run."""

    def pose(name: str, report: str, *, code: int = 0) -> Path:
        told, program = tmp_path / "told.json", tmp_path / AGENTS[name].program
        program.write_text(
            f"#!{sys.executable}\n"
            "import json, os, pathlib, sys\n"
            "files = [pathlib.Path(word).read_text() for word in sys.argv if word.endswith('policy.toml')]\n"
            "told = {'arguments': sys.argv[1:], 'prompt': sys.stdin.read(), 'beside': os.listdir(), 'files': files,\n"
            "        'configuration': os.environ.get('OPENCODE_CONFIG_CONTENT', '')}\n"
            f"pathlib.Path({str(told)!r}).write_text(json.dumps(told))\n"
            f"sys.stdout.write({report!r})\n"
            f"sys.exit({code})\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        return told

    return pose


def ask(name: str) -> Response:
    messages = (Message("system", "You write code."), Message("user", "Draw it."))
    return open_model(name, mailbox=Path("unused")).complete(Request(name, messages), label="draw")


@pytest.mark.parametrize("name", AGENTS)
def test_the_answer_its_model_and_its_price_are_read_from_the_report(name: str, pose: Pose):
    pose(name, REPORTS[name])
    assert ask(name) == Response(ANSWER, *ANSWERED[name])


@pytest.mark.parametrize("name", AGENTS)
def test_the_prompt_is_the_input_and_a_person_s_options_are_added(name: str, pose: Pose):
    told = pose(name, REPORTS[name])
    ask(f"{name}: --model 'my model'")
    run = json.loads(told.read_text())
    assert run["prompt"] == "You write code.\n\nDraw it.\n"
    assert run["beside"] == []
    assert run["arguments"][-2:] == ["--model", "my model"]


TOOLS_ARE_OFF = {
    "claude-code": lambda run: run["arguments"][run["arguments"].index("--tools") + 1] == "",
    "codex": lambda run: run["arguments"][run["arguments"].index("--disable") + 1] == "shell_tool",
    "gemini-cli": lambda run: 'decision = "deny"' in run["files"][0],
    "opencode": lambda run: json.loads(run["configuration"])["permission"] == {"*": "deny"},
    "pi": lambda run: "--no-tools" in run["arguments"],
}


@pytest.mark.parametrize("name", AGENTS)
def test_an_agent_gets_no_tools(name: str, pose: Pose):
    told = pose(name, REPORTS[name])
    ask(name)
    assert TOOLS_ARE_OFF[name](json.loads(told.read_text()))


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("name", AGENTS)
def test_what_an_agent_says_of_its_failure_is_told(name: str, code: int, pose: Pose):
    pose(name, FAILURES[name], code=code)
    with pytest.raises(ModelError, match="on holiday"):
        ask(name)


@pytest.mark.parametrize("report", ["", "hello", "{", "{}", "[1]", '{"type": 1}', '{"type":"message_end","message":3}'])
@pytest.mark.parametrize("name", AGENTS)
def test_a_report_of_another_form_is_an_error_that_says_so(name: str, report: str, pose: Pose):
    pose(name, report)
    with pytest.raises(ModelError, match=r"not the report|no answer"):
        ask(name)


@pytest.mark.parametrize("name", AGENTS)
def test_an_agent_that_is_not_installed_is_named(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ModelRefused, match=f"no program {AGENTS[name].program}"):
        ask(name)
