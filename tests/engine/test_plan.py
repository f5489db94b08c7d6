"""Verdicts from values alone."""

from __future__ import annotations

import pytest

from osteon.analysis.tasks import Task
from osteon.analysis.text import Span
from osteon.engine.keys import Inputs
from osteon.engine.plan import Drifted, Failed, Fresh, Manual, Skipped, Stale, explain, in_order, judge, upstream_of
from osteon.engine.record import Record, Result

INPUTS = Inputs({"section M#a": "1", "model": "m"})
RECORD = Record("t", INPUTS.key, INPUTS.values, {"a.py": "A"}, earlier=(Result("old", {"a.py": "OLD"}),))


def task(name: str = "t", **values) -> Task:
    return Task(name, Span(0, 0), outputs=("a.py",), **values)


@pytest.mark.parametrize(
    ("record", "on_disk", "verdict"),
    [
        (RECORD, "A", Fresh()),
        (None, None, Stale(("it was never built",))),
        (RECORD, None, Stale(("output a.py is missing",))),
        (RECORD, "OLD", Stale(("output a.py is from an earlier build",))),
        (RECORD, "MINE", Drifted(("a.py",))),
        (None, "MINE", Drifted(("a.py",))),
    ],
)
def test_verdicts(record, on_disk, verdict):
    assert judge(task(), INPUTS, record, {"a.py": on_disk}) == verdict


def test_drift_counts_more_than_a_changed_input():
    assert judge(task(), Inputs({"model": "n"}), RECORD, {"a.py": "MINE"}) == Drifted(("a.py",))


def test_a_skipped_task_is_skipped_whatever_stands_there():
    assert judge(task(skip=True), INPUTS, None, {"a.py": "MINE"}) == Skipped()


def test_a_manual_task_is_verified_once_for_each_content():
    by_hand = Record("t", INPUTS.key, INPUTS.values, {"a.py": "MINE"}, manual=True)
    assert judge(task(manual=True), INPUTS, by_hand, {"a.py": "MINE"}) == Manual()
    assert isinstance(judge(task(manual=True), INPUTS, by_hand, {"a.py": "OTHER"}), Stale)
    assert isinstance(judge(task(manual=True), INPUTS, by_hand, {"a.py": None}), Failed)


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ({"section M#a": "1"}, {"section M#a": "2"}, "section M#a changed"),
        ({}, {"section M#a": "2"}, "section M#a was added"),
        ({"component M.X": "2"}, {}, "component M.X was removed"),
        ({"model": "a"}, {"model": "b"}, "the model changed from a to b"),
        ({"read x.py": "1"}, {"read x.py": "2"}, "upstream file x.py changed"),
        ({"interface x.py": "1"}, {"interface x.py": "2"}, "the interface of upstream file x.py changed"),
        ({"verify": '["a","b"]'}, {"verify": '["b","a"]'}, "the verify commands changed in order"),
        ({"notes": "1"}, {"notes": "2"}, "the task's notes changed"),
        ({"prompt": "1", "title": "1"}, {"prompt": "2", "title": "2"}, "the task's title changed"),
    ],
)
def test_a_change_is_explained_in_a_sentence(before, now, sentence):
    assert list(explain(before, now)) == [sentence]


def test_other_instructions_are_a_reason_of_their_own():
    assert "instructions" in next(explain({"prompt": "1"}, {"prompt": "2"}))


def test_order_and_upstream_survive_cycles():
    tasks = [Task(name, Span(0, 0), needs=tuple(needs.split())) for name, needs in (("a", "b"), ("b", "a"), ("c", ""))]
    assert in_order(tasks) == ("c",)
    assert upstream_of({task.id: task for task in tasks}, "a") == ("b",)
