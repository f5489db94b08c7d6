"""The README's promise: the emulator can be built again from its store, offline, verified, and comes out the same."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.command_line import ROOT, Outcome, osteon, tree

from osteon.engine.files import digest as content_digest
from osteon.models.port import Message, Request, digest

OF_ONE_MACHINE = ("lock", "lock.holder", "mailbox", "fresh.json")
STORE = ROOT / "specs" / ".osteon"
PLAN = tomllib.loads((ROOT / "specs" / "plan.toml").read_text(encoding="utf-8"))["task"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the configuration, the specs with their store, and the emulator, so that no test writes the checkout."""
    folder = tmp_path / "project"
    ignored = shutil.ignore_patterns(*OF_ONE_MACHINE, "__pycache__", "*.so")
    shutil.copytree(ROOT / "specs", folder / "specs", ignore=ignored)
    shutil.copytree(ROOT / "chip8" / "chip8", folder / "chip8" / "chip8", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def state(project: Path) -> dict[str, bytes | None]:
    return tree(project, without=OF_ONE_MACHINE)


def emulator(folder: Path) -> dict[str, bytes | None]:
    return tree(folder / "chip8")


def test_the_emulator_is_built_again_from_the_store_and_comes_out_the_same(project: Path, tmp_path: Path) -> None:
    before = state(project)
    assert osteon(project, "check").code == 0
    assert osteon(project, "plan", "--check").code == 0
    shutil.rmtree(project / "chip8")
    fresh = tmp_path / "fresh"
    outcome = osteon(project, "build", "--offline", "--output", str(fresh), "--jobs", "2", "--events")
    assert outcome.code == 0, outcome.text
    assert emulator(fresh) == emulator(ROOT / "chip8")
    assert_all_verified_and_no_model_asked(outcome)
    built_on = {name: content for name, content in before.items() if not name.startswith("chip8")}
    assert state(project) == built_on


def assert_all_verified_and_no_model_asked(outcome: Outcome) -> None:
    finished = {event["task"]: event for event in outcome.of("task-finished")}
    assert finished.keys() == {task["id"] for task in PLAN}
    assert {event["verdict"] for event in finished.values()} == {"fresh"}
    assert {event["usage"]["output_tokens"] for event in finished.values()} == {None}
    steps = outcome.of("task-step")
    assert not [step for step in steps if step["step"] in ("model", "fix")]
    for task in PLAN:
        ran = [step["command"] for step in steps if step["task"] == task["id"] and "command" in step]
        assert len(ran) == len(task.get("verify", ())) + len(task.get("cases", ())), task["id"]


def test_nothing_has_to_be_done_in_the_checkout_as_it_is(project: Path) -> None:
    before = state(project)
    outcome = osteon(project, "build", "--offline", "--events")
    assert outcome.code == 0, outcome.text
    assert outcome.of("build-finished")[0]["counts"] == {"fresh": len(PLAN)}
    assert state(project) == before


@pytest.mark.parametrize("task", ["errors", "display"])
def test_a_lost_output_is_derived_again_from_the_stored_answer(project: Path, tmp_path: Path, task: str) -> None:
    record = tomllib.loads((project / "specs/.osteon/tasks" / task / "record.toml").read_text(encoding="utf-8"))
    (blob,) = record["outputs"].values()
    (project / "specs/.osteon/blobs" / blob[:2] / blob).unlink()
    outcome = osteon(project, "build", task, "--offline", "--output", str(tmp_path / "fresh"))
    assert outcome.code == 0, outcome.text
    assert f"{task}: built" in outcome.out
    assert emulator(tmp_path / "fresh")[f"{task}.py"] == emulator(ROOT / "chip8")[f"{task}.py"]
    assert (project / "specs/.osteon/blobs" / blob[:2] / blob).exists()


def test_a_lost_output_and_answer_are_named(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / "specs/.osteon/blobs")
    shutil.rmtree(project / "specs/.osteon/store")
    outcome = osteon(project, "build", "errors", "--offline", "--output", str(tmp_path / "fresh"))
    assert outcome.code == 1
    assert "task errors needs a model, and this build may not ask one" in outcome.out
    assert "Build without --offline" in outcome.out
    assert not emulator(tmp_path / "fresh")


def test_a_changed_section_stops_an_offline_build_at_its_task_alone(project: Path) -> None:
    edit(project / "specs/keypad.smd", "## Constraints", "One more sentence.\n\n## Constraints")
    before = emulator(project)
    outcome = osteon(project, "build", "--offline", "--events")
    assert outcome.code == 1
    (failed,) = outcome.of("task-finished")
    assert failed["task"] == "keypad"
    assert "section CHIP8_KEYPAD#help-lines changed" in failed["reasons"][0]
    assert "Build without --offline" in failed["reasons"][0]
    blocked = {event["task"] for event in outcome.of("task-verdict") if event["verdict"] == "blocked"}
    assert outcome.of("build-finished")[0]["counts"] == {
        "blocked": len(blocked),
        "failed": 1,
        "fresh": len(PLAN) - len(blocked) - 1,
    }
    assert "session" in blocked
    assert blocked.isdisjoint({"errors", "memory", "display", "timers"})
    assert emulator(project) == before


def test_a_file_that_a_person_edited_is_never_overwritten(project: Path) -> None:
    edit(project / "chip8/chip8/tone.py", "4000", "8000")
    before = state(project)
    outcome = osteon(project, "build", "--offline")
    assert outcome.code == 3
    assert "chip8/tone.py holds what no build wrote there" in outcome.out
    assert "osteon drift diff" in outcome.out
    assert state(project) == before


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


# The store, as it is committed


def exchanges() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((STORE / "store").rglob("*.json")):
        yield path.stem, json.loads(path.read_bytes())


def records() -> Iterator[dict[str, Any]]:
    for path in sorted((STORE / "tasks").rglob("record.toml")):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def test_every_exchange_is_whole() -> None:
    found = dict(exchanges())
    assert found
    for key, exchange in found.items():
        asked = exchange["request"]
        messages = tuple(Message(message["role"], message["text"]) for message in asked["messages"])
        assert digest(Request(asked["model"], messages, asked["parameters"], asked["schema"])) == key
        assert [message.role for message in messages[:2]] == ["system", "user"]
        assert all(message.text.strip() for message in messages)
        assert exchange["responses"]
        for response in exchange["responses"]:
            assert response["text"].strip()
            assert response["answered_by"].strip()
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", response["time"])


def test_every_task_has_a_record_that_leads_to_its_answers_and_outputs() -> None:
    found = {record["task"]: record for record in records()}
    assert found.keys() == {task["id"] for task in PLAN}
    stored = {key: len(exchange["responses"]) for key, exchange in exchanges()}
    for task in PLAN:
        record = found[task["id"]]
        assert set(record.get("outputs", {})) == set(task.get("outputs", ()))
        assert bool(record.get("attempts")) == bool(task.get("outputs"))
        for attempt in record.get("attempts", ()):
            key, _, number = attempt.partition("#")
            assert stored[key] >= int(number or 1)
        for path, content in record.get("outputs", {}).items():
            assert (STORE / "blobs" / content[:2] / content).read_bytes() == (ROOT / "chip8" / path).read_bytes()


def test_every_output_in_the_store_is_what_its_name_says() -> None:
    for path in (STORE / "blobs").rglob("*"):
        assert path.is_dir() or content_digest(path.read_bytes()) == path.name


def test_no_prompt_shows_a_case_that_a_person_wrote() -> None:
    rows = {line.strip() for path in (ROOT / "specs").glob("*.vmd") for line in path.read_text().splitlines()}
    hidden = [row for row in rows if "|" in row and len(row) > 30]
    assert len(hidden) > 100
    prompts = "\n".join(message["text"] for _, exchange in exchanges() for message in exchange["request"]["messages"])
    assert [row for row in hidden if row in prompts] == []
