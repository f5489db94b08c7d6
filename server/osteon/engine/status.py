"""What a build would do, without doing anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from osteon.analysis.tasks import Task
from osteon.engine.gather import Gathered, disk_of, gather, pin_of, record_of
from osteon.engine.pinned import pinned_verdict
from osteon.engine.plan import Blocked, Drifted, Failed, Fresh, Manual, Stale, Verdict, in_order, judge, upstream_of
from osteon.engine.prompt import PromptError
from osteon.engine.record import Record
from osteon.engine.remembered import recall
from osteon.engine.site import Site, open_site
from osteon.engine.store import StoreError
from osteon.models.port import digest
from osteon.project import Project, UserError

How = Literal["", "verify", "review", "restore", "replay", "ask"]
CHARACTERS_PER_TOKEN = 4
"""A rule of thumb for English and code; a model's own count differs by some tens of percent."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A task's verdict, and for a stale one how a build would begin."""

    verdict: Verdict
    how: How = ""
    """`verify`: no model is needed; `review`: what is there is verified and reviewed; `restore`: an earlier result;
    `replay`: a stored answer; `ask`: a model."""
    tokens: int = 0
    """About how many tokens its first prompt has, where a model would be asked and the prompt is known already."""
    may_be: bool = False
    """Whether the task is stale only because it needs a stale one, and stays as it is if that comes out the same."""


def assess(project: Project, *, output: Path | None = None) -> dict[str, Forecast]:
    """Return what a build would do about every task, in an order that it could run them; nothing is changed.

    A task that rests on a stale one is stale too: whether it really has to run is known once the other has run. Raises
    UserError where there is no usable plan.
    """
    if settled := recall(project, output or project.output):
        return {task: Forecast(verdict) for task, verdict in settled.items()}
    return assess_site(open_site(project, output=output))


def assess_site(site: Site) -> dict[str, Forecast]:
    """Return the same for a plan that is not, or not yet, the project's."""
    found: dict[str, Forecast] = {}
    for task_id in in_order(list(site.tasks.values())):
        found[task_id] = _assess(site, site.tasks[task_id], found)
    return found


def with_needs(found: Mapping[str, Forecast], site: Site, only: Collection[str]) -> dict[str, Forecast]:
    """Return the forecasts of some tasks and of all that they need. Raises UserError for a task that is not there."""
    if unknown := [task for task in only if task not in site.tasks]:
        raise UserError(f"there is no task {', '.join(unknown)}; the plan has {', '.join(site.tasks)}")
    wanted = {need for task in only for need in (task, *upstream_of(site.tasks, task))}
    return {task: forecast for task, forecast in found.items() if task in wanted}


def _assess(site: Site, task: Task, found: Mapping[str, Forecast]) -> Forecast:
    needs = {need: found[need].verdict for need in task.needs if need in found}
    open_needs = [need for need, verdict in needs.items() if isinstance(verdict, Stale)]
    if blocked := [need for need, verdict in needs.items() if isinstance(verdict, Failed | Drifted | Blocked)]:
        return Forecast(Blocked(tuple(blocked)))
    unreadable: list[str] = []
    record = record_of(site, task, unreadable.append)
    if pin := pin_of(site, task, unreadable.append):
        pinned = pinned_verdict(site, task, pin, record)
        return Forecast(pinned, "restore" if isinstance(pinned, Stale) else "")
    try:
        now = gather(site, task)
    except PromptError as error:
        unresolved = _unresolved(error, open_needs, record)
        return Forecast(unresolved, may_be=record is not None and isinstance(unresolved, Stale))
    verdict = judge(task, now.inputs, record, disk_of(site, task), site.wrote)
    if isinstance(verdict, Drifted):
        return Forecast(replace(verdict, cause="".join(unreadable)))
    if isinstance(verdict, Stale):
        reasons = (*verdict.reasons, *_waits_for(open_needs), *_failed_before(site, task), *unreadable)
        return _forecast(site, now, record, Stale(reasons))
    if open_needs and isinstance(verdict, Fresh | Manual):
        return Forecast(Stale(_waits_for(open_needs)), may_be=True)
    return Forecast(_reviewed(site, task, verdict))


def _reviewed(site: Site, task: Task, verdict: Verdict) -> Verdict:
    """Return a verdict that does not stand where a review is lacking that is required, or has failed since."""
    failed = _failed_before(site, task)
    if isinstance(verdict, Fresh) and verdict.unreviewed and (failed or site.configuration.review.required):
        return Stale((f"it was not reviewed: {verdict.unreviewed}", *failed))
    return verdict


def _forecast(site: Site, now: Gathered, record: Record | None, verdict: Stale) -> Forecast:
    if record and record.result(now.inputs.key):
        return Forecast(verdict, "restore")
    if now.request is None or (record and not record.manual and now.inputs.made_as(record.inputs)):
        return Forecast(verdict, "review" if now.request and site.reviews(now.task) else "verify")
    try:
        stored = bool(site.store.exchange(digest(now.request)).responses)
    except StoreError:
        stored = False
    if stored:
        return Forecast(verdict, "replay")
    return Forecast(verdict, "ask", sum(len(message.text) for message in now.request.messages) // CHARACTERS_PER_TOKEN)


def _unresolved(error: PromptError, open_needs: Sequence[str], record: Record | None) -> Verdict:
    """Return the verdict where something is not found: a file of a task that has yet to run is only awaited."""
    wrong = [problem.message for problem in error.unresolved if problem.key not in ("reads", "interfaces")]
    if wrong or not open_needs:
        return Failed("\n".join(wrong) or str(error))
    never_built = () if record else ("it was never built",)
    return Stale((*never_built, *_waits_for(open_needs)))


def _waits_for(needs: Sequence[str]) -> tuple[str, ...]:
    if len(needs) < 2:
        return tuple(f"it needs task {need}, which is stale" for need in needs)
    more = f" and {len(needs) - 3} more" if len(needs) > 3 else ""
    return (f"it needs tasks {', '.join(needs[:3])}{more}, which are stale",)


def _failed_before(site: Site, task: Task) -> tuple[str, ...]:
    lines = site.store.failure(task.id).strip().splitlines()
    return (f"its last build failed: {lines[-1]}",) if lines else ()
