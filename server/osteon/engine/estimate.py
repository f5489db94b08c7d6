"""What a build is likely to read, write and cost at models, before any is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from osteon.analysis.configuration import Configuration
from osteon.analysis.tasks import Task
from osteon.engine.gather import read_output
from osteon.engine.plan import Stale, written
from osteon.engine.prompt import PromptError, build_prompt
from osteon.engine.record import Record
from osteon.engine.site import NO_MODEL, Site, open_site
from osteon.engine.status import CHARACTERS_PER_TOKEN, Forecast
from osteon.engine.store import StoreError
from osteon.models.port import Message, Response
from osteon.models.prices import price_for
from osteon.project import Project

OUTPUT_RATIO = 0.5
"""Tokens of output for one of input, where nothing was built before: code is about half as long as what asks for it."""
UNBUILT = 1500
"""Tokens of an upstream file that is not there yet: some two hundred lines."""

Basis = Literal["history", "project", "ratio"]


@dataclass(frozen=True, slots=True)
class TaskEstimate:
    """What a task is likely to take, if it asks a model."""

    model: str
    input_tokens: int
    output_tokens: int
    basis: Basis
    """What the output is estimated from: `history` of this task, other tasks of the `project`, or a fixed `ratio`."""
    usd: float | None
    """None where the model's price is not known."""
    may_be: bool
    """Whether it runs only if a task that it needs comes out otherwise."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of estimates."""

    tasks: int
    input_tokens: int
    output_tokens: int
    usd: float | None
    """None where any price is not known."""
    unpriced: tuple[str, ...]
    """The models whose price is not known."""


def estimate(site: Site, forecasts: Mapping[str, Forecast]) -> dict[str, TaskEstimate]:
    """Return an estimate for each task that will ask a model, or may. Nothing is changed and nobody is asked."""
    asking = [site.tasks[task] for task, forecast in forecasts.items() if _may_ask(site.tasks[task], forecast)]
    records = {task.id: _history(site, task) for task in asking}
    found: dict[str, TaskEstimate] = {}
    ratio: float | None = None
    for task in asking:
        first, history = _prompt_tokens(site, task), records[task.id]
        if history is None:
            ratio = _ratio(site) if ratio is None else ratio
            basis: Basis = "project" if ratio else "ratio"
            tokens, output = first, round(first * (ratio or OUTPUT_RATIO))
        else:
            basis, tokens, output = "history", first + history[0], history[1]
        role = site.role(task)
        model, price = role.model, price_for(role.model, role.price)
        usd = round(price.of(tokens, output), 6) if price else None
        found[task.id] = TaskEstimate(model, tokens, output, basis, usd, forecasts[task.id].may_be)
    return found


def planning_estimate(configuration: Configuration, messages: Sequence[Message]) -> TaskEstimate:
    """Return what planning one spec by a model is likely to take, if its first answer can be used."""
    role = configuration.role("plan") or NO_MODEL
    read = sum(len(message.text) for message in messages) // CHARACTERS_PER_TOKEN
    wrote, price = round(read * OUTPUT_RATIO), price_for(role.model, role.price)
    usd = round(price.of(read, wrote), 6) if price else None
    return TaskEstimate(role.model, read, wrote, "ratio", usd, may_be=False)


def estimates_of(
    project: Project, forecasts: Mapping[str, Forecast], *, output: Path | None = None
) -> dict[str, TaskEstimate]:
    """Return the same for the plan of a project; where nothing is stale, nothing is read."""
    if not any(isinstance(forecast.verdict, Stale) for forecast in forecasts.values()):
        return {}
    return estimate(open_site(project, output=output), forecasts)


def total(estimates: Iterable[TaskEstimate]) -> Total:
    """Add estimates up."""
    listed = list(estimates)
    prices = [known.usd for known in listed if known.usd is not None]
    return Total(
        len(listed),
        sum(known.input_tokens for known in listed),
        sum(known.output_tokens for known in listed),
        round(sum(prices), 6) if len(prices) == len(listed) else None,
        tuple(sorted({known.model for known in listed if known.usd is None})),
    )


def _may_ask(task: Task, forecast: Forecast) -> bool:
    generates = bool(written(task)) and not (task.manual or task.skip)
    return generates and isinstance(forecast.verdict, Stale) and forecast.how in ("ask", "")


def _prompt_tokens(site: Site, task: Task) -> int:
    """Return about how long a task's first prompt is; an upstream file that is not there counts as a usual one."""
    unbuilt = "x" * (UNBUILT * CHARACTERS_PER_TOKEN)

    def upstream(path: str) -> str:
        data = read_output(site, path)
        return unbuilt if data is None else data.decode("utf-8", "replace")

    try:
        language, outputs = site.configuration.language, written(task)
        messages = build_prompt(task, site.sources, upstream, language=language, outputs=outputs).messages
    except PromptError:
        return 0
    return sum(len(message.text) for message in messages) // CHARACTERS_PER_TOKEN


def _history(site: Site, task: Task) -> tuple[int, int] | None:
    """Return what a task's last result took: tokens read after the first prompt, and tokens written."""
    try:
        record = site.store.record(task.id)
    except StoreError:
        return None
    return _tokens(site, record) if record and record.attempts and not record.manual else None


def _tokens(site: Site, record: Record) -> tuple[int, int] | None:
    responses = [_response(site, address) for address in record.attempts]
    if not all(responses):
        return None
    known = [response for response in responses if response]
    read = sum(response.usage.input_tokens or 0 for response in known[1:])
    return read, sum(_output_tokens(response) for response in known)


def _output_tokens(response: Response) -> int:
    counted = response.usage.output_tokens
    return len(response.text) // CHARACTERS_PER_TOKEN if counted is None else counted


def _response(site: Site, address: str) -> Response | None:
    key, _, number = address.partition("#")
    try:
        responses = site.store.exchange(key).responses
        return responses[int(number or 1) - 1]
    except (StoreError, ValueError, IndexError):
        return None


def _ratio(site: Site) -> float:
    """Return how many tokens the project's tasks had written for one of their prompts; 0 where none was built."""
    read = wrote = 0
    for record in site.store.records():
        task = site.tasks.get(record.task)
        tokens = _tokens(site, record) if task and record.attempts and not record.manual else None
        if task and tokens:
            read += _prompt_tokens(site, task)
            wrote += tokens[1]
    return wrote / read if read else 0.0
