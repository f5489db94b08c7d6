"""One import: everything that it would write and say, before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import join
from typing import Literal

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.fixing import FixedFile
from osteon.analysis.source_file import kind_of
from osteon.analysis.text import Lines
from osteon.analysis.workspace import Workspace
from osteon.engine.files import read_bytes
from osteon.engine.plan_merge import GENERATED, render
from osteon.engine.planning import make_plan
from osteon.engine.sources import collect
from osteon.importing.configuration import HEADER, ImportedConfiguration, import_configuration
from osteon.importing.material import Material
from osteon.importing.notes import Note, Notes
from osteon.importing.ossature import CONFIGURATION, KEPT_PLAN, PLAN, OssatureProject
from osteon.importing.plan_reading import OssaturePlan, read_ossature_plan
from osteon.importing.plan_text import KNOWN, plan_text
from osteon.importing.settling import settle
from osteon.importing.spec_fixes import fix_specs
from osteon.importing.tasks import Imported, Surroundings, import_tasks
from osteon.project import Project, UserError, configuration_file, read_source, source_files

Change = Literal["new", "changed", "copied", "kept"]


@dataclass(frozen=True, slots=True)
class Write:
    """One file that an import writes; `path` is relative to the project. `before` is what it may replace."""

    path: str
    data: bytes
    change: Change
    before: bytes | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import does: its files in the order in which they are written, and all that a person should know."""

    source: OssatureProject
    root: Path
    """The folder of the new project."""
    writes: tuple[Write, ...] = ()
    configuration: ImportedConfiguration | None = None
    fixed: tuple[FixedFile, ...] = ()
    tasks: tuple[Imported, ...] = ()
    tasks_before: int = 0
    kinds: Mapping[str, int] | None = None
    """How many files of each kind there are."""
    notes: tuple[Note, ...] = ()
    remaining: tuple[tuple[str, int, Finding], ...] = ()
    """The errors that stay, each with its file and line."""
    done: bool = False
    """Whether the project was imported before, and nothing is left to do."""
    next_steps: tuple[str, ...] = ()


def propose(source: OssatureProject, root: Path) -> Proposal:
    """Return the import of a project into the folder `root`, which may be its own; nothing is written.

    Raises UserError where the folder holds a project of Osteon's already, or anything cannot be read.
    """
    present = configuration_file(root) if root.is_dir() else None
    if present is not None:
        if read_source(present).startswith(HEADER.strip()):
            return Proposal(source, root, done=True)
        raise UserError(
            f"{present}: this is a project of Osteon's already, and nothing was changed; "
            "`osteon import --into FOLDER` imports into another folder"
        )
    return _Import(source, root, Notes()).proposal()


