"""A model plans the specs that no architecture describes: asked whole, checked, asked again, kept, replayed."""

from __future__ import annotations

import json

import pytest
from tests.engine.conftest import FakeModel

from osteon.analysis.configuration import Role, VerifySettings
from osteon.engine.plan_merge import merge_plan, render
from osteon.engine.planned_specs import write_planned
from osteon.engine.planning import MadePlan, make_plan, plan_asker
from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.models.port import ModelRefused
from osteon.project import UserError, load_workspace


def a_task(task: str, section: str, **keys) -> dict:
    empty = {key: [] for key in ("needs", "reads", "interfaces")}
    shown = {
        "sections": [section],
        "covers": [section],
        "outputs": [f"{task}.py"],
        "verify": ["python -m compileall ."],
    }
    return {"id": task, "title": task.title(), "notes": "", **empty, **shown, **keys}


START = a_task("start", "#start")
STOP = a_task("stop", "#stop", needs=["start"], interfaces=["start.py"], notes="Stops.")


def reply(*tasks, unclear=()) -> str:
    return json.dumps({"tasks": tasks, "unclear": list(unclear)})


class Planner(FakeModel):
    """Gives replies in turn, the last one again and again."""

    def replies(self, *texts: str) -> None:
        waiting = list(texts)
        self.answer = lambda _request: waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.fixture
def planned(yard):
    (yard.root / "specs/plan.toml").unlink()
    yard.model = Planner()
    yard.model.replies(reply(START, STOP))
    return yard


def plan(yard, *, ask: bool = True, **options) -> MadePlan:
    yard.model.asked.clear()
    asker = plan_asker(yard.project, yard.events.report, models=lambda _: yard.model, **options) if ask else None
    made = make_plan(yard.project, load_workspace(yard.project), asker)
    for spec in made.by_model:
        write_planned(yard.project.store, spec)
    return made


def ids(made: MadePlan) -> list[str]:
    return [task.id for task in made.tasks]


def test_a_spec_without_an_architecture_is_planned(planned):
    made = plan(planned)
    assert [task.values() for task in made.tasks] == [
        {key: value for key, value in {**task, "spec": "M"}.items() if value} for task in (START, STOP)
    ]
    assert planned.model.asked == ["plan.M"]
    assert plan(planned, ask=False).tasks == made.tasks


def test_the_model_gets_the_spec_whole_and_nothing_of_cases(planned):
    planned.write("specs/m.vmd", "@spec: M\n\nstart(a)\n  secret | 4711 | 2\n")
    plan(planned)
    text = "".join(message.text for message in planned.model.requests[0].messages)
    assert planned.read("specs/m.smd") in text
    assert "`#start`: Start" in text
    assert "4711" not in text


def test_without_being_asked_to_no_model_is_called(planned):
    assert plan(planned, ask=False).unplanned == ["specs/m.smd"]
    assert planned.model.asked == []


def test_a_described_spec_is_left_to_its_architecture(planned):
    planned.write("specs/m.amd", "# M\n\n@spec: M\n\n## Components\n\n### Core\n\n@path: core.py\n")
    assert ids(plan(planned)) == ["core"]
    assert planned.model.asked == []


def test_the_role_plan_is_asked_and_default_where_it_is_not_set(planned):
    plan(planned)
    assert planned.model.requests[-1].model == "fake"
    planned.configure(models={"default": Role("fake"), "plan": Role("thinker", {"seed": 1})})
    planned.replace("specs/m.smd", "512", "513")
    plan(planned)
    assert (planned.model.requests[-1].model, planned.model.requests[-1].parameters) == ("thinker", {"seed": 1})


def test_no_model_at_all_is_an_error_with_a_next_step(planned):
    planned.configure(models={})
    with pytest.raises(UserError, match="no model is configured for planning; set one"):
        plan(planned)


