"""The whole engine, with a model and commands that do as the test says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engine.conftest import SPEC

from osteon.analysis.configuration import Role
from osteon.engine.plan import Blocked, Drifted, Failed, Fresh, Manual, Skipped, Stale
from osteon.models.port import ModelError, RateLimited
from osteon.project import UserError


def test_everything_is_built_once(yard):
    result = yard.build()
    assert result.exit_code == 0
    assert sorted(yard.model.asked) == ["a", "b", "c"]
    assert set(yard.tree()) >= {"a.py", "b.py", "c.py"}
    assert yard.commands.ran == ["check a.py", "check b.py"]


def test_a_second_build_does_nothing(yard):
    yard.build()
    before = yard.tree()
    result = yard.build()
    assert (yard.model.asked, yard.commands.ran, result.exit_code) == ([], [], 0)
    assert set(result.verdicts.values()) == {Fresh()}
    assert yard.tree() == before


def test_a_changed_section_rebuilds_what_names_it_and_what_reads_that(yard):
    yard.build()
    yard.replace("specs/m.smd", "512", "513")
    yard.build()
    assert yard.model.asked == ["a", "b"]
    assert yard.reasons("a") == ["section M#start changed"]
    assert yard.reasons("b") == ["upstream file a.py changed"]


def test_a_change_behind_a_link_is_seen(yard):
    (yard.root / "specs/m.smd").rename(yard.root / "shared.smd")
    (yard.root / "specs/m.smd").symlink_to("../shared.smd")
    yard.build()
    yard.replace("shared.smd", "512", "513")
    yard.build()
    assert yard.model.asked == ["a", "b"]


def test_a_change_that_no_task_names_rebuilds_nothing(yard):
    yard.build()
    yard.replace("specs/m.smd", "A machine.", "A fine machine.")
    assert yard.build().exit_code == 0
    assert yard.model.asked == []


def test_equal_output_stops_the_rebuild_there(yard):
    yard.model.answer = lambda request: "### x\n".replace("x", _path(request)) + "````\nsame\n````\n"
    yard.build()
    yard.replace("specs/m.smd", "512", "513")
    yard.build()
    assert yard.model.asked == ["a"]


def _path(request):
    return request.messages[1].text.split("- ")[1].split("\n")[0]


def test_an_undone_change_is_restored_without_a_model(yard):
    yard.build()
    before = yard.read("a.py")
    yard.replace("specs/m.smd", "512", "513")
    yard.build()
    yard.replace("specs/m.smd", "513", "512")
    yard.build()
    assert yard.model.asked == []
    assert yard.read("a.py") == before


def test_missing_outputs_are_restored_and_verified(yard):
    yard.build()
    before = yard.tree()
    (yard.root / "a.py").unlink()
    yard.build()
    assert (yard.model.asked, yard.commands.ran) == ([], ["check a.py"])
    assert yard.tree() == before


def test_another_folder_gets_the_same_bytes_and_the_records_stay(yard):
    yard.build()
    before = yard.tree("specs/.osteon")
    result = yard.build(output=yard.root / "elsewhere", offline=True)
    assert result.exit_code == 0
    assert yard.commands.ran == ["check a.py", "check b.py"]
    assert yard.tree("specs/.osteon") == before
    assert {name: yard.read(f"elsewhere/{name}") for name in ("a.py", "b.py", "c.py")} == {
        name: yard.read(name) for name in ("a.py", "b.py", "c.py")
    }


def test_only_the_named_task_and_what_it_needs_is_built(yard):
    assert set(yard.build(only=["b"]).verdicts) == {"a", "b"}
    assert yard.model.asked == ["a", "b"]


def test_an_unknown_task_is_an_error_that_lists_the_tasks(yard):
    with pytest.raises(UserError, match=r"no task z; the plan has a, b, c"):
        yard.build(only=["z"])


def test_a_hand_edited_output_is_never_overwritten(yard):
    yard.build()
    yard.write("a.py", "mine")
    yard.replace("specs/m.smd", "512", "513")
    result = yard.build()
    assert result.exit_code == 3
    assert result.verdicts["a"] == Drifted(("a.py",))
    assert result.verdicts["b"] == Blocked(("a",))
    assert yard.read("a.py") == "mine"


def test_a_file_that_was_there_before_is_never_overwritten(yard):
    yard.write("a.py", "a person's")
    result = yard.build()
    assert result.exit_code == 3
    assert yard.read("a.py") == "a person's"
    assert "a" not in yard.model.asked


def test_a_file_that_appears_during_the_build_is_never_overwritten(yard):
    def verification(command):
        if "a.py" in command.line:
            yard.write("a.py", "just written")
        return ""

    yard.commands.run_one = verification
    assert yard.build().verdicts["a"] == Drifted(("a.py",))
    assert yard.read("a.py") == "just written"


def test_a_failure_blocks_only_what_needs_it(yard):
    yard.commands.run_one = lambda command: "wrong" if "a.py" in command.line else ""
    result = yard.build()
    assert isinstance(result.verdicts["a"], Failed)
    assert result.verdicts["b"] == Blocked(("a",))
    assert result.verdicts["c"] == Fresh()
    assert result.exit_code == 1
    assert not (yard.root / "a.py").exists()


def test_a_failing_check_is_fixed_with_its_output(yard):
    yard.commands.run_one = lambda command: (
        "" if len(yard.commands.ran) > 2 else f"line {len(yard.commands.ran)} is wrong"
    )
    assert yard.build(only=["a"]).exit_code == 0
    assert yard.model.asked == ["a", "a.fix-1", "a.fix-2"]
    first_fix = yard.model.requests[1]
    assert [message.role for message in first_fix.messages] == ["system", "user", "assistant", "user"]
    assert first_fix.messages[:2] == yard.model.requests[0].messages
    assert "line 1 is wrong" in first_fix.messages[3].text
    assert "### a.py" in first_fix.messages[2].text


def test_a_role_of_its_own_fixes_where_one_is_configured(yard):
    yard.configure(models={"default": Role("fake"), "fix": Role("stronger", {"seed": 1})})
    yard.commands.run_one = lambda command: "" if len(yard.commands.ran) > 1 else "wrong"
    assert yard.build(only=["a"]).exit_code == 0
    asked = [(request.model, dict(request.parameters)) for request in yard.model.requests]
    assert asked == [("fake", {}), ("stronger", {"seed": 1})]


def test_fixing_ends_after_the_configured_attempts(yard):
    yard.configure(fix_attempts=2)
    yard.commands.run_one = lambda command: "never right"
    result = yard.build(only=["a"])
    assert yard.model.asked == ["a", "a.fix-1", "a.fix-2"]
    assert "never right" in result.verdicts["a"].reason


def test_after_a_failure_stored_answers_are_tried_first_and_then_the_model_again(yard):
    yard.configure(fix_attempts=0)
    yard.commands.run_one = lambda command: "broken machine"
    yard.build(only=["a"])
    yard.build(only=["a"])
    assert yard.model.asked == ["a"]  # the stored answer failed again, so a new one was asked for
    yard.commands.run_one = lambda command: ""
    assert yard.build(only=["a"]).exit_code == 0
    assert yard.model.asked == []


def test_unusable_replies_are_asked_again_and_then_the_task_fails(yard):
    yard.model.answer = lambda request: "I cannot help with that."
    result = yard.build(only=["a"])
    assert yard.model.asked == ["a", "a.again-1", "a.again-2"]
    assert "could not be used" in result.verdicts["a"].reason
    assert "there is no file in the reply" in yard.model.requests[1].messages[-1].text


@pytest.mark.parametrize("path", ["../evil.py", "/tmp/evil.py", "C:\\evil.py", "a/../../evil.py", "other.py"])
def test_files_that_the_task_did_not_declare_reach_no_disk(yard, path):
    yard.model.answer = lambda request: f"### {path}\n````\nevil\n````\n### a.py\n````\ngood\n````\n"
    before = set(yard.tree())
    assert isinstance(yard.build(only=["a"]).verdicts["a"], Failed)
    assert {name for name in set(yard.tree()) - before if not name.startswith("specs/.osteon")} == set()
    assert not (yard.root.parent / "evil.py").exists()


def test_a_symbolic_link_in_the_way_is_not_followed(yard, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (yard.root / "out").symlink_to(outside)
    yard.replace("specs/plan.toml", '"c.py"', '"out/c.py"')
    result = yard.build(only=["c"])
    assert "symbolic link" in result.verdicts["c"].reason
    assert list(outside.iterdir()) == []


def test_offline_a_miss_names_the_task_and_what_changed(yard):
    yard.build()
    yard.replace("specs/m.smd", "512", "513")
    result = yard.build(offline=True)
    assert result.exit_code == 1
    assert "task a needs a model" in result.verdicts["a"].reason
    assert "section M#start changed" in result.verdicts["a"].reason
    assert "no stored answer to request" in result.verdicts["a"].reason
    assert yard.model.asked == []


def test_a_changed_check_verifies_what_is_there_and_asks_no_model(yard):
    yard.build()
    yard.replace("specs/plan.toml", "check a.py", "check harder a.py")
    assert yard.build().exit_code == 0
    assert (yard.model.asked, yard.commands.ran) == ([], ["check harder a.py"])
    assert yard.reasons("a") == ["the verify commands changed: added 'check harder a.py'; removed 'check a.py'"]


def test_what_fails_a_changed_check_is_fixed_not_written_anew(yard):
    yard.build()
    yard.replace("specs/plan.toml", "check a.py", "check harder a.py")
    yard.commands.run_one = lambda command: "too soft" if yard.commands.ran == ["check harder a.py"] else ""
    assert yard.build().exit_code == 0
    assert yard.model.asked[0] == "a.fix-1"


def test_another_model_rebuilds(yard):
    yard.build()
    yard.configure(models={"default": Role("other")})
    yard.build()
    assert yard.reasons("c") == ["the model changed from fake to other"]


def test_a_reference_that_does_not_resolve_is_an_error_for_its_task_alone(yard):
    yard.replace("specs/plan.toml", '"#start"', '"#begin"')
    result = yard.build()
    assert "sections names '#begin'" in result.verdicts["a"].reason
    assert "#start" in result.verdicts["a"].reason
    assert result.verdicts["c"] == Fresh()


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("specs/n.smd", "# N\n\n@id: m\n\n## Requirements\n\n### Begin {#start}\n", "specs/m.smd and specs/n.smd"),
        ("specs/m.smd", SPEC + "\n### Start anew {#start}\n", "specs/m.smd has several headings with this anchor"),
        ("specs/n.amd", "# N\n\n@spec: M\n\n## Components\n\n### A\n\n### A\n", "specs/n.amd and specs/n.amd have a"),
    ],
)
def test_a_reference_that_means_two_things_is_an_error(yard, path, text, reason):
    yard.write(path, text)
    yard.replace("specs/plan.toml", 'sections = ["#start"]', 'sections = ["#start"]\narchitecture = ["A"]')
    assert reason in yard.build().verdicts["a"].reason
    assert "a" not in yard.model.asked


def test_a_role_that_is_not_configured_is_an_error_and_no_other_model_is_asked(yard):
    yard.replace("specs/plan.toml", 'id = "a"', 'id = "a"\nmodel = "nobody"')
    assert "model names 'nobody'" in yard.build().verdicts["a"].reason
    assert "a" not in yard.model.asked


def test_a_skipped_task_does_nothing_and_blocks_nothing(yard):
    yard.replace("specs/plan.toml", 'id = "c"', 'id = "c"\nskip = true')
    result = yard.build()
    assert result.verdicts["c"] == Skipped()
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "a"', 'id = "a"\nskip = true', "task a, which writes it, is skipped"),
        ('needs = ["a"]', "", "add a to needs"),
        ('reads = ["a.py"]', 'reads = ["z.py"]', "no task writes that file"),
    ],
)
def test_a_file_that_cannot_be_shown_is_an_error_with_its_reason(yard, old, new, reason):
    yard.replace("specs/plan.toml", old, new)
    assert reason in yard.build().verdicts["b"].reason


def test_a_manual_task_is_verified_and_its_dependents_proceed(yard):
    yard.replace("specs/plan.toml", 'id = "a"', 'id = "a"\nmanual = true')
    yard.write("a.py", "by hand")
    result = yard.build()
    assert (result.verdicts["a"], result.verdicts["b"]) == (Manual(), Fresh())
    assert yard.model.asked == ["c", "b"] or yard.model.asked == ["b", "c"]
    yard.build()
    assert yard.commands.ran == []


def test_a_manual_file_is_never_taken_for_generated(yard):
    yard.replace("specs/plan.toml", 'id = "a"', 'id = "a"\nmanual = true')
    yard.write("a.py", "by hand")
    yard.build()
    yard.replace("specs/plan.toml", "manual = true\n", "")
    assert yard.build().verdicts["a"] == Drifted(("a.py",))
    assert yard.read("a.py") == "by hand"


def test_a_manual_file_that_is_missing_is_asked_of_the_person(yard):
    yard.replace("specs/plan.toml", 'id = "a"', 'id = "a"\nmanual = true')
    assert "a person writes this task's outputs" in yard.build().verdicts["a"].reason


def test_files_are_copied_without_a_model(yard):
    yard.write("specs/context/font.bin", "\x01\x02")
    yard.replace("specs/plan.toml", 'outputs = ["c.py"]', 'copy = { "font.bin" = "context/font.bin" }')
    assert yard.build(only=["c"]).exit_code == 0
    assert yard.model.asked == []
    assert yard.read("font.bin") == "\x01\x02"
    yard.write("specs/context/font.bin", "\x03")
    yard.build(only=["c"])
    assert yard.reasons("c") == ["the file copied to font.bin changed"]
    assert yard.read("font.bin") == "\x03"


@pytest.mark.parametrize("source", ["m.vmd", "M.VMD", "context/m.vmd.md", "plan.toml"])
def test_what_no_model_may_see_is_not_copied(yard, source):
    yard.write(f"specs/{source}", yard.read("specs/plan.toml"))
    yard.replace("specs/plan.toml", 'outputs = ["c.py"]', f'copy = {{ "leak.txt" = "{source}" }}')
    assert isinstance(verdict := yard.build().verdicts["c"], Failed)
    assert f"copy names '{source}', but" in verdict.reason
    assert not (yard.root / "leak.txt").exists()


@pytest.mark.parametrize(
    "path",
    [
        *("n.smd", "n.SMD", "doc/n.amd.md", "n.vmd", "n.intent", "specs/n.txt", "Specs/n.txt", "plan.toml"),
        *("pyproject.toml", "osteon.toml", "osteon_cases/json.py", "cases-report.json"),
    ],
)
@pytest.mark.parametrize("how", ["outputs = ['{}']", "copy = {{ '{}' = 'm.smd' }}", "manual = true\noutputs = ['{}']"])
def test_no_task_writes_what_people_write(yard, path, how):
    yard.replace("specs/plan.toml", 'outputs = ["c.py"]', how.format(path))
    before = yard.tree().keys()
    result = yard.build(only=["c"])
    assert f"output {path!r}: " in result.verdicts["c"].reason
    assert not {name for name in yard.tree().keys() - before if not name.startswith("specs/.osteon")}


def test_a_package_in_a_folder_of_its_own_may_have_a_project_file(yard):
    yard.configure(output="built")
    yard.replace("specs/plan.toml", '"c.py"', '"pyproject.toml"')
    assert yard.build(only=["c"]).exit_code == 0


@pytest.mark.parametrize(
    "path", ["", "a\\\\b", ".git/hooks/x", ".github/workflows/x.yml", "a/../b.py", "./b.py", "a//b"]
)
def test_a_path_that_a_build_refuses_is_a_finding_in_the_plan(yard, path):
    yard.replace("specs/plan.toml", '"c.py"', f'"{path}"')
    with pytest.raises(UserError, match=r"plan\.toml:24: .* cannot be the path"):
        yard.build()


def test_verification_sees_the_task_and_its_upstream_and_nothing_else(yard):
    seen = {}
    yard.commands.run_one = lambda command: (
        seen.update({command.line: {p.name for p in command.folder.iterdir()}}) or ""
    )
    yard.build()
    assert seen == {"check a.py": {"a.py"}, "check b.py": {"a.py", "b.py"}}


def test_verification_that_changes_an_output_is_refused(yard):
    yard.configure(fix_attempts=0)
    yard.commands.run_one = lambda command: (command.folder / "a.py").write_text("formatted") and ""
    assert "may not change" in yard.build(only=["a"]).verdicts["a"].reason


def test_a_model_error_fails_its_task_and_keeps_the_rest(yard):
    def answer(request):
        if "a.py" in request.messages[1].text:
            raise ModelError("the server is on fire; try later")
        return "### c.py\n````\nc\n````\n"

    yard.model.answer = answer
    result = yard.build()
    assert result.verdicts["a"] == Failed("the server is on fire; try later")
    assert result.verdicts["c"] == Fresh()


def test_a_rate_limit_is_waited_out(yard):
    normal, told = yard.model.answer, []

    def answer(request):
        if len(told) < 3:
            told.append(request)
            raise RateLimited("slow down", retry_after=0)
        return normal(request)

    yard.model.answer = answer
    assert yard.build(jobs=4).exit_code == 0
    assert len(yard.events.of("message")) == 3


def test_the_budget_stops_before_it_is_crossed(yard):
    yard.configure(budget_usd=0.015)
    result = yard.build()
    assert len(yard.model.asked) == 1
    assert result.exit_code == 1
    assert "0.01 USD is spent" in " ".join(v.reason for v in result.verdicts.values() if isinstance(v, Failed))


def test_a_cancelled_build_ends_with_130_and_resumes_without_asking_twice(yard):
    result = yard.build(cancelled=lambda: len(yard.model.asked) >= 1)
    asked = set(yard.model.asked)
    assert result.exit_code == 130
    assert not yard.tree().keys() & {"a.py", "b.py", "c.py"}
    yard.build()
    assert asked
    assert not asked & set(yard.model.asked)


def test_status_says_what_a_build_would_do_and_changes_nothing(yard):
    yard.build()
    before = yard.tree()
    yard.replace("specs/m.smd", "512", "513")
    verdicts = yard.assess()
    assert verdicts["a"] == Stale(("section M#start changed",))
    assert verdicts["b"] == Stale(("it needs task a, which is stale",))
    assert verdicts["c"] == Fresh()
    assert {**yard.tree(), "specs/m.smd": b""} == {**before, "specs/m.smd": b""}


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ('[[task]]\nid = "a"\nneeds = ["b"]\n[[task]]\nid = "b"\nneeds = ["a"]\n', "in a circle: a, b"),
        ('[[task]]\nid = "a"\noutputs = ["x"]\n[[task]]\nid = "b"\noutputs = ["X"]\n', "both write X"),
        ('[[task]]\nid = "a"\nneeds = ["z"]\n', "needs 'z', which is no task"),
        ('[[task]]\nid = "a"\n[[task]]\nid = "a"\n', "two tasks have the id 'a'|already"),
        ("[[task", "specs/plan.toml:3: "),
    ],
)
def test_an_unusable_plan_is_refused_with_the_reason(yard, plan, message):
    yard.write("specs/plan.toml", "[plan]\nformat = 1\n" + plan)
    with pytest.raises(UserError, match=message):
        yard.build()


def test_a_project_without_a_plan_says_how_to_make_one(yard):
    (yard.root / "specs/plan.toml").unlink()
    with pytest.raises(UserError, match="osteon plan"):
        yard.build()


def test_outputs_outside_the_output_folder_are_refused(yard):
    yard.replace("specs/plan.toml", '"c.py"', '"../c.py"')
    with pytest.raises(UserError, match=r"plan.toml:24: .*leaves the project"):
        yard.build()
    assert yard.model.asked == []


def test_no_credential_reaches_the_store(yard, monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", "hunter2hunter2")
    yard.configure(models={"default": Role("fake", {"api_key": "hunter2hunter2", "temperature": 0})})
    yard.commands.run_one = lambda command: "the key is hunter2hunter2"
    yard.configure(fix_attempts=0)
    yard.build()
    assert [name for name, data in yard.tree().items() if b"hunter2hunter2" in data] == []


def test_a_role_without_a_model_is_an_error_with_a_next_step(yard):
    yard.configure(models={})
    assert "[tool.osteon.models]" in yard.build(models=None, only=["c"]).verdicts["c"].reason


def test_parallel_builds_give_the_same_bytes(yard, tmp_path_factory):
    yard.build(jobs=1)
    other = replace(yard, root=tmp_path_factory.mktemp("parallel"))
    for name in ("specs/m.smd", "specs/plan.toml"):
        other.write(name, yard.read(name))
    other.build(jobs=8)
    names = ("a.py", "b.py", "c.py")
    assert [other.read(name) for name in names] == [yard.read(name) for name in names]


def test_when_nothing_changed_nothing_is_even_read_again(yard, monkeypatch):
    yard.build()
    monkeypatch.setattr("osteon.engine.build.open_site", None)
    assert yard.build().exit_code == 0
    assert len(yard.events.of("task-verdict")) == 3


@pytest.mark.parametrize("before", ["", "mine", "mine\n!mailbox/\n", None])
def test_what_is_of_this_machine_is_ignored_also_when_nothing_is_built(yard, before):
    yard.build()
    ignored = yard.root / "specs/.osteon/.gitignore"
    everything = ignored.read_text().splitlines()
    ignored.unlink() if before is None else ignored.write_text(before)
    yard.build()
    written = (before or "").split() + [line for line in everything if f"!{line}" not in (before or "")]
    assert ignored.read_text() == "\n".join(written) + "\n"


SPOILERS = {
    "an output": lambda yard: yard.write("a.py", "mine"),
    "a missing output": lambda yard: (yard.root / "a.py").unlink(),
    "a spec": lambda yard: yard.replace("specs/m.smd", "512", "513"),
    "the plan": lambda yard: yard.replace("specs/plan.toml", "check a.py", "check it"),
    "the configuration": lambda yard: yard.configure(models={"default": Role("other")}),
    "a record": lambda yard: (yard.root / "specs/.osteon/tasks/a/record.toml").unlink(),
    "the memory itself": lambda yard: (yard.write("specs/.osteon/fresh.json", "[]"), yard.write("a.py", "mine")),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_nothing_that_changed_is_overlooked(yard, spoil):
    yard.build()
    spoil(yard)
    assert yard.assess()["a"] != Fresh()
    assert yard.build().verdicts["a"] != Fresh() or yard.events.of("task-started")


def test_an_edit_during_a_build_is_not_remembered_as_fresh(yard):
    yard.build()
    yard.replace("specs/plan.toml", "check b.py", "check b.py again")
    yard.commands.run_one = lambda command: yard.write("a.py", "edited meanwhile") and ""
    yard.build()
    assert yard.build().verdicts["a"] == Drifted(("a.py",))


def test_a_plan_under_another_name_is_watched_too(yard):
    (yard.root / "specs/plan.toml").rename(yard.root / "specs/tasks.toml")
    yard.configure(plan="specs/tasks.toml")
    yard.build()
    yard.replace("specs/tasks.toml", "#start", "#stop")
    assert isinstance(yard.assess()["a"], Stale)


def test_status_remembers_a_failure_until_a_build_succeeds(yard):
    yard.configure(fix_attempts=0)
    yard.commands.run_one = lambda command: "out of luck" if "a.py" in command.line else ""
    yard.build()
    assert yard.assess()["a"].reasons == ("it was never built", "its last build failed: [exit code 1]")
    yard.commands.run_one = lambda command: ""
    yard.build()
    yard.replace("specs/m.smd", "512", "513")
    assert yard.assess()["a"] == Stale(("section M#start changed",))


def test_a_damaged_exchange_is_a_miss_with_a_warning(yard):
    yard.build()
    for path in (yard.root / "specs/.osteon/store").glob("*/*.json"):
        path.write_text("{")
    for name in ("a.py", "b.py", "c.py"):
        (yard.root / name).unlink()
    for path in (yard.root / "specs/.osteon/blobs").glob("*/*"):
        path.write_text("edited")
    assert yard.build().exit_code == 0
    assert sorted(yard.model.asked) == ["a", "b", "c"]
    assert "cannot be read" in yard.events.of("message")[0].data["text"]


def test_a_damaged_record_is_named_and_its_outputs_are_left_alone(yard):
    yard.build()
    before = yard.read("a.py")
    yard.write("specs/.osteon/tasks/a/record.toml", "format = ")
    assert yard.build().verdicts["a"] == Drifted(("a.py",))
    assert "record.toml" in yard.events.of("message")[0].data["text"]
    assert yard.read("a.py") == before


def test_a_store_that_cannot_be_made_is_an_error_with_its_path(yard):
    yard.write("specs/.osteon", "a file")
    with pytest.raises(UserError, match=r"\.osteon"):
        yard.build()


def test_an_output_that_cannot_be_written_fails_its_task_alone(yard):
    yard.replace("specs/plan.toml", '"c.py"', '"a.py/c.py"')
    result = yard.build()
    assert any(isinstance(result.verdicts[task], Failed | Drifted) for task in ("a", "c"))  # whichever came second
    assert len([verdict for verdict in result.verdicts.values() if verdict == Fresh()]) >= 1


def test_a_disk_that_is_full_loses_nothing(yard, monkeypatch):
    yard.build()
    yard.replace("specs/m.smd", "512", "513")
    before = {name: yard.read(name) for name in ("a.py", "b.py", "c.py")}
    calls = []

    def full_after_the_lock(*_):
        calls.append("flush")
        if len(calls) > 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_after_the_lock)
    assert "No space left" in yard.build().verdicts["a"].reason
    monkeypatch.undo()
    assert {name: yard.read(name) for name in before} == before
    assert yard.build().exit_code == 0


def test_what_fails_a_changed_check_is_written_anew_where_nothing_may_be_fixed(yard):
    yard.build()
    yard.configure(fix_attempts=0)
    yard.replace("specs/plan.toml", "check a.py", "check harder a.py")
    yard.commands.run_one = lambda command: "" if yard.model.asked else "too soft"
    assert yard.build().exit_code == 0
    assert yard.model.asked[0] == "a"


def test_a_task_under_another_name_takes_its_files_along(yard):
    yard.build()
    before = yard.read("c.py")
    yard.replace("specs/plan.toml", 'id = "c"', 'id = "see"\ntitle = "c"')
    result = yard.build()
    assert result.verdicts["see"] == Fresh()
    assert yard.model.asked == []
    assert yard.read("c.py") == before


def test_a_file_that_moved_to_another_task_is_not_a_persons(yard):
    yard.build()
    yard.replace("specs/plan.toml", 'outputs = ["c.py"]', 'outputs = ["c.py", "b.py"]')
    yard.replace("specs/plan.toml", 'outputs = ["b.py"]', 'outputs = ["d.py"]')
    assert yard.build().exit_code == 0


def test_a_manual_file_of_another_task_stays_a_persons(yard):
    yard.replace("specs/plan.toml", 'id = "c"', 'id = "c"\nmanual = true')
    yard.write("c.py", "by hand")
    yard.build()
    yard.replace("specs/plan.toml", 'id = "c"\nmanual = true', 'id = "see"')
    assert yard.build().verdicts["see"] == Drifted(("c.py",))
