"""How estimates are shown: in words, and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osteon.engine.estimate import TaskEstimate, Total
    from osteon.engine.status import Forecast


def how(forecast: Forecast, estimate: TaskEstimate | None) -> tuple[str, ...]:
    """Say how a build would begin with a stale task, and what it is likely to take."""
    verb = "may ask" if forecast.may_be else "asks"
    asks = f"{verb} a model{f': {amount(estimate)}' if estimate else ''}"
    sentences = {
        "verify": "needs no model: what is there is verified",
        "review": "what is there is verified, and a model reviews it",
        "restore": "needs no model: an earlier result is restored",
        "replay": "begins with a stored answer",
        "ask": asks,
        "": asks if estimate else "",
    }
    return (f"-> {sentences[forecast.how]}",) if sentences[forecast.how] else ()


def in_words(estimates: Collection[TaskEstimate]) -> str:
    """Say what is sure to be asked of models and what that takes, and how much it is at most; empty for nothing."""
    from osteon.engine.estimate import total

    if not estimates:
        return ""
    sure, at_most = total([known for known in estimates if not known.may_be]), total(estimates)
    lines = [f"{_tasks(sure)} a model: {amount(sure)}" if sure.tasks else "no task is sure to ask a model"]
    if at_most.tasks > sure.tasks:
        lines.append(f"at most {at_most.tasks}, if every task that may be stale is: {amount(at_most)}")
    if at_most.unpriced:
        lines.append(f"the price of {', '.join(at_most.unpriced)} is not known")
    rests = " or ".join(words for basis, words in _BASES.items() if any(known.basis == basis for known in estimates))
    lines.append(f"an estimate: what is read by its length, what is written by {rests}; fixes come on top")
    return "\n".join(lines)


_BASES = {
    "history": "the last build of the task",
    "project": "the builds of other tasks",
    "ratio": "half of what is read",
}


def as_json(estimate: TaskEstimate | None) -> dict[str, Any] | None:
    """Return an estimate with all its keys but `may_be`, which is the task's."""
    if estimate is None:
        return None
    return {key: value for key, value in asdict(estimate).items() if key != "may_be"}


def totals_json(estimates: Mapping[str, TaskEstimate]) -> dict[str, Any]:
    """Return the sums over the tasks that are sure to ask a model, and over all that may."""
    from osteon.engine.estimate import total

    sure = total([known for known in estimates.values() if not known.may_be])
    return {"sure": asdict(sure), "at_most": asdict(total(estimates.values()))}


def _tasks(sure: Total) -> str:
    return "1 task asks" if sure.tasks == 1 else f"{sure.tasks} tasks ask"


def amount(known: TaskEstimate | Total) -> str:
    """Say how much is read and written, and for what price."""
    price = "price unknown" if known.usd is None else f"{known.usd:.2f} USD" if known.usd >= 0.01 else "under 0.01 USD"
    return f"about {known.input_tokens:,} tokens in and {known.output_tokens:,} out, {price}"
