"""`osteon plan` in a folder."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from osteon.cli.plan import plan
from osteon.project import UserError

SPEC = "# Draw\n\n@id: DRAW\n\n## Requirements\n\n### Line\n\nA line.\n"
ARCHITECTURE = "# Draw\n\n@spec: DRAW\n\n## Components\n\n### Line\n\n@path: line.py\n"


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "draw.smd").write_text(SPEC)
    (folder / "draw.amd").write_text(ARCHITECTURE)
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plan, arguments, standalone_mode=False, catch_exceptions=False)


def test_a_plan_is_written_once_and_then_up_to_date(specs: Path) -> None:
    first, second = run(), run()
    assert (first.output, second.output) == (
        "added: line\nspecs/plan.toml: written\n",
        "specs/plan.toml: up to date\n",
    )
    assert 'id = "line"' in (specs / "plan.toml").read_text()


def test_edits_stay_and_what_both_changed_is_reported(specs: Path) -> None:
    run()
    text = (specs / "plan.toml").read_text().replace('outputs = ["line.py"]', 'outputs = ["mine.py"] # mine')
    (specs / "plan.toml").write_text(text)
    (specs / "draw.amd").write_text(ARCHITECTURE.replace("line.py", "new.py"))
    assert 'conflict: line: outputs stays ["mine.py"]; planned is ["new.py"]' in run().output
    assert (specs / "plan.toml").read_text() == text


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_looking_changes_nothing_and_fails_where_something_would_change(specs: Path, option: str) -> None:
    result = run(option)
    assert result.return_value == 1
    assert not (specs / "plan.toml").exists()
    assert not (specs / ".osteon").exists()
    run()
    assert run(option).return_value == 0


def test_events_are_json_lines(specs: Path) -> None:
    events = [json.loads(line) for line in run("--events").output.splitlines()]
    assert [(event["kind"], event["text"]) for event in events] == [
        ("message", "added: line"),
        ("message", "specs/plan.toml: written"),
    ]


def test_a_plan_that_cannot_be_read_is_left_alone(specs: Path) -> None:
    (specs / "plan.toml").write_text("[[task]]\nid = 'a\n")
    with pytest.raises(UserError, match=r"plan\.toml: line 2: "):
        run()
    assert (specs / "plan.toml").read_text() == "[[task]]\nid = 'a\n"


def test_a_spec_without_architecture_is_named(specs: Path) -> None:
    (specs / "other.smd").write_text(SPEC.replace("DRAW", "OTHER"))
    assert "specs/other.smd: no task was planned" in run().output


def test_of_what_is_planned_by_hand_there_is_nothing_to_say(specs: Path) -> None:
    (specs / "other.smd").write_text(SPEC.replace("DRAW", "OTHER"))
    run()
    with (specs / "plan.toml").open("a") as plan_file:
        plan_file.write('\n[[task]]\nid = "by-hand"\nspec = "Other"\nsections = ["#line"]\n')
    assert run().output == "specs/plan.toml: up to date\n"


def test_nothing_to_plan_says_what_to_write(specs: Path) -> None:
    (specs / "draw.amd").unlink()
    with pytest.raises(UserError, match="nothing to plan; describe a component"):
        run()


def test_a_plan_that_is_a_link_is_written_where_it_leads(specs: Path, tmp_path: Path) -> None:
    (tmp_path / "shared.toml").write_text("[plan]\nformat = 1\n")
    (specs / "plan.toml").symlink_to("../shared.toml")
    run()
    assert (specs / "plan.toml").is_symlink()
    assert 'id = "line"' in (tmp_path / "shared.toml").read_text()


def test_a_source_that_cannot_be_read_stops_the_planning_before_its_tasks_are_lost(specs: Path) -> None:
    run()
    before = (specs / "plan.toml").read_text()
    (specs / "draw.amd").unlink()
    (specs / "draw.amd").symlink_to("nowhere")
    with pytest.raises(UserError, match=r"specs/draw\.amd: cannot be read"):
        run()
    assert (specs / "plan.toml").read_text() == before


def test_a_requirement_that_no_component_claims_is_named(specs: Path) -> None:
    (specs / "draw.smd").write_text(SPEC + "\n### Dot\n\nA dot.\n")
    (specs / "draw.amd").write_text(ARCHITECTURE + "\n### Ink\n\n@path: ink.py\n")
    assert "specs/draw.smd: no component claims #dot; add `@see: #dot` to the one that builds it" in run().output
    (specs / "draw.amd").write_text(ARCHITECTURE + "\n### Ink\n\n@path: ink.py\n@see: #dot\n")
    assert "claims" not in run().output
