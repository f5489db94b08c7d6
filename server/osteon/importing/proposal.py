"""One import: everything that it would write and say, before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.findings import Finding
from osteon.analysis.fixing import FixedFile
from osteon.analysis.workspace import Workspace
from osteon.engine.files import read_bytes
from osteon.engine.plan_merge import GENERATED
from osteon.importing.configuration import HEADER, ImportedConfiguration, import_configuration, with_severities
from osteon.importing.material import Material
from osteon.importing.notes import Note, Notes
from osteon.importing.ossature import KEPT_PLAN, PLAN, OssatureProject
from osteon.importing.plan_import import ImportedPlan, import_plan
from osteon.importing.spec_files import accepted_errors, check_specs, errors_of, fix_specs, kinds_of, read_specs, under
from osteon.project import Project, UserError, configuration_file, read_source

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
    done: bool = False
    """Whether the project was imported before, and nothing is left to do."""
    writes: tuple[Write, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """What each key of `ossature.toml` became, where it has a counterpart."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Files of each kind; `tasks` of the new plan and `tasks_before` of the old one."""
    fixed: tuple[FixedFile, ...] = ()
    notes: tuple[Note, ...] = ()
    errors: tuple[tuple[str, int, Finding], ...] = ()
    """The errors that stay, each with its file and line."""
    next_steps: tuple[str, ...] = ()


def propose(source: OssatureProject, root: Path) -> Proposal:
    """Return the import of a project into the folder `root`, which may be its own; nothing is written.

    Raises UserError where the folder holds a project of Osteon's already, where a file would be overwritten, or where
    anything cannot be read.
    """
    present = configuration_file(root) if root.is_dir() else None
    if present is None:
        return _Import(source, root, Notes(), Material(source)).proposal()
    if read_source(present).startswith(HEADER.strip()):
        return Proposal(source, root, done=True, next_steps=("`osteon status` shows where the project stands",))
    raise UserError(
        f"{present}: this is a project of Osteon's already, and nothing was changed; "
        "`osteon import --into FOLDER` imports into another folder"
    )


@dataclass(frozen=True, slots=True)
class _Import:
    source: OssatureProject
    root: Path
    notes: Notes
    material: Material

    @property
    def is_in_place(self) -> bool:
        return self.root.resolve() == self.source.root.resolve()

    @property
    def specs(self) -> str:
        """The folder of the specs in the new project."""
        return self.source.specs if self.is_in_place or self.source.specs != "." else "specs"

    def proposal(self) -> Proposal:
        texts = read_specs(self.source, self.specs)
        configuration, workspace, fixed = self._checked(texts)
        project = Project(self.root, workspace.configuration, self.root / "osteon.toml")
        plan = import_plan(self.source, project, workspace, self.material, self.notes)
        writes = [*self._sources(workspace, texts), *self._material()]
        if plan:
            workspace.set_file(under(self.specs, PLAN), plan.text)
            writes += self._plan(plan)
        writes.append(Write("osteon.toml", _bytes(configuration.text), "new"))
        self._refuse_overwriting(writes)
        errors = tuple(errors_of(workspace))
        tasks = {"tasks": len(plan.tasks) if plan else 0, "tasks_before": plan.tasks_before if plan else 0}
        return Proposal(
            self.source,
            self.root,
            writes=tuple(write for write in writes if not self._is_there(write)),
            keys=configuration.mapped,
            counts={**kinds_of(texts), **tasks},
            fixed=fixed,
            notes=tuple(self.notes.all),
            errors=errors,
            next_steps=tuple(_next_steps(project, plan, has_errors=bool(errors))),
        )

    def _checked(self, texts: Mapping[str, str]) -> tuple[ImportedConfiguration, Workspace, tuple[FixedFile, ...]]:
        """Return the configuration and the corrected files, checked under it."""
        imported = import_configuration(self.source, self.notes, specs=self.specs)
        workspace = check_specs(texts, parse_configuration(imported.text), self._exists)
        fixed = fix_specs(workspace)
        if accepted := accepted_errors(workspace):
            imported = with_severities(imported, accepted, self.notes)
            now = {path: workspace.files[path].text for path in texts}
            workspace = check_specs(now, parse_configuration(imported.text), self._exists)
        return imported, workspace, fixed

    def _exists(self, name: str) -> bool:
        below = name.removeprefix(f"{self.specs}/")
        return below in self.material.files or (self.root / name).is_file()

    # What is written --------------------------------------------------------------------------------------------------

    def _sources(self, workspace: Workspace, texts: Mapping[str, str]) -> Iterator[Write]:
        for path, before in texts.items():
            after = workspace.files[path].text
            if not self.is_in_place:
                yield Write(path, _bytes(after), "copied")
            elif after != before:
                yield Write(path, _bytes(after), "changed", _bytes(before))

    def _material(self) -> Iterator[Write]:
        for below, origin in sorted(self.material.files.items()):
            data = read_bytes(origin)
            if data is None:
                raise UserError(f"{origin}: cannot be read; check its permissions")
            yield Write(under(self.specs, below), data, "copied")

    def _plan(self, plan: ImportedPlan) -> Iterator[Write]:
        """Yield what the planner has to know, the old plan under another name if it stood there, and the new one."""
        yield Write(under(self.specs, f".osteon/{GENERATED}"), _bytes(plan.generated), "new")
        path = under(self.specs, PLAN)
        old = read_bytes(self.root / path)
        if old is not None and self.source.plan == self.root / path:
            yield Write(under(self.specs, KEPT_PLAN), old, "kept")
            yield Write(path, _bytes(plan.text), "changed", old)
        else:
            yield Write(path, _bytes(plan.text), "new")

    def _refuse_overwriting(self, writes: list[Write]) -> None:
        """Stop before anything is written where a file of somebody's stands in the place of one that would be."""
        new = (write for write in writes if write.before is None and not self._is_there(write))
        taken = [str(self.root / write.path) for write in new if os.path.lexists(self.root / write.path)]
        if taken:
            raise UserError(
                f"{', '.join(taken)}: the import would write there, and nothing is overwritten; "
                "move it away, or import into another folder with --into"
            )

    def _is_there(self, write: Write) -> bool:
        return read_bytes(self.root / write.path) == write.data


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _next_steps(project: Project, plan: ImportedPlan | None, *, has_errors: bool) -> Iterator[str]:
    if has_errors:
        yield "`osteon check` shows the errors that remain, with their places and fixes"
    if plan is None:
        yield "`osteon plan` makes the plan (`--model` for specs without an architecture)"
        return
    outputs = (path for one in plan.tasks for path in one.task.outputs if not one.task.manual)
    if any((project.output / path).is_file() for path in outputs):
        yield (
            f"outputs stand in {project.configuration.output} already, and no build overwrites what it did not write: "
            "`osteon drift keep TASK` pins them, `osteon build --output FOLDER` builds elsewhere"
        )
    yield "`osteon status` shows what a build would do, `osteon build` builds"
