"""A review finds what checks miss, fails what breaks the spec, and is never taken for granted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.engine.conftest import by_prompt

from osteon.analysis.configuration import ReviewSettings, Role
from osteon.engine.events import reasons_of
from osteon.engine.plan import Failed, Fresh, Stale
from osteon.engine.site import open_plan, open_site
from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.engine.store_prune import Wish, prunable
from osteon.engine.trace import trace_task
from osteon.models.port import ModelError

FINDING = {"requirement": "M#start", "file": "a.py", "line": 1, "severity": "error", "problem": "It starts at 500."}


def verdict(*changes: dict) -> str:
    return json.dumps({"findings": [FINDING | change for change in changes]})


def is_review(request) -> bool:
    return request.schema is not None


@pytest.fixture
def reviewed(yard):
    """Only task a is built; the reviewer says in turn what `yard.says` holds, then finds nothing."""
    yard.configure(review=ReviewSettings(enabled=True), models={"default": Role("fake"), "review": Role("reviewer")})
    yard.says = []

    def answer(request):
        if not is_review(request):
            return by_prompt(request)
        said = yard.says.pop(0) if yard.says else verdict()
        if isinstance(said, Exception):
            raise said
        return said

    yard.model.answer = answer
    return yard


def build(yard, **options):
    return yard.build(only=["a"], **options)


def record(yard):
    return Store(yard.project.store).record("a")


def test_it_is_off_unless_it_is_asked_for(yard):
    build(yard)
    assert yard.model.asked == ["a"]
    assert record(yard).review is None
    assert "review" not in record(yard).inputs


def test_the_reviewer_sees_what_the_writer_was_told_and_the_files(reviewed):
    assert build(reviewed).exit_code == 0
    assert reviewed.model.asked == ["a", "a.review"]
    written, review = reviewed.model.requests
    assert review.model == "reviewer"
    assert review.messages[1].text.startswith(written.messages[1].text)
    assert reviewed.read("a.py") in review.messages[1].text.partition("## Files under review")[2]
    assert reviewed.commands.ran == ["check a.py"]


def test_a_finding_of_error_is_fixed_like_a_failed_check(reviewed):
    reviewed.says = [verdict({})]
    assert build(reviewed).exit_code == 0
    assert reviewed.model.asked == ["a", "a.review", "a.fix-1", "a.fix-1.review"]
    told = reviewed.model.requests[2].messages[-1].text
    assert "A review found" in told
    assert "a.py:1: M#start: It starts at 500." in told
    assert len(record(reviewed).review.attempts) == 2


def test_what_is_still_wrong_after_all_fixes_fails(reviewed):
    reviewed.configure(fix_attempts=1)
    reviewed.says = [verdict({})] * 2
    found = build(reviewed).verdicts["a"]
    assert isinstance(found, Failed)
    assert "It starts at 500." in found.reason
    assert not (reviewed.root / "a.py").exists()


def test_what_does_not_pass_is_not_reviewed(reviewed):
    reviewed.configure(fix_attempts=0)
    reviewed.commands.run_one = lambda command: "wrong"
    build(reviewed)
    assert reviewed.model.asked == ["a"]


def test_warnings_are_recorded_and_traced_and_fail_nothing(reviewed):
    reviewed.says = [verdict({"severity": "warning", "line": 0})]
    assert build(reviewed).verdicts["a"] == Fresh()
    (finding,) = record(reviewed).review.findings
    assert (finding.severity, finding.line, record(reviewed).review.answered_by) == ("warning", 0, ("fake-1",))
    found = trace_task(reviewed.project, open_plan(reviewed.project), "a")
    assert [item.kind for item in found.asked] == ["write", "review"]
    assert found.review == record(reviewed).review


@pytest.mark.parametrize(
    ("unusable", "said"),
    [
        ("No idea.", "not JSON"),
        ('{"findings": "none"}', "does not fit the schema"),
        (verdict({"requirement": "M#other"}), "there is no section or component 'M#other'; there are M#start"),
        (verdict({"file": "b.py"}), "'b.py' is not under review"),
        (verdict({"line": 99}), "a.py has no line 99"),
        (verdict({"severity": "fatal"}), "does not fit the schema"),
    ],
)
def test_an_answer_that_cannot_be_used_is_asked_again(reviewed, unusable, said):
    reviewed.says = [unusable]
    assert build(reviewed).verdicts["a"] == Fresh()
    assert reviewed.model.asked == ["a", "a.review", "a.review-again-1"]
    assert said in reviewed.model.requests[-1].messages[-1].text


def test_a_second_build_asks_nobody(reviewed):
    build(reviewed)
    assert build(reviewed).exit_code == 0
    assert reviewed.model.asked == []
    reviewed.build(output=reviewed.root / "elsewhere", offline=True, only=["a"])
    assert (reviewed.model.asked, reviewed.commands.ran) == ([], ["check a.py"])


# Nobody reviews it ----------------------------------------------------------------------------------------------------


@pytest.fixture
def unreviewed(reviewed):
    reviewed.says = [ModelError("the reviewer is asleep")]
    reviewed.first = build(reviewed)
    return reviewed


def test_a_reviewer_that_cannot_be_asked_is_no_pass_and_the_build_says_so(unreviewed):
    assert (unreviewed.first.exit_code, unreviewed.first.verdicts["a"]) == (0, Fresh("the reviewer is asleep"))
    (finished,) = unreviewed.events.of("task-finished")
    assert finished.data["reasons"] == ["not reviewed: the reviewer is asleep; the next build tries again"]
    assert record(unreviewed).review.missing == "the reviewer is asleep"
    assert (unreviewed.root / "a.py").exists()
    assert reasons_of(unreviewed.assess()["a"]) == tuple(finished.data["reasons"])


def test_the_next_build_tries_the_review_again_and_nothing_else(unreviewed):
    result = build(unreviewed)
    assert (result.verdicts["a"], result.tasks["a"].action) == (Fresh(), "reviewed")
    assert (unreviewed.model.asked, unreviewed.commands.ran) == (["a.review"], [])
    assert record(unreviewed).review.missing == ""
    assert {"prompt.md", "review.response.md"} <= set(unreviewed.tree("specs/.osteon/tasks/a"))
    assert build(unreviewed).tasks["a"].action == "none"


def test_a_late_review_that_fails_is_fixed(unreviewed):
    before = unreviewed.read("a.py")
    unreviewed.says = [verdict({})]
    assert build(unreviewed).verdicts["a"] == Fresh()
    assert unreviewed.model.asked == ["a.review", "a.fix-1", "a.fix-1.review"]
    assert unreviewed.read("a.py") != before


def test_a_late_review_that_fails_for_good_is_not_hidden(unreviewed):
    unreviewed.configure(fix_attempts=1)
    unreviewed.says = [verdict({})] * 9
    assert isinstance(build(unreviewed).verdicts["a"], Failed)
    assert isinstance(unreviewed.assess()["a"], Stale)


def test_offline_an_answer_that_is_not_stored_is_no_review(reviewed):
    reviewed.configure(review=ReviewSettings())
    build(reviewed)
    reviewed.configure(review=ReviewSettings(enabled=True))
    assert reviewed.forecast()["a"].how == "review"
    result = build(reviewed, offline=True)
    assert result.exit_code == 0
    assert "no stored answer" in result.verdicts["a"].unreviewed
    assert reviewed.model.asked == []


def test_answers_that_cannot_be_used_do_not_stand_in_the_way_for_ever(reviewed):
    reviewed.says = ["?"] * 3
    assert "could not be used" in build(reviewed).verdicts["a"].unreviewed
    assert build(reviewed).verdicts["a"] == Fresh()
    assert reviewed.model.asked == ["a.review"]


def test_a_required_review_that_nobody_gives_fails(reviewed):
    reviewed.configure(review=ReviewSettings(enabled=True, required=True))
    reviewed.says = [ModelError("asleep")]
    result = build(reviewed)
    assert result.exit_code == 1
    assert "not reviewed: asleep" in result.verdicts["a"].reason
    assert not (reviewed.root / "a.py").exists()
    assert build(reviewed).exit_code == 0
    assert reviewed.model.asked == ["a.review"]  # the code is there, only the review was lacking


def test_a_review_that_becomes_required_is_asked_for(unreviewed):
    unreviewed.configure(review=ReviewSettings(enabled=True, required=True))
    assert isinstance(unreviewed.assess()["a"], Stale)


# Settings -------------------------------------------------------------------------------------------------------------


def test_turned_on_it_reviews_what_is_there_and_turned_off_nothing_is_asked(yard):
    build(yard)
    before = yard.read("a.py")
    yard.configure(review=ReviewSettings(enabled=True))
    yard.model.answer = lambda request: verdict() if is_review(request) else by_prompt(request)
    build(yard)
    assert (yard.model.asked, yard.reasons("a"), yard.read("a.py")) == (["a.review"], ["a review is asked for"], before)
    yard.configure(review=ReviewSettings())
    build(yard)
    assert yard.model.asked == []


def test_another_reviewer_reviews_again(reviewed):
    build(reviewed)
    reviewed.configure(models={**reviewed.configuration.models, "review": Role("stricter")})
    build(reviewed)
    assert reviewed.model.asked == ["a.review"]
    assert reviewed.reasons("a") == ["the review changed"]


@pytest.mark.parametrize(("enabled", "line"), [(False, "review = true"), (True, "review = false")])
def test_a_task_decides_for_itself(reviewed, enabled, line):
    reviewed.configure(review=replace(reviewed.configuration.review, enabled=enabled))
    reviewed.replace("specs/plan.toml", 'id = "a"', f'id = "a"\n{line}')
    build(reviewed)
    assert reviewed.model.asked == (["a", "a.review"] if line.endswith("true") else ["a"])


def test_a_role_that_is_not_configured_is_an_error(reviewed):
    reviewed.configure(review=ReviewSettings(enabled=True, role="judge"))
    assert "review is for the role 'judge'" in build(reviewed).verdicts["a"].reason


def test_the_store_stays_sound_and_reviews_are_not_pruned(reviewed):
    reviewed.says = [verdict({}), ModelError("asleep")]
    build(reviewed)
    reviewed.replace("specs/m.smd", "512", "513")
    build(reviewed)
    report = check_store(Store(reviewed.project.store))
    assert (report.problems, report.unknown) == ((), ())
    assert prunable(open_site(reviewed.project), Wish(days=0)).garbage == ()
