"""The plan of a project: by its architectures, and by a model for the specs that have none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import join

from osteon.analysis.configuration import Role
from osteon.analysis.model import Spec
from osteon.analysis.source_file import SourceFile, anchor_key, reference_key
from osteon.analysis.workspace import Workspace
from osteon.engine.asking import Asker, NotStored, Pool
from osteon.engine.backends import backends, prices
from osteon.engine.budget import Budget, OverBudget
from osteon.engine.events import message
from osteon.engine.files import digest_text
from osteon.engine.plan_by_model import NotPlanned, PlanChecks, Planning, plan_spec, with_commands
from osteon.engine.plan_prompt import PlanContext, plan_messages, plan_subject
from osteon.engine.planned_specs import PlannedSpec, read_planned
from osteon.engine.planner import PlannedTask, plan_tasks, spec_depends, specs_in_order
from osteon.engine.ports import Event
from osteon.engine.sources import Sources, collect
from osteon.engine.store import Store, StoreError
from osteon.models.port import Message, Model, ModelError
from osteon.project import Project, UserError

SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(slots=True)
class MadePlan:
    """The tasks that a project's sources imply, and what is to be said about specs without an architecture."""

    tasks: tuple[PlannedTask, ...]
    by_model: list[PlannedSpec] = field(default_factory=list)
    """What a model has planned, now or before, and is part of the plan."""
    outdated: list[str] = field(default_factory=list)
    """The files of specs that read otherwise when a model planned them."""
    unplanned: list[str] = field(default_factory=list)
    """The files of specs that nothing plans yet."""
    prompts: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    """What a model would be asked to plan those two, by the spec's file."""
    failures: dict[str, str] = field(default_factory=dict)
    """What stopped a model's planning of a spec, with the next step, by the spec's file."""


def make_plan(project: Project, workspace: Workspace, asker: Asker | None = None) -> MadePlan:
    """Return the plan that the sources imply. Without an `asker` no model plans; what one planned before stays."""
    tasks = plan_tasks(workspace.files.values(), project.configuration)
    made = MadePlan(tasks)
    open_specs = [spec for spec in specs_in_order(workspace.files.values()).values() if not _is_built(spec, tasks)]
    for spec in open_specs:
        planned = _Specs(project, workspace, made).planned(spec, asker)
        if planned:
            made.by_model.append(planned)
            made.tasks += with_commands(planned.tasks, project.configuration)
    made.tasks = tuple(_with_late_needs(made.tasks, {spec.id.casefold() for spec in open_specs}))
    return made


def plan_asker(
    project: Project,
    report: Callable[[Event], None],
    *,
    offline: bool = False,
    models: Callable[[Role], Model] | None = None,
) -> Asker:
    """Return what asks the model of the role `plan`. Raises UserError where no model is configured."""
    if project.configuration.role("plan") is None:
        raise UserError(
            'no model is configured for planning; set one, for example plan = "mailbox" in [tool.osteon.models], '
            "or name one: `osteon plan --model NAME`"
        )
    return Asker(
        Store(project.store),
        backends(project, models, report),
        Pool(1),
        Budget(project.configuration.budget_usd),
        prices(project, report),
        offline=offline,
        warn=lambda text: report(message(text)),
    )


def _is_built(spec: Spec, tasks: Sequence[PlannedTask]) -> bool:
    """Tell whether an architecture says who builds a spec, or there is nothing to build."""
    if not spec.requirements or any(task.outputs and task.spec.casefold() == spec.id.casefold() for task in tasks):
        return True
    shown = {reference_key(reference, task.spec) for task in tasks for reference in task.sections}
    return any(anchor_key(spec.id, requirement.anchor) in shown for requirement in spec.requirements)


def _with_late_needs(tasks: Sequence[PlannedTask], spec_ids: set[str]) -> Iterator[PlannedTask]:
    """Yield tasks with those last that only run cases of a spec that a model planned: they need all that builds it."""
    late = [task for task in tasks if task.cases and not task.outputs and task.spec.casefold() in spec_ids]
    yield from (task for task in tasks if task not in late)
    for task in late:
        built = (other.id for other in tasks if other.spec.casefold() == task.spec.casefold() and other.outputs)
        yield replace(task, needs=tuple(dict.fromkeys((*task.needs, *built))))


@dataclass(frozen=True, slots=True)
class _Specs:
    """Plans specs one by one, each on top of those before."""

    project: Project
    workspace: Workspace
    made: MadePlan

    def planned(self, spec: Spec, asker: Asker | None) -> PlannedSpec | None:
        """Return a model's plan of a spec: the one there is while it fits, else a new one where one may be asked."""
        path = next(file.path for file in self.workspace.files.values() if file.spec is spec)
        before: PlannedSpec | None = None
        try:
            before = read_planned(self.project.store, spec.id)
            context = self._context(spec, before)
            subject = digest_text("\n".join(plan_subject(context, self.project.configuration)))
            if before and before.subject == subject:
                return before
            if asker:
                return plan_spec(self._planning(context, subject, before, asker))
        except (NotPlanned, ModelError, OverBudget, StoreError, UserError) as error:
            self.made.failures[path] = str(error)
            return before
        except NotStored as error:
            why = f"to plan it a model is needed, and none may be asked ({error}); plan without --offline"
            self.made.failures[path] = why
            return before
        (self.made.outdated if before else self.made.unplanned).append(path)
        self.made.prompts[path] = plan_messages(context, self.project.configuration)
        return before

    def _context(self, spec: Spec, before: PlannedSpec | None) -> PlanContext:
        files = self.workspace.files.values()
        specs = specs_in_order(files)
        below = _closure(spec.id.casefold(), lambda spec_id: spec_depends(specs, spec_id))
        upstream = tuple(file for spec_id in below for file in _own_files(spec_id, files))
        own = _own_files(spec.id.casefold(), files)
        if lost := [file.path for file in (*own, *upstream) if SURROGATE.search(file.text)]:
            raise UserError(f"{', '.join(lost)} has bytes that are not UTF-8; save it as UTF-8")
        existing = tuple(task for task in self.made.tasks if task.outputs and task.spec.casefold() in below)
        return PlanContext(spec, own, upstream, existing, before.tasks if before else ())

    def _planning(self, context: PlanContext, subject: str, before: PlannedSpec | None, asker: Asker) -> Planning:
        role = self.project.configuration.role("plan")
        assert role is not None  # or there was no asker
        return Planning(context, subject, before, self._checks(), self._sources(), asker, role)

    def _checks(self) -> PlanChecks:
        files: Mapping[str, SourceFile] = self.workspace.files
        texts = {path: file.text for path, file in files.items() if not file.plan}
        configuration = self.project.configuration
        plan_path = configuration.plan or join(configuration.specs, "plan.toml").removeprefix("./")
        root = self.project.root
        return PlanChecks(texts, configuration, plan_path, lambda path: (root / path).is_file(), self.made.tasks)

    def _sources(self) -> Sources:
        files = self.workspace.files.values()
        return collect((file.path, outline) for file in files if (outline := file.spec or file.architecture))


def _own_files(spec_id: str, files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Return the spec and architecture files of a spec, by path; cases are never among them."""
    own = (file for file in files if (file.spec or file.architecture) and file.spec_id.casefold() == spec_id)
    return tuple(sorted(own, key=lambda file: file.path))


def _closure(start: str, below: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Return what is below `start`, directly or not, nearest first."""
    found: dict[str, None] = {}
    waiting = list(below(start))
    for spec_id in waiting:
        if spec_id not in found and spec_id != start:
            found[spec_id] = None
            waiting += below(spec_id)
    return tuple(found)
