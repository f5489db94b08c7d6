"""`osteon plan --diff`, and conflicts that are told until they are decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.test_plan import ARCHITECTURE, run, specs

from osteon.cli.main import main
from osteon.project import UserError

__all__ = ["specs"]

DOT = "\n### Dot\n\n@path: dot.py\n\n**Depends on:** Line\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def difference(*arguments: str) -> dict:
    return json.loads(run("--diff", "--json", *arguments).output)


def test_the_change_of_each_task_is_told(specs: Path) -> None:
    run()
    (specs / "draw.amd").write_text(ARCHITECTURE.replace("line.py", "new.py") + DOT)
    before = tree(specs)
    value = difference()
    assert [(task["task"], task["change"]) for task in value["tasks"]] == [("line", "changed"), ("dot", "added")]
    assert value["tasks"][0]["keys"]["outputs"] == {"before": ["line.py"], "after": ["new.py"]}
    assert value["diff"].startswith("--- specs/plan.toml\n+++ specs/plan.toml (planned)\n")
    assert not value["up_to_date"]
    assert tree(specs) == before
    run()
    assert (specs / "plan.toml").read_text() == value["planned"]
    assert difference()["up_to_date"]


def test_what_would_be_built_is_told_with_reasons_and_an_estimate(specs: Path) -> None:
    (specs / "draw.amd").write_text(ARCHITECTURE + DOT)
    (specs.parent / "osteon.toml").write_text('[models]\ndefault = "mailbox"\n')
    value = difference()
    line, dot = value["build"]
    assert (line["task"], line["verdict"], line["how"], line["may_be"]) == ("line", "stale", "ask", False)
    assert line["reasons"] == ["it was never built"]
    assert line["estimate"]["usd"] is None
    assert "it needs task line, which is stale" in dot["reasons"]
    assert value["estimate"]["sure"]["tasks"] == 2
    assert value["estimate"]["sure"]["unpriced"] == ["mailbox"]
    text = run("--diff").output
    assert "added: dot" in text
    assert "2 tasks ask a model: about " in text
    assert "the price of mailbox is not known" in text


def test_a_plan_that_could_not_be_built_says_why(specs: Path) -> None:
    run()
    text = (specs / "plan.toml").read_text()
    (specs / "plan.toml").write_text(text + '\n[[task]]\nid = "mine"\nneeds = ["nobody"]\n')
    assert "'nobody'" in (value := difference())["problem"]
    assert value["build"] == []
    assert "this plan could not be built" in run("--diff").output


def test_json_goes_with_diff(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["osteon", "plan", "--json"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2


@pytest.fixture
def conflict(specs: Path) -> Path:
    run()
    text = (specs / "plan.toml").read_text().replace('outputs = ["line.py"]', 'outputs = ["mine.py"] # mine')
    (specs / "plan.toml").write_text(text)
    (specs / "draw.amd").write_text(ARCHITECTURE.replace("line.py", "new.py"))
    run()
    return specs


SENTENCE = 'conflict: line: outputs stays ["mine.py"]; planned is ["new.py"]'


def test_a_conflict_is_told_on_every_run(conflict: Path) -> None:
    for options in ((), (), ("--check",), ("--diff",), ()):
        assert SENTENCE in run(*options).output
    assert difference()["conflicts"] == [
        {"task": "line", "key": "outputs", "yours": ["mine.py"], "planned": ["new.py"], "text": SENTENCE}
    ]


@pytest.mark.parametrize("name", ["line.outputs", "line", "all"])
def test_what_a_person_has_may_be_decided_for(conflict: Path, name: str) -> None:
    before = (conflict / "plan.toml").read_text()
    assert "conflict" not in run("--mine", name).output
    assert "conflict" not in run().output
    assert (conflict / "plan.toml").read_text() == before


@pytest.mark.parametrize("name", ["line.outputs", "all"])
def test_what_is_planned_may_be_decided_for(conflict: Path, name: str) -> None:
    assert "conflict" not in run("--planned", name).output
    assert 'outputs = ["new.py"] # mine' in (conflict / "plan.toml").read_text()
    assert run().output == "specs/plan.toml: up to date\n"


@pytest.mark.parametrize("value", ["new.py", "other.py"])
def test_changing_the_value_decides_it(conflict: Path, value: str) -> None:
    plan = conflict / "plan.toml"
    plan.write_text(plan.read_text().replace("mine.py", value))
    assert "conflict" not in run().output
    assert f'outputs = ["{value}"]' in plan.read_text()
    assert not (conflict / ".osteon/plan.conflicts.json").exists()


def test_a_name_of_no_conflict_is_an_error(conflict: Path) -> None:
    with pytest.raises(UserError, match=r"there is no conflict dot; there are line\.outputs"):
        run("--mine", "dot")


def test_an_edited_task_without_a_component_is_told_until_it_is_decided(specs: Path) -> None:
    (specs / "draw.amd").write_text(ARCHITECTURE + DOT)
    run()
    plan = specs / "plan.toml"
    plan.write_text(plan.read_text().replace('title = "Dot"', 'title = "My dot"') + '\n[[task]]\nid = "own"\n')
    (specs / "draw.amd").write_text(ARCHITECTURE)
    for _ in range(3):
        assert "conflict: dot: no component stands for it any more" in run().output
    run("--planned", "all")
    assert 'id = "dot"' not in plan.read_text()
    assert 'id = "own"' in plan.read_text()


def test_a_deleted_task_that_changed_is_told_until_it_is_decided(specs: Path) -> None:
    (specs / "draw.amd").write_text(ARCHITECTURE + DOT)
    run()
    plan = specs / "plan.toml"
    plan.write_text(plan.read_text().partition('\n[[task]]\nid = "dot"')[0])
    (specs / "draw.amd").write_text(ARCHITECTURE + DOT.replace("dot.py", "point.py"))
    for _ in range(3):
        assert "conflict: dot: it has changed, and stays deleted" in run().output
    run("--planned", "dot")
    assert 'outputs = ["point.py"]' in plan.read_text()
    assert "conflict" not in run().output


def test_open_conflicts_that_cannot_be_read_are_named(conflict: Path) -> None:
    (conflict / ".osteon/plan.conflicts.json").write_text("[{}]")
    with pytest.raises(UserError, match=r"plan\.conflicts\.json cannot be read"):
        run()


def test_files_of_a_task_that_left_the_plan_are_listed(specs: Path) -> None:
    run()
    (specs / ".osteon/tasks/gone").mkdir(parents=True)
    (specs / ".osteon/tasks/gone/record.toml").write_text(
        'format = 1\ntask = "gone"\nkey = "k"\n\n[inputs]\n\n[outputs]\n"gone.py" = "0"\n'
    )
    (specs.parent / "gone.py").write_text("mine\n")
    told = "gone.py: task gone, which wrote it, left the plan; you changed it"
    assert told in run().output
    assert told in run("--diff").output
    assert difference()["leftovers"] == [{"path": "gone.py", "task": "gone", "edited": True}]


def test_what_planning_by_a_model_would_take_is_told_before_it_is_asked(specs: Path) -> None:
    (specs / "other.smd").write_text("# O\n\n@id: O\n\n## Requirements\n\n### Go\n\nIt goes.\n")
    (specs.parent / "osteon.toml").write_text('[models.plan]\nmodel = "x"\nprice = { input = 1000.0, output = 0.0 }\n')
    (planning,) = difference()["planning"]
    assert planning["path"] == "specs/other.smd"
    assert planning["estimate"]["usd"] == planning["estimate"]["input_tokens"] / 1000
    assert "specs/other.smd: planning it by a model takes about " in run("--diff").output
    assert not (specs / ".osteon").exists()
