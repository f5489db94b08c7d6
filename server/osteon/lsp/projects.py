"""The projects behind the open documents: found upward from a file, loaded on a thread, then kept up to date."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from osteon.analysis.build_state import BuildState, GeneratedFile
from osteon.analysis.findings import Finding
from osteon.analysis.own_rules import Taken, parse_own_rules
from osteon.analysis.rules import RULES
from osteon.analysis.rules.stale_output import check_builds
from osteon.analysis.source_file import Unreadable, kind_of
from osteon.analysis.text import Lines, TextEdit
from osteon.analysis.workspace import Workspace
from osteon.lsp.from_proto import NOWHERE
from osteon.lsp.text_sync import Document, Documents
from osteon.project import (
    BASELINE,
    Project,
    UserError,
    configuration_of,
    find_project,
    is_wide,
    load_workspace,
    source_files,
    try_source,
    with_baseline,
    without_collector,
)

log = logging.getLogger(__name__)

CONFIGURATIONS = ("osteon.toml", "pyproject.toml", BASELINE)


@dataclass(eq=False, slots=True)
class OpenProject:
    """A project whose files are in memory. A `loose` one holds only open files that lie in no specs folder."""

    project: Project
    workspace: Workspace
    loose: bool = False
    settings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """The findings of the configuration file and of the files of rules, by path."""
    changed: set[str] = field(default_factory=set)
    """The paths whose findings changed since they were published last."""
    build: BuildState | None = None
    """What builds did and one would do; None until it is known, and without a plan."""
    _lines: dict[str, Lines] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def on_disk(self) -> bool:
        """Whether there is a folder; documents that were never saved have none."""
        return not self.root.is_relative_to(NOWHERE)

    def contains(self, path: Path) -> bool:
        """Tell whether a file is a source of this project, on disk or not."""
        if kind_of(path.name) is None:
            return False
        if self.loose:
            return path.is_relative_to(self.root)
        return path == self.project.plan or _is_in_tree(path, self.project.specs)

    def is_configured_by(self, path: Path) -> bool:
        """Tell whether a change of this file can change the project's configuration."""
        if self.loose:
            return False
        return (path.parent == self.root and path.name in CONFIGURATIONS) or path in self.rule_files

    @property
    def rule_files(self) -> tuple[Path, ...]:
        """The files with the project's own rules, whether they are there or not."""
        return tuple(self.root / name for name in self.project.configuration.rules)

    def stale(self, path: str) -> tuple[Finding, ...]:
        """Return what a source file's sections have made stale, as the state of builds says."""
        file = self.workspace.files.get(path)
        if self.build is None or file is None or not self.build.stale:
            return ()
        return self.workspace.as_reported(path, check_builds(file, self.workspace.index, self.build))

    def generated(self, path: Path) -> GeneratedFile | None:
        """Return what is known of a file that a task of the plan writes; None for any other."""
        known = self.build is not None and path.is_relative_to(self.root)
        return self.build.files.get(self.project.relative(path)) if self.build and known else None

    def built_paths(self) -> list[Path]:
        """Return the files that tell when a build has ended or somebody changed an output; none without a plan."""
        if self.build is None:
            return []
        return [self.project.store / "fresh.json", *(self.root / path for path in self.build.files)]

    def adopt_build(self, state: BuildState | None) -> None:
        """Take over a new state of the project's builds, and note whose findings it may change."""
        before, self.build = self.build, state
        for known in (before, state):
            self.changed.update(known.files if known else ())
            specs = known.stale if known else {}
            self.changed.update(path for path, file in self.workspace.files.items() if file.spec_id.casefold() in specs)

    def lines(self, path: str) -> Lines:
        """Return the line table of a file that no editor has open."""
        file = self.workspace.files.get(path)
        text = file.text if file else _text(_read(self.root / path))
        known = self._lines.get(path)
        if known is None or known.text != text:
            known = self._lines[path] = Lines(text)
        return known

    def paths_on_disk(self) -> Iterator[Path]:
        """Return the files that the project is made of, or would be if they were there."""
        if self.loose:
            return
        yield from source_files(self.project)
        yield from (self.root / name for name in CONFIGURATIONS)
        yield from self.rule_files


def _is_in_tree(path: Path, specs: Path) -> bool:
    """Tell whether a walk of the specs folder would find `path`."""
    if not path.is_relative_to(specs):
        return False
    parts = path.relative_to(specs).parts
    return not any(part.startswith(".") or part == "node_modules" for part in parts)


