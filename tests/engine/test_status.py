"""What `osteon status` foretells is what a build then does."""

from __future__ import annotations

import pytest

from osteon.engine.events import reasons_of


@pytest.mark.parametrize(
    ("change", "how", "asked"),
    [
        (lambda yard: yard.replace("specs/m.smd", "512", "513"), "ask", ["a"]),
        (lambda yard: (yard.root / "a.py").unlink(), "restore", []),
        (lambda yard: yard.replace("specs/plan.toml", "check a.py", "check it"), "verify", []),
    ],
)
def test_the_forecast_comes_true(yard, change, how, asked):
    yard.build()
    change(yard)
    forecast = yard.forecast()["a"]
    assert forecast.how == how
    assert (forecast.tokens > 0) == (how == "ask")
    yard.build(only=["a"])
    assert yard.model.asked == asked


def test_a_record_that_cannot_be_read_is_named(yard):
    yard.build()
    yard.write("specs/.osteon/tasks/a/record.toml", "format = ")
    reasons = reasons_of(yard.forecast()["a"].verdict)
    assert "record.toml cannot be read" in reasons[0]
    assert not any("no build wrote" in reason for reason in reasons)
    (yard.root / "a.py").unlink()
    assert "record.toml cannot be read" in yard.forecast()["a"].verdict.reasons[-1]


def test_a_stored_answer_is_foretold(yard):
    yard.build()
    for name in ("a.py", "specs/.osteon/tasks/a/record.toml"):
        (yard.root / name).unlink()
    assert yard.forecast()["a"].how == "replay"
    yard.build(only=["a"])
    assert yard.model.asked == []
