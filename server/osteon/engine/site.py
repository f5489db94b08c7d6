"""What all tasks of a build share: the plan, the sources, and where things are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from osteon.analysis.case_model import CaseFile
from osteon.analysis.configuration import Configuration, Role
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.plan_file import parse_plan
from osteon.analysis.source_file import SourceFile, kind_of
from osteon.analysis.tasks import Task
from osteon.analysis.text import Lines
from osteon.engine.environment import setup_digests
from osteon.engine.plan import owned, plan_problems
from osteon.engine.sources import Sources, collect
from osteon.engine.store import Store
from osteon.project import Project, UserError, read_source, read_sources

NO_MODEL = Role("none")
FIXER = "fix"
"""The role that corrects files that do not pass, where it is configured."""


@dataclass(frozen=True)
class Site:
    """What all tasks of a build share: where things are, and what the sources say."""

    configuration: Configuration
    specs: Path
    """The folder of the specs; copied files and cases are relative to it."""
    output: Path
    store: Store
    tasks: Mapping[str, Task]
    sources: Sources = field(default_factory=Sources)
    cases: Mapping[str, CaseFile] = field(default_factory=dict)
    """The `.vmd` files by path relative to `specs`."""
    setup_files: Mapping[str, str] = field(default_factory=dict)
    """The digest of each file that the setup of verification reads."""
    elsewhere: bool = False
    """Whether `output` is another folder than the configured one: the records tell nothing of what is there."""

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """The task that writes each output path."""
        return {path: task.id for task in self.tasks.values() for path in owned(task)}

    @cached_property
    def written_before(self) -> frozenset[tuple[str, str]]:
        """Every path and digest that any task's builds wrote, also of tasks that have another name by now."""
        results = (result for record in self.store.records() for result in record.results)
        return frozenset(item for result in results for item in result.outputs.items())

    def wrote(self, path: str, content: str) -> bool:
        """Tell whether any build wrote this content (a digest) to this path."""
        return (path, content) in self.written_before

    @property
    def fixer(self) -> Role | None:
        """The role that corrects what failed; None where each task's own does."""
        return self.configuration.models.get(FIXER)

    def reviews(self, task: Task) -> bool:
        """Tell whether a task's result is to be reviewed."""
        return self.configuration.review.enabled if task.review is None else task.review

    @property
    def reviewer(self) -> Role:
        return self.configuration.role(self.configuration.review.role) or NO_MODEL

    def role(self, task: Task) -> Role:
        return self.configuration.role(task.model) or NO_MODEL


def open_site(project: Project, *, output: Path | None = None, plan: str | None = None) -> Site:
    """Read a project's plan and sources; `plan` is a text to take for the plan. Raises UserError for no usable plan."""
    site = open_plan(project, output=output, plan=plan)
    files = list(_parsed(project))
    outlines = ((file.path, outline) for file in files if (outline := file.spec or file.architecture))
    specs = project.specs.relative_to(project.root).as_posix()
    return replace(
        site,
        sources=collect(outlines),
        cases={_below(file.path, specs): file.cases for file in files if file.cases is not None},
        setup_files=setup_digests(project.configuration.verify, project.root),
    )


def open_plan(project: Project, *, output: Path | None = None, plan: str | None = None) -> Site:
    """Read a project's plan alone: what is enough to look at outputs and the store. Raises UserError as `open_site`."""
    _require_sound_configuration(project)
    return Site(
        configuration=project.configuration,
        specs=project.specs,
        output=output or project.output,
        store=Store(project.store),
        tasks={task.id: task for task in _read_plan(project, plan)},
        elsewhere=output is not None and output != project.output,
    )


def _require_sound_configuration(project: Project) -> None:
    """Refuse to go on with defaults where the configuration says something that cannot be read."""
    if project.configuration_path is not None:
        text = read_source(project.configuration_path)
        if problems := _errors(shown(project, project.configuration_path), text, project.configuration.findings):
            raise UserError("\n".join(problems))


def _errors(where: str, text: str, findings: Sequence[Finding]) -> list[str]:
    lines = Lines(text)
    return [
        f"{where}:{lines.position(finding.span.start).line + 1}: {finding.message}"
        for finding in findings
        if finding.severity is Severity.ERROR
    ]


def _read_plan(project: Project, text: str | None) -> tuple[Task, ...]:
    where = shown(project, project.plan)
    if text is None and not project.plan.is_file():
        raise UserError(f"{where}: there is no plan; make one with `osteon plan`")
    plan = parse_plan(read_source(project.plan) if text is None else text)
    problems = _errors(where, plan.text, plan.findings)
    problems += [f"{where}: {problem}" for problem in plan_problems(plan.tasks)]
    if problems:
        raise UserError("\n".join(problems))
    return plan.tasks


def _parsed(project: Project) -> Iterator[SourceFile]:
    for path, text in read_sources(project).items():
        kind = kind_of(path.name)
        if kind in ("spec", "architecture", "cases"):
            yield SourceFile(project.relative(path), kind, text)


def _below(path: str, folder: str) -> str:
    return path if folder == "." else path.removeprefix(f"{folder}/")


def shown(project: Project, path: Path) -> str:
    """Return a path as a person of the project would write it."""
    return project.relative(path) if path.is_relative_to(project.root) else str(path)
