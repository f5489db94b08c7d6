"""What a build is said to take, before it runs."""

from __future__ import annotations

import pytest

from osteon.analysis.configuration import Role
from osteon.engine import estimate as module
from osteon.engine.estimate import TaskEstimate, estimates_of, total
from osteon.models.port import Usage
from osteon.models.prices import Price


@pytest.fixture
def priced(yard, monkeypatch):
    monkeypatch.setattr(module, "price_for", lambda model, stated: Price(0.001, 0.002) if model == "fake" else None)
    return yard


def estimated(yard) -> dict[str, TaskEstimate]:
    return estimates_of(yard.project, yard.forecast())


def test_what_was_never_built_is_half_of_what_is_read(priced):
    found = estimated(priced)
    assert set(found) == {"a", "b", "c"}
    for known in found.values():
        assert known.basis == "ratio"
        assert known.input_tokens > 300
        assert known.output_tokens == pytest.approx(known.input_tokens / 2, abs=1)
        assert known.usd == pytest.approx(known.input_tokens * 0.001 + known.output_tokens * 0.002)


def test_an_upstream_file_that_is_not_there_yet_is_counted(priced):
    found = estimated(priced)
    assert found["b"].input_tokens - found["c"].input_tokens > 1000


def test_the_output_is_that_of_the_last_build(priced):
    priced.model.usage = Usage(10, 777, 0.01)
    priced.build()
    priced.replace("specs/m.smd", "512", "513")
    found = estimated(priced)
    assert (found["a"].output_tokens, found["a"].basis, found["a"].may_be) == (777, "history", False)
    assert (found["b"].output_tokens, found["b"].may_be) == (777, True)
    assert "c" not in found


def test_where_a_server_counts_nothing_the_length_of_the_answer_counts(priced):
    priced.model.usage = Usage()
    priced.build()
    priced.replace("specs/m.smd", "512", "513")
    assert 0 < estimated(priced)["a"].output_tokens < 50


def test_fixes_of_the_last_build_are_part_of_it(priced):
    priced.model.usage = Usage(1000, 100)
    priced.commands.run_one = lambda command: "" if len(priced.model.asked) > 1 else "no"
    priced.build(only=["a"])
    priced.replace("specs/m.smd", "512", "513")
    known = estimated(priced)["a"]
    assert known.output_tokens == 200
    assert known.input_tokens > 1000


def test_a_new_task_is_estimated_by_the_others(priced):
    priced.model.usage = Usage(10, 5000)
    priced.build(only=["a"])
    known = estimated(priced)["c"]
    assert known.basis == "project"
    assert known.output_tokens > 5 * known.input_tokens


def test_what_needs_no_model_is_not_estimated(priced):
    priced.build()
    assert estimated(priced) == {}
    (priced.root / "a.py").unlink()
    priced.replace("specs/plan.toml", 'outputs = ["c.py"]', 'outputs = ["c.py"]\nverify = ["check c.py"]')
    assert {known.may_be for known in estimated(priced).values()} <= {True}


def test_an_unknown_price_makes_the_sum_unknown_and_is_named(priced):
    priced.configure(models={"default": Role("fake"), "dear": Role("secret")})
    priced.replace("specs/plan.toml", 'outputs = ["c.py"]', 'outputs = ["c.py"]\nmodel = "dear"')
    found = estimated(priced)
    assert found["c"].usd is None
    whole = total(found.values())
    assert (whole.tasks, whole.usd, whole.unpriced) == (3, None, ("secret",))
    assert total([found["a"]]).usd == found["a"].usd


def test_estimating_changes_nothing_and_asks_nobody(priced):
    priced.build(only=["a"])
    before = priced.tree()
    priced.model.asked.clear()
    estimated(priced)
    assert (priced.tree(), priced.model.asked) == (before, [])
