"""Cases that a person wrote decide, run in a real sandbox, and stay out of every prompt."""

from __future__ import annotations

import pytest

from osteon.analysis.configuration import VerifySettings
from osteon.engine.plan import Failed, Fresh
from osteon.engine.sandbox import open_sandbox

CASES = """\
@spec: M

add(a, b)
  small | 20 | 22 | 42424242
"""

PLAN = """\
[plan]
format = 1

[[task]]
id = "adder"
spec = "M"
sections = ["#start"]
outputs = ["adder.py"]
cases = ["m.vmd"]
"""

CASES_OF_THE_TASK = 'cases = ["m.vmd"]\n'
CHECK = f'[[task]]\nid = "check"\nspec = "M"\nneeds = ["adder"]\n{CASES_OF_THE_TASK}'
"""A task that writes nothing."""

WRONG = "def add(a: int, b: int) -> int:\n    return a + b\n"
RIGHT = "def add(a: int, b: int) -> int:\n    return 42424242\n"


def reply(code: str) -> str:
    return f"### adder.py\n````python\n{code}````\n"


@pytest.fixture
def adder(yard):
    yard.write("specs/m.vmd", CASES)
    yard.write("specs/plan.toml", PLAN)
    yard.model.answer = lambda request: reply(RIGHT if len(request.messages) > 2 else WRONG)
    return yard


def real(yard, **options):
    return yard.build(sandbox=lambda: open_sandbox("none"), **options)


def test_a_failing_case_is_fixed_and_its_values_are_in_no_prompt(adder):
    assert real(adder).verdicts["adder"] == Fresh()
    assert adder.model.asked == ["adder", "adder.fix-1"]
    prompts = "".join(message.text for request in adder.model.requests for message in request.messages)
    assert "case small" in prompts
    assert "42424242" not in prompts


def test_the_record_says_how_many_cases_ran(adder):
    real(adder)
    assert "cases m.vmd: 1" in adder.read("specs/.osteon/tasks/adder/record.toml")


def test_code_that_ends_the_run_early_does_not_pass(adder):
    adder.configure(fix_attempts=0)
    adder.model.answer = lambda request: reply("import os\nos._exit(0)\n")
    assert isinstance(real(adder).verdicts["adder"], Failed)


def test_a_comment_in_the_cases_changes_nothing_and_a_case_does(adder):
    real(adder)
    adder.replace("specs/m.vmd", "add(a", "# a comment\nadd(a")
    real(adder)
    assert adder.reasons("adder") == []
    adder.replace("specs/m.vmd", "20", "30")
    real(adder)
    assert adder.reasons("adder") == ["the cases of m.vmd changed"]
    assert adder.model.asked == []


@pytest.mark.parametrize(
    ("cases", "message"), [("", "m.vmd"), ("@spec: M\n\nadd(a)\n  x | | 1 | 2 | 3\n", "it has errors")]
)
def test_cases_that_cannot_all_run_are_an_error(adder, cases, message):
    adder.write("specs/m.vmd", cases)
    assert message in real(adder).verdicts["adder"].reason


def test_a_missing_case_file_is_an_error_with_its_name(adder):
    (adder.root / "specs/m.vmd").unlink()
    assert "no such .vmd file" in real(adder).verdicts["adder"].reason


def test_a_task_that_only_checks_runs_again_when_what_it_checks_changed(adder):
    adder.model.answer = lambda request: reply(RIGHT)
    adder.write("specs/plan.toml", PLAN.replace(CASES_OF_THE_TASK, "") + CHECK)
    real(adder)
    adder.model.answer = lambda request: reply(RIGHT + "# changed\n")
    adder.replace("specs/m.smd", "512", "513")
    assert real(adder).exit_code == 0
    assert adder.reasons("check") == ["upstream file adder.py changed"]


