"""`osteon drift` as a person and a program see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.test_build import PLAN, project, run

from osteon.project import UserError

__all__ = ["project"]


@pytest.fixture
def edited(project, capsys):
    run(capsys, "build")
    (project / "b.py").write_text("mine\n")
    return project


def files(capsys, *arguments: str) -> list[dict]:
    return json.loads(run(capsys, "drift", *arguments, "--json")[1])["files"]


def test_nothing_waits_after_a_build(project, capsys):
    run(capsys, "build")
    assert run(capsys, "drift") == (0, "every generated file is as it was built\n")


def test_an_edited_file_is_listed_with_the_choices(edited, capsys):
    code, text = run(capsys, "drift")
    assert code == 3
    assert text.startswith("edited      b.py (b): you changed it since it was built\n")
    assert "osteon drift keep" in text
    (value,) = files(capsys)
    assert (value["path"], value["task"], value["state"], len(value["base"])) == ("b.py", "b", "edited", 64)
    assert "osteon drift" in run(capsys, "build")[1]


def test_keep_pins_and_says_what_status_says(edited, capsys):
    assert run(capsys, "drift", "keep", "b.py", "--reason", "by hand") == (0, "b is pinned: b.py\n")
    code, text = run(capsys, "status")
    assert code == 0
    assert "pinned   b\n" in text
    assert "osteon drift unpin" in text
    (value,) = files(capsys)
    assert (value["state"], value["pin"]["passed"], value["pin"]["reason"]) == ("kept", True, "by hand")


def test_a_version_that_fails_is_kept_and_it_is_said(edited, capsys):
    (edited / "b.py").write_text("")
    code, text = run(capsys, "drift", "keep", "b")
    assert code == 0
    assert "did not pass:\n$ test -s b.py" in text
    assert (edited / "b.py").read_text() == ""


def test_discard_says_where_the_version_is(edited, capsys):
    (value,) = files(capsys, "discard", "b.py")
    assert (value["restored"], Path(value["put_aside"]).read_text()) == (True, "mine\n")
    (edited / "b.py").write_text("mine\n")
    assert "your version is specs/.osteon/discarded/" in run(capsys, "drift", "discard", "b")[1]


def test_diff_shows_what_changed_and_what_would_come(edited, capsys):
    code, text = run(capsys, "drift", "diff")
    assert code == 0
    assert "+mine\n" in text
    assert "a build would write what was built before\n" in text
    (value,) = files(capsys, "diff", "b.py")
    assert (value["texts"]["yours"], value["texts"]["base"]) == ("mine\n", value["texts"]["next"])
    assert value["diffs"]["next"] == ""


def test_unpin_says_what_is_next(edited, capsys):
    run(capsys, "drift", "keep", "b")
    assert "osteon drift discard b" in run(capsys, "drift", "unpin", "b")[1]
    assert run(capsys, "drift")[0] == 3


def test_a_file_that_left_the_plan_is_in_status_and_goes_only_when_told(edited, capsys):
    (edited / "specs/plan.toml").write_text(PLAN[: PLAN.rindex("[[task]]")])
    assert "left     b.py" in run(capsys, "status")[1]
    assert json.loads(run(capsys, "status", "--json")[1])["leftovers"] == [
        {"path": "b.py", "task": "b", "edited": True}
    ]
    assert run(capsys, "drift", "clean") == (0, "nothing to clean\n")
    with pytest.raises(UserError, match=r"b\.py is no file that can be cleaned"):
        run(capsys, "drift", "clean", "b.py")
    (edited / "specs/plan.toml").write_text(PLAN)
    run(capsys, "drift", "discard", "b")
    (edited / "specs/plan.toml").write_text(PLAN[: PLAN.rindex("[[task]]")])
    assert "would remove b.py" in run(capsys, "drift", "clean")[1]
    assert (edited / "b.py").exists()
    assert files(capsys, "clean", "--yes") == ["b.py"]
    assert not (edited / "b.py").exists()


def test_it_works_from_a_folder_below(edited, capsys, monkeypatch):
    monkeypatch.chdir(edited / "specs")
    assert run(capsys, "drift")[1].startswith("edited      ../b.py (b)")
    assert run(capsys, "drift", "keep", "../b.py")[0] == 0