class Projects:
    """Every project that an open document or a workspace folder led to."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._loaded: list[OpenProject] = []
        self._edits: dict[Document, list[TextEdit]] = {}
        """What was typed since anybody asked: edits that come in a burst are checked together."""

    @property
    def _open(self) -> list[OpenProject]:
        """The loaded projects, up to date with what was typed."""
        edits, self._edits = self._edits, {}
        for document, its_edits in edits.items():
            self._make(its_edits, document)
        return self._loaded

    def __iter__(self) -> Iterator[OpenProject]:
        return iter(tuple(self._open))

    def has(self, project: Project) -> bool:
        """Tell whether a project is loaded."""
        return any(loaded.root == project.root and not loaded.loose for loaded in self)

    def knows(self, path: Path) -> bool:
        """Tell whether a file is part of a loaded project, as a source or as its configuration."""
        return self.owner(path) is not None or bool(self.configured_by(path))

    def configured_by(self, path: Path) -> list[OpenProject]:
        """Return the projects whose configuration a change of this file can change."""
        return [project for project in self._open if project.is_configured_by(path)]

    def owner(self, path: Path) -> OpenProject | None:
        """Return the loaded project that a source file belongs to, the innermost where there are several."""
        found = (project for project in self._open if project.contains(path))
        return max(found, key=lambda project: (not project.loose, len(project.root.parts)), default=None)

    def writer(self, path: Path) -> OpenProject | None:
        """Return the project that generates a file."""
        return next((project for project in self._open if project.generated(path)), None)

    def nearest(self, path: Path) -> OpenProject | None:
        """Return the innermost loaded project on disk whose root is above `path`."""
        found = (project for project in self._open if project.on_disk and path.is_relative_to(project.root))
        return max(found, key=lambda project: (len(project.root.parts), not project.loose), default=None)

    def adopt(self, loaded: OpenProject) -> None:
        """Take in a project that was loaded meanwhile; what an editor has open replaces what was on disk."""
        self._open.append(loaded)
        for document in self._documents:
            if document.path:
                self.set_text(document.path, document.text)
        loaded.changed.update(loaded.workspace.files)
        loaded.changed.update(loaded.settings)

    def drop(self, project: OpenProject) -> None:
        """Forget a project."""
        if project in self._open:
            self._open.remove(project)
            gc.unfreeze()

    def without_reason(self, folders: Iterable[Path]) -> list[OpenProject]:
        """Return the projects that no folder shows and no open document belongs to."""
        used = {self.owner(document.path) for document in self._documents if document.path}
        shown = tuple(folders)
        return [
            project
            for project in self
            if project not in used
            and not any(folder.is_relative_to(project.root) or project.root.is_relative_to(folder) for folder in shown)
        ]

    def set_text(self, path: Path, text: str | Unreadable | None) -> None:
        """Give a file a new text; None where it is gone."""
        self._reconfigure(path, lambda: _text(text))
        owner = self.owner(path)
        if owner is None:
            self._touch_generated(path)
            return
        name = owner.project.relative(path)
        file = owner.workspace.files.get(name)
        if text is None:
            owner.changed |= owner.workspace.remove_file(name) | {name}
        elif file is None or file.text != text or file.unreadable:
            owner.changed |= owner.workspace.set_file(name, text) | {name}

    def edit(self, document: Document, edits: Sequence[TextEdit]) -> None:
        """Follow edits of an open document, each against the text that the one before it left."""
        self._edits.setdefault(document, []).extend(edits)

    def _make(self, edits: Sequence[TextEdit], document: Document) -> None:
        if document.path is None:
            return
        self._reconfigure(document.path, lambda: document.text)
        owner = self.owner(document.path)
        if owner is None:
            self._touch_generated(document.path)
            return
        name = owner.project.relative(document.path)
        if name in owner.workspace.files:
            owner.changed |= owner.workspace.edit_file(name, edits) | {name}
        else:
            owner.changed |= owner.workspace.set_file(name, document.text) | {name}

    def _touch_generated(self, path: Path) -> None:
        if writer := self.writer(path):
            writer.changed.add(writer.project.relative(path))

    def _reconfigure(self, path: Path, text: Callable[[], str]) -> None:
        """Check a configuration while it is typed; it comes into force when it is saved."""
        for project in self._open:
            if project.loose:
                continue
            if project.project.configuration_path == path:
                project.settings[path.name] = configuration_of(path, text()).findings
                project.changed.add(path.name)
            elif path in project.rule_files:
                name = project.project.relative(path)
                project.settings[name] = parse_own_rules(text(), name, Taken(RULES)).findings
                project.changed.add(name)

    def closed(self, path: Path) -> None:
        """Let a file be what it is on disk again; a loose one is forgotten."""
        owner = self.owner(path)
        self.set_text(path, None if owner and owner.loose else _read(path))
        if owner and not owner.on_disk:
            self.drop(owner)

    def refresh(self, path: Path) -> None:
        """Read a file from disk again, unless an editor has it open."""
        if self._documents.at(path) is None:
            self.set_text(path, _read(path))


def is_source(path: Path) -> bool:
    """Tell whether a file is one that the server looks after, by its name."""
    return kind_of(path.name) is not None or path.name in CONFIGURATIONS


def locate(start: Path) -> Project:
    """Find the project of a file or folder, with its baseline; one that cannot be read hides nothing."""
    project = find_project(start)
    try:
        return with_baseline(project)
    except UserError as error:
        log.warning("%s", error)
        return project


LONG = 50
"""A project of so many files takes so long to load that what is known of one by itself is told before."""


@dataclass(eq=False, slots=True)
class Alone:
    """A file of a project that is not loaded yet, checked without what it refers to."""

    workspace: Workspace
    path: str
    changed: bool = True
    """Something else may be found since `findings` was read last."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.workspace.findings(self.path)

    def set_text(self, text: str) -> None:
        """Give the file a text."""
        file = self.workspace.files.get(self.path)
        if file is None or file.text != text:
            self.workspace.set_file(self.path, text)
            self.changed = True

    def edit(self, edits: Sequence[TextEdit]) -> None:
        """Follow edits of the file, each against the text that the one before it left."""
        self.workspace.edit_file(self.path, edits)
        self.changed = True


