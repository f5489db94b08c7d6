"""Finds and reads an Ossature project: its configuration, its folders, its plan."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osteon.analysis.tasks import RENAMED
from osteon.analysis.toml_tree import read_toml
from osteon.project import UserError, read_source

CONFIGURATION = "ossature.toml"
STATE = ".ossature"
"""Its folder for what it remembers, the plan among it."""
PLAN = "plan.toml"
KEPT_PLAN = "plan.ossature.toml"
"""What its plan is called from now on where Osteon's takes its place."""


@dataclass(frozen=True, slots=True)
class OssatureProject:
    """A project of Ossature's. The folders are relative to `root`, as its configuration names them."""

    root: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    specs: str = "specs"
    context: str = "context"
    output: str = "output"
    plan: Path | None = None
    """Its plan; None where none was made yet."""

    @property
    def specs_folder(self) -> Path:
        return self.root / self.specs

    @property
    def context_folder(self) -> Path:
        return self.root / self.context


def find_ossature(start: Path) -> OssatureProject:
    """Return the project that a folder belongs to: the nearest `ossature.toml` upward decides.

    Raises UserError where there is none, or where it cannot be read.
    """
    start = Path(os.path.abspath(start))
    root = next((folder for folder in (start, *start.parents) if (folder / CONFIGURATION).is_file()), None)
    if root is None:
        raise UserError(
            f"{start}: no {CONFIGURATION} here or above; name the folder of an Ossature project. Specs alone need no "
            "import: `osteon init` starts a project around them"
        )
    settings = _settings(root / CONFIGURATION)
    specs, context, output = (_folder(root, settings, *key) for key in _FOLDERS)
    if not (root / specs).is_dir():
        raise UserError(f"{root / CONFIGURATION}: its spec_dir is {specs}, and there is no such folder; correct it")
    return OssatureProject(root, settings, specs, context, output, _plan(root, specs))


_FOLDERS = (("project", "spec_dir", "specs"), ("project", "context_dir", "context"), ("output", "dir", "output"))
"""Table, key and default of each folder that it can set."""


def _settings(path: Path) -> Mapping[str, Any]:
    text = read_source(path).removeprefix("\ufeff")
    try:
        text.encode()
        return tomllib.loads(text)
    except UnicodeEncodeError as error:
        raise UserError(f"{path}: it is not UTF-8; correct it and import again") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}: {error}; correct it and import again") from error


def _folder(root: Path, settings: Mapping[str, Any], table: str, key: str, default: str) -> str:
    """Return a folder of the configuration relative to the root. Raises UserError for one outside of it."""
    tables = settings.get(table)
    written = tables.get(key, default) if isinstance(tables, dict) else default
    if not isinstance(written, str) or not written.strip():
        raise UserError(f"{root / CONFIGURATION}: {table}.{key} must be the name of a folder; correct it")
    relative = Path(os.path.relpath(root / written, root)).as_posix()
    if relative.startswith(".."):
        raise UserError(
            f"{root / CONFIGURATION}: {table}.{key} is {written}, outside of the project; move the folder into "
            f"{root}, and correct the key"
        )
    return relative


def _plan(root: Path, specs: str) -> Path | None:
    """Return the plan: where Ossature keeps it, else one of its kind beside the specs or the configuration."""
    own = root / STATE / PLAN
    if own.is_file():
        return own
    places = (root / folder / name for folder in (specs, ".") for name in (PLAN, KEPT_PLAN))
    return next((path for path in places if path.is_file() and is_ossature_plan(read_source(path))), None)


def is_ossature_plan(text: str) -> bool:
    """Tell whether a plan is Ossature's by the names of its keys."""
    root, _ = read_toml(text)
    tasks = root.get("task")
    items = tasks.data if tasks and isinstance(tasks.data, list) else []
    keys = {key for item in items for key in getattr(item.data, "entries", ())}
    return "plan" not in root.entries and ("meta" in root.entries or bool(keys & {"depends_on", *RENAMED, "status"}))
