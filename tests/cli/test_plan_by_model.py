"""`osteon plan --model` through every kind of backend, as a person runs it."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.engine.test_planning import START, STOP, reply
from tests.models.openai_server import OpenAIServer

from osteon.cli.plan import plan

SPEC = "# M\n\n@id: M\n\n## Requirements\n\n### Start\n\nIt starts.\n\n### Stop\n\nIt stops.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/m.smd").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(project: Path, text: str) -> None:
    (project / "osteon.toml").write_text(text)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plan, arguments, standalone_mode=False, catch_exceptions=False)


def planned(project: Path) -> list[str]:
    return [line for line in (project / "specs/plan.toml").read_text().splitlines() if line.startswith("id = ")]


def test_a_hosted_model_plans_and_is_told_what_is_wrong(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("litellm")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with OpenAIServer([reply(START), reply(START, STOP)]) as server:
        configure(project, f'[models.plan]\nmodel = "openai/test-model"\napi_base = "{server.url}"\n')
        result = run("--model")
    assert result.return_value == 0, result.output
    assert planned(project) == ['id = "start"', 'id = "stop"']
    assert server.requests[0].body["response_format"]["json_schema"]["schema"]["required"] == ["tasks", "unclear"]
    assert "no task names #stop" in server.requests[1].prompt
    assert run("--model=replay").output == "specs/plan.toml: up to date\n"


def test_a_command_plans(project: Path) -> None:
    (project / "planner.py").write_text(
        f"import sys\nassert 'JSON Schema' in sys.stdin.read()\nprint({reply(START, STOP)!r})"
    )
    configure(project, f'[models]\ndefault = "command: {sys.executable} {project}/planner.py"\n')
    assert run("--model").return_value == 0
    assert planned(project) == ['id = "start"', 'id = "stop"']


def test_a_person_plans_through_the_mailbox(project: Path) -> None:
    mailbox = project / "specs/.osteon/mailbox"

    def answer() -> None:
        while not (prompts := list(mailbox.glob("*.prompt.md"))):
            time.sleep(0.02)
        prompts[0].with_name(prompts[0].name.replace(".prompt.md", ".answer.md")).write_text(reply(START, STOP))

    configure(project, '[models]\ndefault = "mailbox"\n')
    person = threading.Thread(target=answer, daemon=True)
    person.start()
    result = run("--model")
    assert "prompts appear in specs/.osteon/mailbox" in result.output
    assert planned(project) == ['id = "start"', 'id = "stop"']


def test_a_model_may_be_named(project: Path) -> None:
    (project / "planner.py").write_text(f"print({reply(START, STOP)!r})")
    assert run(f"--model=command: {sys.executable} {project}/planner.py").return_value == 0
    assert planned(project) == ['id = "start"', 'id = "stop"']


def test_what_cannot_be_planned_is_an_error_with_a_next_step(project: Path) -> None:
    (project / "planner.py").write_text(f"print({reply(unclear=['How?'])!r})")
    (project / "specs/n.smd").write_text(SPEC.replace("@id: M", "@id: N"))
    (project / "specs/n.amd").write_text("# N\n\n@spec: N\n\n## Components\n\n### Core\n\n@path: n.py\n")
    events = [
        json.loads(line)
        for line in run(f"--model=command: {sys.executable} {project}/planner.py", "--events").output.splitlines()
    ]
    errors = [event["text"] for event in events if event["severity"] == "error"]
    assert errors == [
        "specs/m.smd: the model asks what the spec leaves open; answer it in the spec, then plan again:\n  - How?"
    ]
    assert planned(project) == ['id = "core"']


def test_without_a_model_the_way_to_one_is_named(project: Path) -> None:
    (project / "specs/n.smd").write_text(SPEC.replace("@id: M", "@id: N"))
    (project / "specs/n.amd").write_text("# N\n\n@spec: N\n\n## Components\n\n### Core\n\n@path: n.py\n")
    assert "specs/m.smd: no task was planned" in (output := run().output)
    assert "`osteon plan --model`" in output


def test_a_spec_that_changed_since_is_named_and_its_tasks_stay(project: Path) -> None:
    (project / "planner.py").write_text(f"print({reply(START, STOP)!r})")
    run(f"--model=command: {sys.executable} {project}/planner.py")
    (project / "specs/m.smd").write_text(SPEC.replace("It starts.", "It starts at once."))
    assert "specs/m.smd: it reads otherwise than when a model planned it" in run().output
    assert planned(project) == ['id = "start"', 'id = "stop"']
