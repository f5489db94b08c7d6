"""`osteon store` as a person and a program see it."""

from __future__ import annotations

import json

import pytest
from tests.cli.test_build import PLAN, project, run

from osteon.cli.store import size

__all__ = ["project"]


@pytest.fixture
def without_b(project, capsys):
    run(capsys, "build")
    (project / "specs/plan.toml").write_text(PLAN[: PLAN.rindex("[[task]]")])
    (project / "b.py").unlink()
    return project


def test_a_sound_store_is_well(project, capsys):
    run(capsys, "build")
    code, text = run(capsys, "store", "check")
    assert (code, text.split(", ")[:3]) == (0, ["2 exchanges", "2 blobs", "2 records"])
    assert text.endswith("all is well\n")


def test_a_problem_has_its_file_and_a_step_and_fails(project, capsys):
    run(capsys, "build")
    (project / "specs/.osteon/tasks/a/record.toml").write_text("x")
    code, text = run(capsys, "store", "check")
    assert code == 1
    assert "tasks/a/record.toml: it cannot be read" in text
    code, text = run(capsys, "store", "check", "--json")
    assert code == 1
    assert [set(problem) for problem in json.loads(text)["problems"]] == [{"file", "problem", "next"}]


@pytest.mark.parametrize("arguments", [(), ("--dry-run", "--yes"), ("--json",)])
def test_nothing_is_removed_unasked(without_b, capsys, arguments):
    code, text = run(capsys, "store", "prune", "--older-than", "0", *arguments)
    assert code == 0
    assert "tasks/b/record.toml" in text
    assert (without_b / "specs/.osteon/tasks/b/record.toml").exists()


def test_yes_removes_what_was_listed(without_b, capsys):
    listed = json.loads(run(capsys, "store", "prune", "--older-than", "0", "--json", "--yes")[1])
    assert listed["removed"]
    assert not any((without_b / "specs/.osteon" / item["file"]).exists() for item in listed["files"])
    assert run(capsys, "store", "prune", "--older-than", "0")[1] == "nothing to prune\n"


@pytest.mark.parametrize(("count", "said"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_500_000, "2.5 MB")])
def test_sizes_are_in_units_of_people(count, said):
    assert size(count) == said
