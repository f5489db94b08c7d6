"""A new user's first hour: from an empty folder to a built file, with a model server that is wrong at first."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.end_to_end.command_line import Outcome, osteon, tree
from tests.models.openai_server import OpenAIServer, Received

from osteon.engine.sandbox import probe

pytestmark = pytest.mark.skipif(find_spec("litellm") is None, reason="litellm is not installed")

KEY = "sk-test-0123456789abcdef"
EXPECTED = "the-value-that-only-the-cases-name"
PROSE = "Certainly! Here is what I would write, in a few words."
WRONG = '### display.py\n````python\ndef first(value: str) -> str:\n    """Say it."""\n    return value\n````\n'
FIXED = f"### display.py\n````find\n    return value\n````\n````replace\n    return {EXPECTED!r}\n````\n"


def answer(received: Received) -> str:
    """Answer as a model might that learns from what it is told."""
    if "That reply cannot be used" not in received.prompt and len(received.body["messages"]) == 2:
        return PROSE
    return FIXED if "do not pass" in received.prompt else WRONG


@pytest.fixture
def sandbox() -> str:
    return "auto" if any(report.works for report in probe() if report.level != "none") else "none"


def test_from_an_empty_folder_to_a_built_file(tmp_path: Path, sandbox: str) -> None:
    def run(*arguments: str, code: int = 0) -> Outcome:
        outcome = osteon(tmp_path, *arguments, OPENAI_API_KEY=KEY)
        assert outcome.code == code, outcome.text
        return outcome

    write_a_project(tmp_path, run)
    with OpenAIServer(answer) as server:
        edit(
            tmp_path / "osteon.toml",
            'default = "mailbox"',
            f'default = {{ model = "openai/m", api_base = "{server.url}" }}',
        )
        edit(tmp_path / "osteon.toml", 'sandbox = "auto"', f'sandbox = "{sandbox}"')
        assert "display: built" in run("build").out
        assert_the_model_was_told_what_was_wrong(server)
        assert (tmp_path / "display.py").read_text().endswith(f"return {EXPECTED!r}\n")
        assert_everything_is_stored(tmp_path, server)

        assert "nothing has to be built" in run("status").out
        before = tree(tmp_path)
        assert run("build").out.startswith("1 fresh")
        assert len(server.requests) == 3
        assert tree(tmp_path) == before

        edit(tmp_path / "specs/display.smd", "in short and exact sentences", "in exact and short sentences")
        changed = "section DISPLAY#first-requirement changed"
        assert changed in run("status", code=1).out
        assert f"  display: {changed}\n" in run("build", "--offline", "--explain", code=1).out
        assert len(server.requests) == 3
    assert "openai/m" in run("doctor").out


def write_a_project(folder: Path, run: Callable[..., Outcome]) -> None:
    """Do what the README says, and change what a user would change first."""
    assert "osteon new NAME" in run("init").out
    for kind in ("spec", "architecture", "cases", "intent"):
        run("new", "display", "--kind", kind)
    edit(folder / "specs/display.vmd", '"output"', f'"{EXPECTED}"')
    assert "No problems" in run("check", "--strict").out
    assert "canonical form" in run("fmt").out
    assert "specs/plan.toml: written" in run("plan").out
    assert "asks a model" in run("status", code=1).out


def assert_the_model_was_told_what_was_wrong(server: OpenAIServer) -> None:
    first, again, fix = server.requests
    assert first.body["stream"]
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert "What the program must do, in short and exact sentences." in first.prompt
    assert PROSE in again.prompt
    assert "there is no file in the reply" in again.prompt
    assert "return value" in fix.prompt
    assert "case example" in fix.prompt
    assert not any(EXPECTED in request.prompt for request in server.requests)


def assert_everything_is_stored(folder: Path, server: OpenAIServer) -> None:
    exchanges = [json.loads(path.read_bytes()) for path in (folder / "specs/.osteon/store").rglob("*.json")]
    stored = [[message["text"] for message in exchange["request"]["messages"]] for exchange in exchanges]
    sent = [[message["content"] for message in request.body["messages"]] for request in server.requests]
    assert sorted(stored) == sorted(sent)
    replies = [response["text"] for exchange in exchanges for response in exchange["responses"]]
    assert sorted(replies) == sorted([PROSE, WRONG, FIXED])
    record = tomllib.loads((folder / "specs/.osteon/tasks/display/record.toml").read_text())
    assert len(record["attempts"]) == 3
    assert record["answered_by"] == ["test-model-2026"]
    assert not [name for name, content in tree(folder).items() if content and KEY.encode() in content]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")
