"""A trace says everything that is recorded of a task, and where to read it."""

from __future__ import annotations

import pytest

from osteon.engine.site import open_plan
from osteon.engine.trace import trace_task, writer_of
from osteon.models.port import Usage
from osteon.project import UserError


def trace(yard, task: str):
    return trace_task(yard.project, open_plan(yard.project), task)


def test_it_has_what_was_asked_answered_and_verified(yard):
    yard.build()
    found = trace(yard, "b")
    assert found.inputs == {"sections": ("M#stop",), "reads": ("a.py",)}
    (asked,) = found.asked
    assert (asked.kind, asked.model, asked.answered_by, asked.usage) == ("write", "fake", "fake-1", Usage(10, 20, 0.01))
    assert asked.time
    assert '"answered_by": "fake-1"' in yard.read(asked.file)
    (step,) = found.verification
    assert (step.command, step.exit_code, step.level, step.seconds) == ("check b.py", 0, "none", 0.0)
    (output,) = found.outputs
    assert (output.path, output.state, yard.read(output.blob)) == ("b.py", "built", yard.read("b.py"))
    assert found.usage == Usage(10, 20, 0.01)
    assert {"specs/.osteon/tasks/b/prompt.md", "specs/.osteon/tasks/b/response.md"} <= set(found.files)


def test_fixes_and_questions_asked_again_are_told_apart(yard):
    answers = iter(["nothing", None, None])
    normal = yard.model.answer
    yard.model.answer = lambda request: next(answers) or normal(request)
    yard.commands.run_one = lambda command: "wrong" if len(yard.commands.ran) == 1 else ""
    yard.build(only=["a"])
    found = trace(yard, "a")
    assert [item.kind for item in found.asked] == ["write", "again", "fix"]
    assert (found.fixes, found.usage.input_tokens) == (1, 30)


def test_a_price_of_which_a_part_is_unknown_is_unknown(yard):
    yard.model.usage = Usage(1, 2, None)
    yard.build()
    assert trace(yard, "a").usage == Usage(1, 2, None)


def test_an_older_record_lacks_what_was_not_noted(yard):
    yard.build()
    record = yard.read("specs/.osteon/tasks/a/record.toml")
    yard.write("specs/.osteon/tasks/a/record.toml", record.replace("seconds = 0.0\n", ""))
    assert trace(yard, "a").verification[0].seconds is None


def test_what_the_store_lost_is_said(yard):
    yard.build()
    for path in [*yard.project.store.glob("store/*/*"), *yard.project.store.glob("blobs/*/*")]:
        path.unlink()
    found = trace(yard, "a")
    assert (found.asked[0].file, found.outputs[0].blob) == ("", "")


def test_a_failure_is_told_before_there_is_any_record(yard):
    yard.commands.run_one = lambda command: "all wrong"
    yard.build(only=["a"])
    found = trace(yard, "a")
    assert not found.recorded
    assert "all wrong" in found.failure


def test_an_edited_output_is_named_so(yard):
    yard.build()
    yard.write("a.py", "mine")
    assert trace(yard, "a").outputs[0].state == "edited"


def test_the_task_behind_a_file_is_known_also_when_it_left_the_plan(yard):
    yard.build()
    yard.replace("specs/plan.toml", 'id = "c"', 'id = "d"')
    yard.replace("specs/plan.toml", '"c.py"', '"d.py"')
    site = open_plan(yard.project)
    assert [writer_of(site, path) for path in ("a.py", "c.py", "x.py")] == ["a", "c", None]
    assert not trace(yard, "c").planned


def test_a_name_that_leads_nowhere_lists_what_there_is(yard):
    with pytest.raises(UserError, match=r"z is no task .* there are a, b, c"):
        trace(yard, "z")
