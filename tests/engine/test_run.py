"""Order, isolation and parallelism of the scheduler, without any task's work."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.tasks import Task
from osteon.analysis.text import Span
from osteon.engine.asking import Cancelled
from osteon.engine.plan import Blocked, Drifted, Failed, Fresh, upstream_of
from osteon.engine.run import run_tasks
from osteon.engine.task import Done


def tasks(**needs: str) -> list[Task]:
    return [Task(name, Span(0, 0), needs=tuple(of.split())) for name, of in needs.items()]


def order(plan: list[Task], **options) -> list[str]:
    ran: list[str] = []

    def work(task: Task) -> Done:
        ran.append(task.id)
        return Done(Fresh())

    run_tasks(plan, work, threads=1, **options)
    return ran


def test_tasks_run_in_file_order_when_nothing_else_decides():
    assert order(tasks(b="", a="", c="")) == ["b", "a", "c"]


def test_a_task_runs_after_what_it_needs_wherever_that_stands():
    assert order(tasks(last="mid", mid="first", first="")) == ["first", "mid", "last"]


def test_the_longest_chain_goes_first():
    assert order(tasks(alone="", head="", tail="head")) == ["head", "alone", "tail"]


@pytest.mark.parametrize("verdict", [Failed("x"), Drifted(("x",))])
def test_only_descendants_are_blocked_and_by_the_root(verdict):
    plan = tasks(bad="", child="bad", grandchild="child", other="")
    done = run_tasks(plan, lambda task: Done(verdict if task.id == "bad" else Fresh()), threads=2)
    assert done["child"].verdict == done["grandchild"].verdict == Blocked(("bad",))
    assert done["other"].verdict == Fresh()


def test_independent_tasks_run_at_once():
    meeting = threading.Barrier(8, timeout=20)

    def work(task: Task) -> Done:
        meeting.wait()  # passes only when all eight are here
        return Done(Fresh())

    assert len(run_tasks(tasks(**{f"t{n}": "" for n in range(8)}), work, threads=8)) == 8


def test_after_a_cancellation_nothing_starts():
    ran: list[str] = []

    def work(task: Task) -> Done:
        ran.append(task.id)
        raise Cancelled

    assert run_tasks(tasks(a="", b=""), work, threads=1, cancelled=lambda: bool(ran)) == {}
    assert ran == ["a"]


def test_what_nobody_expected_ends_the_run():
    def work(task: Task) -> Done:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_tasks(tasks(a="", b=""), work, threads=1)


@st.composite
def graphs(draw: st.DrawFn) -> list[Task]:
    size = draw(st.integers(1, 8))
    needs = [draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set() for number in range(size)]
    plan = [Task(f"t{number}", Span(0, 0), needs=tuple(f"t{need}" for need in of)) for number, of in enumerate(needs)]
    return draw(st.permutations(plan))


@given(graphs(), st.sets(st.sampled_from([f"t{number}" for number in range(8)]), max_size=2), st.integers(1, 4))
def test_in_any_graph_a_task_runs_after_its_needs_unless_one_of_them_failed(plan, failing, threads):
    ended: list[str] = []

    def work(task: Task) -> Done:
        assert set(task.needs) <= set(ended)
        ended.append(task.id)
        return Done(Failed("x") if task.id in failing else Fresh())

    done = run_tasks(plan, work, threads=threads)
    upstream = {task.id: set(upstream_of({each.id: each for each in plan}, task.id)) for task in plan}
    assert done.keys() == upstream.keys()
    assert set(ended) == {task for task, above in upstream.items() if not above & failing}
    assert all(set(result.verdict.by) <= failing for result in done.values() if isinstance(result.verdict, Blocked))