WRONG = {
    "not JSON": ("Here it is.", "the reply is not JSON"),
    "no list of tasks": ("{}", "'tasks' is a required property"),
    "a key of its own": (reply({**START, "skip": True}, STOP), "Additional properties"),
    "a section that is not there": (reply(START, {**STOP, "sections": ["#stop", "#halt"]}), "M has no heading #halt"),
    "a task that is not there": (reply(START, {**STOP, "needs": ["begin"]}), "begin"),
    "a circle": (reply({**START, "needs": ["stop"]}, STOP), "task"),
    "two owners": (reply(START, {**STOP, "outputs": ["start.py"]}), "start.py is an output of start already"),
    "two of one id": (reply(START, {**STOP, "id": "start"}), "is taken"),
    "a file of people": (reply(START, {**STOP, "outputs": ["specs/m.smd"]}), "specs/m.smd"),
    "a file outside": (reply(START, {**STOP, "outputs": ["../x.py"]}), "../x.py"),
    "a file that nobody writes": (reply(START, {**STOP, "reads": ["other.py"]}), "other.py"),
    "a check of what is not there": (reply(START, {**STOP, "verify": ["python test_stop.py"]}), "test_stop.py"),
    "no check": (reply(START, {**STOP, "verify": []}), "Nothing checks what this task writes"),
    "a requirement left out": (reply(START), "no task names #stop in its sections"),
}