def by_itself(path: Path, text: str) -> Alone | None:
    """Return a file by itself, where it is one of a project that takes long to load. Runs on a thread."""
    project = locate(path)
    is_ours = kind_of(path.name) is not None and path.is_relative_to(project.root)
    if not is_ours or len(list(islice(source_files(project), LONG))) < LONG:
        return None
    alone = Alone(Workspace(project.configuration, baseline=project.baseline, linked=False), project.relative(path))
    alone.set_text(text)
    return alone


def is_worth_loading(project: Project) -> bool:
    """Tell whether a folder is a project by itself, without a source file of it being open."""
    return project.configuration_path is not None or project.configuration.specs != "."


def load(project: Project) -> OpenProject:
    """Read and check a whole project, and let the garbage collector pass it over from now on. Runs on a thread.

    A folder that nothing marks as a project is not searched where it is wide: it may be somebody's home.
    """
    with without_collector():  # which would look at everything before it is told to pass it over
        loaded = _load(project)
        gc.freeze()
    return loaded


def _load(project: Project) -> OpenProject:
    settings = _settings(project)
    if not is_worth_loading(project) and is_wide(project.specs):
        return OpenProject(project, Workspace(project.configuration), loose=True)
    try:
        return OpenProject(project, load_workspace(project), settings=settings)
    except UserError as error:
        log.warning("%s", error)
        return OpenProject(project, Workspace(project.configuration), settings=settings)


def _settings(project: Project) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of a project's configuration file and of its files of rules, by path."""
    configuration, path = project.configuration, project.configuration_path
    own = {path.name: configuration.findings} if path is not None else {}
    return own | {file.path: file.findings for file in configuration.rule_files}


def loose(path: Path) -> OpenProject:
    """Return a project for an open file that lies in no specs folder, or nowhere yet: it is checked by itself."""
    project = Project(path.parent) if path.is_relative_to(NOWHERE) else find_project(path)
    return OpenProject(project, Workspace(project.configuration), loose=True)


def _read(path: Path) -> str | Unreadable | None:
    """Return a file's text, or why it cannot be read; None where there is nothing, or a folder."""
    return try_source(path) if os.path.lexists(path) and not path.is_dir() else None


def _text(read: str | Unreadable | None) -> str:
    return read if isinstance(read, str) else ""
