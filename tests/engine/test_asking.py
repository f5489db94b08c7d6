"""The pool of model calls: slower after a rate limit, faster again after successes, within a budget."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.engine.asking import Asker, Cancelled, NotStored, Pool, total
from osteon.engine.budget import Budget, OverBudget
from osteon.engine.store import Store
from osteon.models.port import Message, RateLimited, Request, Response, Usage
from osteon.models.prices import Price

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


def test_a_call_reserves_what_the_dearest_one_cost_where_only_the_backend_knows_prices():
    budget = Budget(1.0)
    with budget.call(REQUEST, None) as book:
        book(Response("", "s", Usage(usd=0.4)))
    with budget.call(REQUEST, None), pytest.raises(OverBudget, match=r"0\.40 USD is spent, 0\.40 is reserved"):
        budget.call(REQUEST, None).__enter__()
    with budget.call(REQUEST, None):
        pass


def test_the_first_call_that_could_cross_the_limit_is_not_made(asker):
    asking = asker(Scripted("never"), budget=Budget(0.05), price=lambda role: Price(0.0, 0.00002))
    with pytest.raises(OverBudget, match=r"this call may cost 0\.08"):
        ask(asking)


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 900)), max_size=30), st.floats(0, 1))
def test_with_a_limit_on_tokens_the_budget_is_never_crossed(calls, limit):
    budget, price = Budget(limit), Price(1e-5, 1e-4)
    for characters, tokens in calls:
        request = Request("m", (Message("user", "x" * characters),), {"max_tokens": 900})
        with contextlib.suppress(OverBudget), budget.call(request, price) as book:
            book(Response("", "s", Usage(characters // 3, tokens)))
    assert budget.spent <= limit


def test_an_answer_without_a_price_gets_it_from_its_tokens(asker):
    class Counting(Scripted):
        def complete(self, request, **more):
            return Response("x", "s", Usage(1000, 10))

    answer = ask(asker(Counting(), price=lambda role: Price(0.001, 0.01)))
    assert answer.response.usage == Usage(1000, 10, pytest.approx(1.1))


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