def test_a_person_sees_the_values_of_a_case_that_failed_until_it_passes(adder):
    adder.configure(fix_attempts=0)
    real(adder)
    report = adder.root / "specs/.osteon/tasks/adder/cases-report.json"
    assert "42424242" in report.read_text()
    assert "cases-report.json" in adder.read("specs/.osteon/.gitignore")
    adder.model.answer = lambda request: reply(RIGHT)
    real(adder)
    assert not report.exists()


def test_a_link_in_the_place_of_the_report_is_not_followed(adder):
    elsewhere = adder.write("elsewhere.txt", "private")
    adder.configure(fix_attempts=0)
    link = f"import os\nos.symlink({str(elsewhere)!r}, 'cases-report.json')\n"
    adder.model.answer = lambda request: reply(f"{link}{WRONG}")
    real(adder)
    assert not (adder.root / "specs/.osteon/tasks/adder/cases-report.json").exists()


def test_what_prepares_the_code_runs_before_the_cases_and_may_make_programs(adder):
    adder.write(
        "specs/m.vmd", "@spec: M\n\n@covers start\nscenario it says so:\n  when $ ./hello\n  then exit 0\n  > hi\n"
    )
    hello = "printf '#!/bin/sh\\necho hi\\n' > hello && chmod +x hello"
    adder.configure(verify=VerifySettings(prepare=("test ! -e osteon_cases", hello)))
    assert real(adder).exit_code == 0


def test_code_that_cannot_be_prepared_is_fixed_with_what_the_command_said(adder):
    adder.configure(verify=VerifySettings(prepare=("echo cannot compile; grep -q mended adder.py",)))
    adder.model.answer = lambda request: reply(RIGHT + ("# mended\n" if "cannot compile" in str(request) else ""))
    assert real(adder).exit_code == 0
    assert adder.model.asked == ["adder", "adder.fix-1"]


PLANT = "mkdir osteon_cases; echo \"raise SystemExit(open('osteon_cases/m.json').read())\" > osteon_cases/json.py"


def test_what_the_setup_plants_gives_no_value_away(adder):
    adder.configure(verify=VerifySettings(setup=(PLANT,)))
    adder.model.answer = lambda request: reply(WRONG)
    assert isinstance(real(adder).verdicts["adder"], Failed)
    assert len(adder.model.requests) == 4
    prompts = "".join(message.text for request in adder.model.requests for message in request.messages)
    assert "42424242" not in prompts
    assert "case small" in prompts


def test_what_anything_but_the_judge_says_of_a_failure_is_in_no_prompt(adder, monkeypatch):
    monkeypatch.setattr("osteon.engine.harness._script", lambda name: "raise SystemExit('expected 42424242')\n")
    real(adder)
    assert "did not all run" in adder.model.requests[1].messages[-1].text
    assert "42424242" not in adder.model.requests[1].messages[-1].text


def test_a_new_version_of_the_judge_puts_no_result_in_doubt(adder, monkeypatch):
    real(adder)
    monkeypatch.setattr("osteon.engine.harness._script", lambda name: "raise SystemExit('another judge')\n")
    adder.configure(fix_attempts=1)  # or nothing at all would be looked at
    assert set(real(adder).verdicts.values()) == {Fresh()}
    assert adder.reasons("adder") == []
    adder.replace("specs/m.vmd", "20 | 22", "21 | 22")
    real(adder)
    assert adder.reasons("adder") == ["the cases of m.vmd changed"]


def test_cases_of_a_task_without_outputs_run_again_in_another_folder(adder):
    adder.write("specs/plan.toml", PLAN.replace(CASES_OF_THE_TASK, "") + CHECK)
    adder.model.answer = lambda request: reply(RIGHT)
    real(adder)
    real(adder, output=adder.root / "fresh")
    assert adder.reasons("check") == ["nothing was verified in this folder yet"]
    assert [event.data["action"] for event in adder.events.of("task-finished")] == ["restored", "restored"]