@dataclass(frozen=True, slots=True)
class _Import:
    source: OssatureProject
    root: Path
    notes: Notes

    @property
    def is_in_place(self) -> bool:
        return self.root.resolve() == self.source.root.resolve()

    @property
    def specs(self) -> str:
        """The folder of the specs in the new project."""
        return self.source.specs if self.is_in_place or self.source.specs != "." else "specs"

    def proposal(self) -> Proposal:
        imported = import_configuration(self.source, self.notes, specs=self.specs)
        path = self.root / "osteon.toml"
        project = Project(self.root, parse_configuration(imported.text), path)
        material = Material(self.source)
        texts = self._texts()
        workspace = Workspace(project.configuration, lambda name: self._exists(name, material))
        workspace.set_files(texts)
        fixed = fix_specs(workspace)
        plan = self._plan()
        tasks = self._tasks(plan, workspace, project, material) if plan else []
        writes = [*self._sources(workspace, texts), *self._material(material)]
        if plan and tasks:
            writes += self._plan_writes(plan, tasks, workspace, project)
        writes.append(Write("osteon.toml", imported.text.encode(), "new"))
        self._refuse_overwriting(writes)
        return Proposal(
            self.source,
            self.root,
            tuple(write for write in writes if not self._is_there(write)),
            imported,
            fixed,
            tuple(tasks),
            len(plan.tasks) if plan else 0,
            _kinds(texts),
            tuple(self.notes.all),
            tuple(_errors(workspace)),
            next_steps=tuple(self._next_steps(project, tasks, workspace)),
        )

    def _texts(self) -> dict[str, str]:
        """Return the specs, architectures and cases by their path in the new project."""
        settings = replace(parse_configuration(""), specs=self.source.specs)
        paths = source_files(Project(self.source.root, settings, self.source.root / CONFIGURATION))
        folder = self.source.specs_folder
        return {
            join(self.specs, path.relative_to(folder).as_posix()).removeprefix("./"): read_source(path)
            for path in paths
            if kind_of(path.name) not in ("plan", None)
        }

    def _exists(self, name: str, material: Material) -> bool:
        below = name.removeprefix(f"{self.specs}/")
        return below in material.files or (self.root / name).is_file()

    def _sources(self, workspace: Workspace, texts: Mapping[str, str]) -> Iterator[Write]:
        for path, before in texts.items():
            after, old = workspace.files[path].text, _bytes(before)
            if not self.is_in_place:
                yield Write(path, _bytes(after), "copied")
            elif after != before:
                yield Write(path, _bytes(after), "changed", old)

    def _material(self, material: Material) -> Iterator[Write]:
        for below, origin in sorted(material.files.items()):
            data = read_bytes(origin)
            if data is None:
                raise UserError(f"{origin}: cannot be read; check its permissions")
            yield Write(join(self.specs, below).removeprefix("./"), data, "copied")

    # The plan ---------------------------------------------------------------------------------------------------------

    def _plan(self) -> OssaturePlan | None:
        """Return Ossature's plan, where there is one that can be read."""
        path = self.source.plan
        if path is None:
            return None
        plan = read_ossature_plan(path.relative_to(self.source.root).as_posix(), read_source(path))
        if plan.findings:
            finding = plan.findings[0]
            raise UserError(f"{path}:{plan.line(finding.span.start)}: {finding.message}; correct it and import again")
        for key in plan.root.entries.keys() - {"meta", "task"}:
            self.notes.left_out(f"{plan.path}: {key}", "no key of this name is known")
        for task in plan.tasks:
            for key in task.values.keys() - KNOWN:
                self.notes.left_out(f"{task.place}: {key}", "no key of this name is known")
        return plan

    def _tasks(self, plan: OssaturePlan, workspace: Workspace, project: Project, material: Material) -> list[Imported]:
        files = workspace.files.values()
        sources = collect((file.path, outline) for file in files if (outline := file.spec or file.architecture))
        prefix = "" if self.specs == "." else f"{self.specs}/"
        cases = tuple(file.path.removeprefix(prefix) for file in files if file.cases)
        around = Surroundings(sources, project.configuration, material, cases, self.notes)
        return settle(import_tasks(plan, around), self.notes)

    def _plan_writes(
        self, plan: OssaturePlan, tasks: list[Imported], workspace: Workspace, project: Project
    ) -> Iterator[Write]:
        """Yield the plan, what is kept of the old one if that stood there, and what the planner has to know."""
        text = plan_text(plan, tasks)
        path = join(self.specs, PLAN).removeprefix("./")
        workspace.set_file(path, text)
        planned = {one.task.spec.casefold() for one in tasks}
        known = (task for task in make_plan(project, workspace).tasks if task.spec.casefold() in planned)
        yield Write(join(self.specs, ".osteon", GENERATED).removeprefix("./"), render(known).encode(), "new")
        old = read_bytes(self.root / path)
        if old is not None and self.source.plan is not None and self.source.plan == self.root / path:
            yield Write(join(self.specs, KEPT_PLAN).removeprefix("./"), old, "kept")
            yield Write(path, _bytes(text), "changed", old)
        else:
            yield Write(path, _bytes(text), "new")

    # What may not be --------------------------------------------------------------------------------------------------

    def _refuse_overwriting(self, writes: list[Write]) -> None:
        """Stop before anything is written where a file of somebody's stands in the place of one that would be."""
        taken = [
            str(self.root / write.path)
            for write in writes
            if write.before is None and os.path.lexists(self.root / write.path) and not self._is_there(write)
        ]
        if taken:
            raise UserError(
                f"{', '.join(taken)}: the import would write there, and nothing is overwritten; "
                "move it away, or import into another folder with --into"
            )

    def _is_there(self, write: Write) -> bool:
        return read_bytes(self.root / write.path) == write.data

    def _next_steps(self, project: Project, tasks: list[Imported], workspace: Workspace) -> Iterator[str]:
        if any(True for _ in _errors(workspace)):
            yield "`osteon check` shows the errors that remain, with their places and fixes"
        if not tasks:
            yield "`osteon plan` makes the plan (`--model` for specs without an architecture)"
        standing = [path for one in tasks for path in one.task.outputs if (project.output / path).is_file()]
        if standing:
            count = "1 output stands" if len(standing) == 1 else f"{len(standing)} outputs stand"
            yield (
                f"{count} in {project.configuration.output} already, and no build overwrites what it did not write: "
                "`osteon drift keep TASK` pins them, `osteon build --output FOLDER` builds elsewhere"
            )
        if tasks:
            yield "`osteon status` shows what a build would do, `osteon build` builds"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _kinds(texts: Mapping[str, str]) -> dict[str, int]:
    names = {"spec": "specs", "architecture": "architectures", "cases": "cases"}
    kinds = [kind_of(path) for path in texts]
    return {name: kinds.count(kind) for kind, name in names.items()}  # type: ignore[arg-type]


def _errors(workspace: Workspace) -> Iterator[tuple[str, int, Finding]]:
    for path, findings in sorted(workspace.all_findings().items()):
        lines = Lines(workspace.files[path].text)
        for finding in findings:
            if finding.severity is Severity.ERROR:
                yield path, lines.position(finding.span.start).line + 1, finding
