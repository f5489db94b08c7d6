from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from osteon.models.port import ModelError, ModelRefused, RateLimited, Request, Response, Unavailable
from osteon.models.retry import Patient, parse_retry_after, patient


@dataclass
class Scripted:
    """A model that fails in the given ways, then answers."""

    failures: list[ModelError]
    name: str = "scripted"
    asked: int = 0
    slept: list[float] = field(default_factory=list)

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response:
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return Response("hello", self.name)


def ask(model: Patient, cancelled: Callable[[], bool] = lambda: False) -> str:
    return model.complete(Request("scripted", ()), label="draw", cancelled=cancelled).text


def test_each_wait_is_longer_than_the_one_before_up_to_a_limit() -> None:
    model = Scripted([Unavailable("busy") for _ in range(6)])
    waits: list[float] = []

    def cancelled() -> bool:
        """Sort the slices slept into one sum per wait."""
        waits.extend([0.0] * (model.asked - len(waits)))
        waits[-1] += 0.1
        return False

    ask(Patient(model, retries=6, first=1.0, longest=8.0, sleep=model.slept.append), cancelled)
    assert model.asked == 7
    for wait, whole in zip(waits, [1, 2, 4, 8, 8, 8], strict=True):
        assert whole / 2 <= wait <= whole + 0.2


def test_patience_ends_with_the_last_failure() -> None:
    model = Scripted([Unavailable("first"), Unavailable("second"), Unavailable("third")])
    with pytest.raises(Unavailable, match="third"):
        ask(Patient(model, retries=2, sleep=model.slept.append))


@pytest.mark.parametrize("failure", [ModelRefused("no key"), ModelError("empty"), RateLimited("slow down")])
def test_other_failures_are_not_asked_again(failure: ModelError) -> None:
    model = Scripted([failure])
    with pytest.raises(type(failure)):
        ask(Patient(model, sleep=model.slept.append))
    assert (model.asked, model.slept) == (1, [])


def test_a_rate_limit_is_waited_out_for_as_long_as_the_server_asks() -> None:
    model = Scripted([RateLimited("slow down", retry_after=7), RateLimited("slow down", retry_after=0)])
    assert ask(patient(model, sleep=model.slept.append)) == "hello"
    assert 7 <= sum(model.slept) <= 9 + 1e-6
    assert max(model.slept) <= 0.1


def test_a_server_that_asks_for_a_day_is_not_waited_for() -> None:
    model = Scripted([RateLimited("tomorrow", retry_after=86_400)])
    with pytest.raises(RateLimited, match="tomorrow"):
        ask(patient(model, sleep=model.slept.append))
    assert model.slept == []


def test_a_wait_can_be_cancelled() -> None:
    model = Scripted([RateLimited("slow down", retry_after=60)])
    with pytest.raises(ModelError, match="cancelled"):
        ask(patient(model, sleep=model.slept.append), cancelled=lambda: len(model.slept) == 3)
    assert (model.asked, len(model.slept)) == (1, 3)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 2.5 ", 2.5),
        ("0", 0.0),
        ("Thu, 01 Jan 1970 00:01:30 GMT", 80.0),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
        ("-5", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_retry_after_header_is_read_in_both_its_forms(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(header, now=10.0) == seconds
