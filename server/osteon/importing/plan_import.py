"""From Ossature's plan to Osteon's: read, converted task by task, settled, written into the text of the old one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.workspace import Workspace
from osteon.engine.plan_merge import render
from osteon.engine.planning import make_plan
from osteon.engine.sources import collect
from osteon.importing.material import Material
from osteon.importing.notes import Notes
from osteon.importing.ossature import OssatureProject
from osteon.importing.plan_reading import OssaturePlan, read_ossature_plan
from osteon.importing.plan_text import KNOWN, plan_text
from osteon.importing.settling import settle
from osteon.importing.tasks import Imported, Surroundings, import_tasks
from osteon.project import Project, UserError, read_source


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """The tasks and the text of the new plan; `generated` is what its planner counts as known from now on."""

    tasks: tuple[Imported, ...]
    text: str
    generated: str
    tasks_before: int


def import_plan(
    source: OssatureProject, project: Project, workspace: Workspace, material: Material, notes: Notes
) -> ImportedPlan | None:
    """Return the imported plan; None where there is none. Raises UserError, with the line, for one that is not TOML.

    The planner's own tasks for the same specs count as taken out by a person, else `osteon plan` would add them.
    """
    if source.plan is None:
        return None
    plan = _read(source, notes)
    files = workspace.files.values()
    prefix = f"{project.configuration.specs}/"
    around = Surroundings(
        collect((file.path, outline) for file in files if (outline := file.spec or file.architecture)),
        project.configuration,
        material,
        tuple(file.path.removeprefix(prefix) for file in files if file.cases),
        notes,
    )
    tasks = tuple(settle(import_tasks(plan, around), notes))
    planned = {one.task.spec.casefold() for one in tasks}
    known = (task for task in make_plan(project, workspace).tasks if task.spec.casefold() in planned)
    return ImportedPlan(tasks, plan_text(plan, tasks), render(known), len(plan.tasks))


def _read(source: OssatureProject, notes: Notes) -> OssaturePlan:
    assert source.plan is not None  # or there would be nothing to read
    plan = read_ossature_plan(source.plan.relative_to(source.root).as_posix(), read_source(source.plan))
    if plan.findings:
        finding = plan.findings[0]
        raise UserError(f"{source.plan}:{plan.line(finding.span.start)}: {finding.message}; correct it, import again")
    for place in _unknown_keys(plan):
        notes.left_out(place, "no key of this name is known")
    return plan


def _unknown_keys(plan: OssaturePlan) -> Iterator[str]:
    yield from (f"{plan.path}: {key}" for key in plan.root.entries if key not in ("meta", "task"))
    for task in plan.tasks:
        yield from (f"{task.place}: {key}" for key in task.values if key not in KNOWN)
