"""A plan of one spec by a model: asked, validated like a person's plan, and asked again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from osteon.analysis.configuration import Configuration, Role
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.tasks import Task
from osteon.analysis.workspace import Workspace
from osteon.engine.asking import Asker, NotStored
from osteon.engine.plan_merge import render
from osteon.engine.plan_prompt import SCHEMA, PlanContext, plan_again_message, plan_messages
from osteon.engine.planned_specs import PlannedSpec, as_task, section_digests
from osteon.engine.planner import PlannedTask
from osteon.engine.prompt import quoted
from osteon.engine.sources import Sources
from osteon.models.port import Message, Request
from osteon.models.structured import ReplyInvalid, parse_reply

LONGEST_QUOTE = 50_000
"""Characters of an unusable plan that are sent back with what is wrong."""
ALSO_WRONG = frozenset({"empty-verify"})
"""Findings that are no errors in a person's plan, and are in a model's."""


class NotPlanned(Exception):
    """No reply was a plan that can be used. The message says what was wrong with the last one, and the next step."""


@dataclass(frozen=True, slots=True)
class PlanChecks:
    """What a plan is checked against: all sources but the plan, and the tasks of other specs."""

    files: Mapping[str, str]
    configuration: Configuration
    plan_path: str
    exists: Callable[[str], bool]
    others: tuple[PlannedTask, ...]

    def problems(self, tasks: Sequence[PlannedTask]) -> list[str]:
        """Return what the checks of a plan say of these tasks and not of the others alone."""
        known = set(self._findings(self.others))
        found = [problem for problem in self._findings((*self.others, *tasks)) if problem not in known]
        return list(dict.fromkeys(found))

    def _findings(self, tasks: Iterable[PlannedTask]) -> list[str]:
        workspace = Workspace(self.configuration, self.exists)
        text = render(tasks)
        workspace.set_files({**self.files, self.plan_path: text})
        plan = workspace.files[self.plan_path].plan
        wrong = (
            finding
            for finding in workspace.findings(self.plan_path)
            if finding.severity is Severity.ERROR or finding.code in ALSO_WRONG
        )
        return [_in_words(finding, plan.tasks if plan else (), text) for finding in wrong]


def _in_words(finding: Finding, tasks: Iterable[Task], text: str) -> str:
    """Return a finding of a plan with its task and what stands at its place: a model sees no ranges."""
    at = finding.span.start
    owner = next((task.id for task in tasks if task.span.start <= at <= task.span.end), "")
    quoted = text[at : finding.span.end]
    where = f" ({quoted})" if quoted and "\n" not in quoted and quoted.strip('"') not in finding.message else ""
    return f"task {owner}: {finding.message}{where}"


@dataclass(frozen=True, slots=True)
class Planning:
    """Everything that planning one spec takes."""

    context: PlanContext
    subject: str
    """The digest that the plan is kept under."""
    before: PlannedSpec | None
    checks: PlanChecks
    sources: Sources
    asker: Asker
    role: Role

    @property
    def configuration(self) -> Configuration:
        return self.checks.configuration


def plan_spec(planning: Planning) -> PlannedSpec:
    """Return a model's plan of a spec, whose tasks that the change of the spec does not concern are as they were.

    Stored answers are taken first; where they alone lead to nothing, the model is asked anew. Raises NotPlanned, and
    what `Asker.ask` raises.
    """
    used: set[str] = set()
    failure: NotPlanned | None = None
    while True:
        conversation = _Conversation(planning, used)
        try:
            return conversation.planned()
        except NotPlanned as error:
            if conversation.asked:
                raise
            failure = error
        except NotStored as error:
            raise failure or error from None


class _Conversation:
    """One chain of request, reply, problems and reply again."""

    def __init__(self, planning: Planning, used: set[str]) -> None:
        self._planning = planning
        self._used = used
        self._attempts: list[str] = []
        self.asked = False
        """Whether a model was called, and not only the store read."""

    def planned(self) -> PlannedSpec:
        planning = self._planning
        messages = plan_messages(planning.context, planning.configuration)
        problems: Sequence[str] = ()
        for _ in range(planning.configuration.plan_attempts + 1):
            text = self._ask(messages)
            tasks, problems = self._read(text)
            if not problems:
                return self._result(tasks)
            messages = (*messages, quoted(text, LONGEST_QUOTE), plan_again_message(problems))
        raise NotPlanned(
            "no plan of the model's passes the checks; the last one:\n"
            + "\n".join(f"  - {problem}" for problem in problems)
            + "\n  Try another model, make clear in the spec what is unclear, or write an architecture (.amd)."
        )

    def _ask(self, messages: tuple[Message, ...]) -> str:
        planning = self._planning
        request = Request(planning.role.model, messages, planning.role.parameters, SCHEMA)
        number = len(self._attempts)
        label = f"plan.{planning.context.spec.id}{f'.again-{number}' if number else ''}"
        answer = planning.asker.ask("plan", request, label=label, used=self._used)
        self._attempts.append(answer.address)
        self.asked = self.asked or answer.asked
        return answer.response.text

    def _read(self, text: str) -> tuple[tuple[PlannedTask, ...], Sequence[str]]:
        """Return the tasks of a reply, and all that is wrong with them."""
        try:
            tasks = _kept(self._tasks(parse_reply(text, SCHEMA)), self._planning)
        except ReplyInvalid as error:
            return (), (str(error),)
        whole = with_commands(tasks, self._planning.configuration)
        return tasks, (*self._planning.checks.problems(whole), *_unclaimed(self._planning.context, whole))

    def _tasks(self, reply: Mapping[str, Any]) -> tuple[PlannedTask, ...]:
        spec_id = self._planning.context.spec.id
        if reply["unclear"] and not reply["tasks"]:
            raise NotPlanned(
                "the model asks what the spec leaves open; answer it in the spec, then plan again:\n"
                + "\n".join(f"  - {question}" for question in reply["unclear"])
            )
        return tuple(as_task(task, spec_id) for task in reply["tasks"])

    def _result(self, tasks: tuple[PlannedTask, ...]) -> PlannedSpec:
        planning = self._planning
        digests = section_digests(tasks, planning.sources)
        return PlannedSpec(planning.context.spec.id, planning.subject, tasks, digests, tuple(self._attempts))


def with_commands(tasks: Iterable[PlannedTask], configuration: Configuration) -> tuple[PlannedTask, ...]:
    """Return tasks with the commands that run for every task before their own."""
    always = configuration.verify.commands
    return tuple(replace(task, verify=tuple(dict.fromkeys((*always, *task.verify)))) for task in tasks)


def _kept(tasks: tuple[PlannedTask, ...], planning: Planning) -> tuple[PlannedTask, ...]:
    """Return the tasks with those as they were that show no changed section, where that makes no plan unusable.

    A task is known by its outputs, and keeps its id.
    """
    if planning.before is None:
        return tasks
    known = {frozenset(task.outputs): task.id for task in planning.before.tasks}
    ids = {task.id: known.get(frozenset(task.outputs), task.id) for task in tasks}
    named = [replace(task, id=ids[task.id], needs=tuple(ids.get(need, need) for need in task.needs)) for task in tasks]
    unchanged = {task.id: task for task in _unchanged(planning.before, planning.sources)}
    kept = tuple(unchanged.get(task.id, task) for task in named)
    return tasks if planning.checks.problems(with_commands(kept, planning.configuration)) else kept


def _unchanged(before: PlannedSpec, sources: Sources) -> Iterator[PlannedTask]:
    now = section_digests(before.tasks, sources)
    for task in before.tasks:
        if all(now[reference] == before.sections.get(reference) for reference in task.sections):
            yield task


def _unclaimed(context: PlanContext, tasks: Sequence[PlannedTask]) -> list[str]:
    """Name the requirements that no task shows: no model would ever see them."""
    shown = {
        reference.casefold().removeprefix(context.spec.id.casefold()) for task in tasks for reference in task.sections
    }
    if "#requirements" in shown:
        return []
    missing = (anchor for known in context.spec.requirements if f"#{(anchor := known.anchor).casefold()}" not in shown)
    return [f"no task names #{anchor} in its sections, so nobody would build it" for anchor in missing]
