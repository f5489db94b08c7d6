"""Finds a project on disk: its root, its configuration, its source files."""

from __future__ import annotations

import gc
import os
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from osteon.analysis.baseline import Baseline, NoBaseline, parse_baseline
from osteon.analysis.configuration import Configuration, parse_configuration
from osteon.analysis.source_file import Unreadable, kind_of
from osteon.analysis.workspace import Workspace


class UserError(Exception):
    """Something that the person can put right. The message says what is wrong, where, and the next step.

    `exit_code` is the command line's: 2 for usage and configuration, as everywhere in Osteon.
    """

    def __init__(self, message: str, *, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with specs. All paths of the configuration are relative to `root`."""

    root: Path
    configuration: Configuration = field(default_factory=Configuration)
    configuration_path: Path | None = None
    """The `osteon.toml` or `pyproject.toml` that the configuration comes from; None for the defaults."""
    baseline: Baseline | None = None
    """The findings that are accepted for now, where they were asked for: see `with_baseline`."""

    @property
    def specs(self) -> Path:
        return self.root / self.configuration.specs

    @property
    def plan(self) -> Path:
        return self.root / self.configuration.plan if self.configuration.plan else self.specs / "plan.toml"

    @property
    def output(self) -> Path:
        return self.root / self.configuration.output

    @property
    def store(self) -> Path:
        """The folder that a build keeps its exchanges, outputs and records in."""
        return self.specs / ".osteon"

    def relative(self, path: Path) -> str:
        """Return `path` relative to the root, with forward slashes. Raises ValueError for a path outside."""
        return path.relative_to(self.root).as_posix()


def find_project(start: Path) -> Project:
    """Return the project that `start`, a file or folder, belongs to: the nearest configuration upward decides.

    Without one, the root is the nearest folder upward that holds a `specs` folder, else the folder of `start` itself,
    whose own files are then the specs.
    """
    folder = start if start.is_dir() else start.parent
    folder = Path(os.path.abspath(folder))
    for candidate in (folder, *folder.parents):
        found = configuration_file(candidate)
        if found is not None:
            return _configured(found)
    return _unconfigured(folder)


def configuration_file(folder: Path) -> Path | None:
    """Return the file in `folder` that configures a project: `osteon.toml`, or a `pyproject.toml` that mentions us."""
    if (folder / "osteon.toml").is_file():
        return folder / "osteon.toml"
    pyproject = folder / "pyproject.toml"
    return pyproject if pyproject.is_file() and _mentions_osteon(pyproject) else None


def _mentions_osteon(pyproject: Path) -> bool:
    text = read_source(pyproject)
    try:
        return "osteon" in tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return "[tool.osteon" in text


def _configured(path: Path) -> Project:
    return Project(path.parent, configuration_of(path, read_source(path)), path)


def configuration_of(path: Path, text: str) -> Configuration:
    """Return what `text` says as the configuration file at `path`, with the rules in the files that it names."""

    def read(name: str) -> str | None:
        found = try_source(path.parent / name)
        return found if isinstance(found, str) else None

    return parse_configuration(text, table=table_of(path), path=path.name, read=read)


def table_of(configuration: Path) -> tuple[str, ...]:
    """Return the table of a configuration file that Osteon's settings stand in."""
    return () if configuration.name == "osteon.toml" else ("tool", "osteon")


def _unconfigured(folder: Path) -> Project:
    for candidate in (folder, *folder.parents):
        if candidate.name != "specs" and (candidate / "specs").is_dir() and any(_sources(candidate / "specs")):
            return Project(candidate)
    return Project(folder, replace(Configuration(), specs="."))


def source_files(project: Project) -> Iterator[Path]:
    """Return every source file under the specs folder, and the plan, in order; what is hidden is not looked into.

    Raises UserError where nothing marks a project and the folder is too wide to search: it may be somebody's home.
    """
    unmarked = project.configuration_path is None and project.configuration.specs == "."
    if unmarked and is_wide(project.specs):
        raise UserError(
            f"{project.root}: this is no project, and it has too many folders to search for specs; "
            "go to your project, or start one with `osteon init`"
        )
    yield from _sources(project.specs)
    if project.plan.is_file() and not project.plan.is_relative_to(project.specs):
        yield project.plan


WIDE = 1000
"""So many folders within a folder are too many to search for specs unasked."""


def is_wide(folder: Path) -> bool:
    """Tell whether a folder has so many folders in it that nobody wants them searched unasked."""
    return any(number >= WIDE for number, _folder in enumerate(os.walk(folder)))


def _sources(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        # Emacs locks a file that is edited by a link to nowhere, `.#display.smd`.
        yield from (Path(where, name) for name in sorted(names) if kind_of(name) and not name.startswith("."))


def read_source(path: Path) -> str:
    """Return a file's text. Bytes that are not UTF-8 become lone surrogates, which a check then reports by place.

    Raises UserError where the file cannot be read.
    """
    text = try_source(path)
    if isinstance(text, Unreadable):
        raise UserError(f"{path}: cannot be read: {text.why}")
    return text


def try_source(path: Path) -> str | Unreadable:
    """Return a file's text as `read_source` does, or why it cannot be read.

    What is no regular file is never opened: a pipe would wait for ever, and a device may do anything.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Unreadable("it is no regular file; delete it, or give it another name")
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        return Unreadable(f"{error.strerror or error}; check the path and its permissions")


def read_sources(project: Project) -> dict[Path, str]:
    """Return the text of every source file. Raises UserError that names all that cannot be read."""
    texts = {path: try_source(path) for path in source_files(project)}
    if lost := [f"{path}: cannot be read: {text.why}" for path, text in texts.items() if isinstance(text, Unreadable)]:
        raise UserError("\n".join(lost))
    return {path: text for path, text in texts.items() if isinstance(text, str)}


BASELINE = "osteon-baseline.json"
"""The file beside the configuration that holds the baseline."""


def with_baseline(project: Project) -> Project:
    """Return a project with the findings that it has accepted for now; a build asks for all of them.

    Raises UserError for a file that cannot be read as one.
    """
    path = project.root / BASELINE
    if not path.is_file():
        return project
    try:
        return replace(project, baseline=parse_baseline(read_source(path)))
    except NoBaseline as error:
        step = "take it from version control, or delete it and write it anew with `osteon check --baseline`"
        raise UserError(f"{path}: no baseline of Osteon: {error}; {step}") from None


def load_workspace(project: Project) -> Workspace:
    """Read and check all source files of a project; one that cannot be read is a finding."""
    workspace, texts = empty_workspace(project), read_texts(project)
    with without_collector():
        workspace.set_files(texts)
    return workspace


def empty_workspace(project: Project) -> Workspace:
    """Return a workspace for the files of a project."""
    return Workspace(project.configuration, lambda path: (project.root / path).is_file(), project.baseline)


def read_texts(project: Project) -> dict[str, str | Unreadable]:
    """Return the text of every source file by its path in the project, or why it cannot be read."""
    return {project.relative(path): try_source(path) for path in source_files(project)}


@contextmanager
def without_collector() -> Iterator[None]:
    """Make many objects that stay: looking for garbage among them again and again takes a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