@pytest.mark.parametrize(("bad", "problem"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_and_asked_again(planned, bad, problem):
    planned.model.replies(bad, reply(START, STOP))
    assert ids(plan(planned)) == ["start", "stop"]
    assert planned.model.asked == ["plan.M", "plan.M.again-1"]
    again = planned.model.requests[-1].messages
    assert (again[-2].role, again[-2].text) == ("assistant", bad)
    assert problem in again[-1].text


@pytest.mark.parametrize("attempts", [0, 3])
def test_asking_ends_after_the_configured_attempts_with_a_next_step(planned, attempts):
    planned.configure(plan_attempts=attempts)
    planned.model.replies(reply(START))
    made = plan(planned)
    assert len(planned.model.asked) == attempts + 1
    assert "no task names #stop" in made.failures["specs/m.smd"]
    assert "write an architecture" in made.failures["specs/m.smd"]
    assert made.tasks == ()


def test_stored_failures_are_followed_by_asking_anew(planned):
    planned.configure(plan_attempts=0)
    planned.model.replies(reply(START))
    plan(planned)
    planned.model.replies(reply(START, STOP))
    assert ids(plan(planned)) == ["start", "stop"]


def test_what_is_unclear_is_asked_of_the_person(planned):
    planned.model.replies(reply(unclear=["How fast does it start?"]))
    why = plan(planned).failures["specs/m.smd"]
    assert "How fast does it start?" in why
    assert "answer it in the spec" in why


def test_a_model_that_fails_is_named_and_other_specs_are_planned(planned):
    planned.write("specs/n.smd", planned.read("specs/m.smd").replace("@id: M", "@id: N"))

    def answer(request):
        if "# Plan: M" in request.messages[1].text:
            raise ModelRefused("no key; set FAKE_KEY")
        return reply({**START, "id": "n-start", "outputs": ["n.py"]}, {**STOP, "needs": [], "interfaces": []})

    planned.model.answer = answer
    made = plan(planned)
    assert made.failures == {"specs/m.smd": "no key; set FAKE_KEY"}
    assert ids(made) == ["n-start", "stop"]


def test_offline_the_exchange_is_replayed_and_a_miss_is_named(planned):
    planned.model.replies("Here it is.", reply(START, STOP))
    first = plan(planned)
    for path in (planned.root / "specs/.osteon/plans").iterdir():
        path.unlink()
    assert plan(planned, offline=True).tasks == first.tasks
    assert planned.model.asked == []
    planned.replace("specs/m.smd", "512", "513")
    made = plan(planned, offline=True)
    assert "plan without --offline" in made.failures["specs/m.smd"]
    assert made.tasks == first.tasks


def test_commands_of_the_project_run_for_every_task_without_asking_again(planned):
    plan(planned)
    planned.configure(verify=VerifySettings(commands=("ruff check {outputs}",)))
    made = plan(planned)
    assert planned.model.asked == []
    assert made.tasks[0].verify == ("ruff check {outputs}", "python -m compileall .")


def test_a_changed_spec_is_planned_again_only_when_asked(planned):
    first = plan(planned)
    planned.replace("specs/m.smd", "512", "513")
    kept = plan(planned, ask=False)
    assert (kept.tasks, kept.outdated) == (first.tasks, ["specs/m.smd"])
    plan(planned)
    text = planned.model.requests[-1].messages[1].text
    assert "The plan of this specification as it read before" in text
    assert '"notes": "Stops."' in text


def test_tasks_that_show_no_changed_section_stay_as_they_are(planned):
    first = plan(planned)
    planned.replace("specs/m.smd", "512", "513")
    planned.model.replies(
        reply(
            a_task("begin", "#start", outputs=["start.py"], notes="At 513."),
            a_task("halt", "#stop", outputs=["stop.py"], needs=["begin"], notes="Halts."),
        )
    )
    made = plan(planned)
    assert (made.tasks[0].id, made.tasks[0].notes) == ("start", "At 513.")
    assert made.tasks[1] == first.tasks[1]


def test_a_spec_diff_leaves_the_text_of_other_tasks_with_their_comments(planned):
    first = render(plan(planned).tasks)
    mine = first.replace('title = "Stop"', 'title = "Stop" # mine\n# and this').replace("format = 1", "format = 1 # so")
    planned.replace("specs/m.smd", "512", "513")
    planned.model.replies(reply(a_task("start", "#start", notes="At 513."), {**STOP, "title": "Otherwise"}))
    merged = merge_plan(mine, first, plan(planned).tasks)
    assert merged.changed == ("start",)
    before, after = (text.partition('id = "stop"')[2] for text in (mine, merged.text))
    assert after == before
    assert 'notes = "At 513."' in merged.text


def test_cases_run_when_all_that_builds_their_spec_is_done(planned):
    planned.write("specs/m.vmd", "@spec: M\n\nstart(a)\n  one | 1 | 2\n")
    cases = plan(planned).tasks[-1]
    assert (cases.cases, cases.needs) == (("m.vmd",), ("start", "stop"))


def test_a_spec_is_planned_on_top_of_those_it_depends_on(planned):
    planned.write("specs/a.smd", "# App\n\n@id: APP\n@depends: [M]\n\n## Requirements\n\n### Run\n\nIt runs.\n")
    app = a_task("run", "#run", needs=["stop"], reads=["stop.py"])
    planned.model.answer = lambda request: (
        reply(app) if "# Plan: APP" in request.messages[1].text else reply(START, STOP)
    )
    assert ids(plan(planned)) == ["start", "stop", "run"]
    text = planned.model.requests[-1].messages[1].text
    assert "`stop` (M) writes stop.py" in text
    assert planned.read("specs/m.smd") in text


def test_bytes_that_are_no_text_are_refused_with_a_next_step(planned):
    path = planned.root / "specs/m.smd"
    path.write_bytes(path.read_bytes() + b"\xff\n")
    assert "save it as UTF-8" in plan(planned).failures["specs/m.smd"]


def test_a_damaged_memory_is_named(planned):
    plan(planned)
    planned.write("specs/.osteon/plans/m.json", "{")
    assert "m.json cannot be read" in plan(planned).failures["specs/m.smd"]


def test_the_budget_holds_for_planning_too(planned):
    planned.configure(budget_usd=0.015)
    planned.model.replies("no")
    assert "the budget of 0.01 USD could be crossed" in plan(planned).failures["specs/m.smd"]
    assert len(planned.model.asked) == 1


def test_the_store_check_follows_what_a_plan_rests_on(planned):
    plan(planned)
    assert check_store(Store(planned.project.store)).problems == ()
    for path in planned.project.store.glob("store/*/*.json"):
        path.unlink()
    assert [problem.file for problem in check_store(Store(planned.project.store)).problems] == ["plans/m.json"]
    planned.write("specs/.osteon/plans/m.json", "{")
    assert "cannot be read" in check_store(Store(planned.project.store)).problems[0].what
