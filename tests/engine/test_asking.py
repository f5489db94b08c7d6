"""The pool of model calls: slower after a rate limit, faster again after successes, within a budget."""

from __future__ import annotations

import pytest

from osteon.engine.asking import Asker, Budget, Cancelled, NotStored, OverBudget, Pool, total
from osteon.engine.store import Store
from osteon.models.port import Message, RateLimited, Request, Response, Usage

REQUEST = Request("m", (Message("user", "hello"),))


class Scripted:
    """A model that raises or returns what it is given, in order."""

    name = "scripted"

    def __init__(self, *script):
        self.script = list(script)

    def complete(self, request, *, label, on_text=None, cancelled=lambda: False):
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return Response(step, "s")


@pytest.fixture
def asker(tmp_path):
    return lambda model, **options: Asker(Store(tmp_path), lambda role: model, Pool(4), **options)


def ask(asker: Asker, used=None):
    return asker.ask("default", REQUEST, label="t", used=set() if used is None else used)


def test_an_answer_is_asked_for_once(asker):
    asking = asker(Scripted("one"))
    assert [ask(asking).asked, ask(asking).asked] == [True, False]


def test_a_used_answer_is_not_taken_again(asker):
    asking, used = asker(Scripted("one", "two")), set()
    assert [ask(asking, used).response.text, ask(asking, used).response.text] == ["one", "two"]
    used.clear()
    assert [ask(asking, used).response.text, ask(asking, used).response.text] == ["one", "two"]


def test_offline_nothing_is_asked(asker):
    with pytest.raises(NotStored):
        ask(asker(Scripted("one"), offline=True))


def test_a_rate_limit_that_never_ends_is_an_error(asker):
    with pytest.raises(RateLimited):
        ask(asker(Scripted(*(RateLimited("no", retry_after=0) for _ in range(99)))))


def test_waiting_for_a_rate_limit_can_be_cancelled(asker):
    told = []
    with pytest.raises(Cancelled):
        ask(asker(Scripted(RateLimited("no", retry_after=99)), warn=told.append, cancelled=lambda: bool(told)))
    assert "pause for 99 s" in told[0]


def test_the_pool_halves_and_recovers():
    pool = Pool(8, now=lambda: 0.0)
    pool.slow_down(0)
    assert pool._allowed == 4
    for _ in range(99):
        pool.speed_up()
    assert pool._allowed == 8
    for _ in range(9):
        pool.slow_down(0)
    assert pool._allowed == 1


def test_the_budget_counts_what_runs():
    budget = Budget(1.0)
    budget.add(Usage(usd=0.4))
    with budget.call(), pytest.raises(OverBudget, match=r"0\.40 USD is spent"), budget.call():
        pass
    with budget.call():
        pass


@pytest.mark.parametrize(
    ("usages", "sum_"),
    [
        ([], Usage()),
        ([Usage(1, 2, 0.5), Usage(3, 4, 0.25)], Usage(4, 6, 0.75)),
        ([Usage(1, 2, 0.5), Usage(3, 4, None)], Usage(4, 6, None)),
    ],
)
def test_an_unknown_price_makes_the_sum_unknown(usages, sum_):
    assert total(usages) == sum_
