"""Remembers that everything was fresh, and of what bytes, so that a build with nothing to do only compares digests."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import osteon
from osteon.engine.files import digest_file, digest_text, read_bytes, write_if_changed
from osteon.engine.plan import Fresh, Manual, Pinned, Skipped, Verdict
from osteon.engine.site import Site
from osteon.engine.task import Done
from osteon.project import Project, source_files

NAME = "fresh.json"
"""In the store's folder, for this machine only: what it says follows from the other files there."""

_SETTLED: Mapping[str, type[Fresh] | type[Skipped] | type[Manual] | type[Pinned]] = {
    "fresh": Fresh,
    "skipped": Skipped,
    "manual": Manual,
    "pinned": Pinned,
}


def recall(project: Project, output: Path) -> dict[str, Verdict] | None:
    """Return the verdicts of a build after which nothing has changed, None where there is none or anything has.

    Verdicts follow from the sources, the configuration, the records, the outputs and the program alone; all of their
    bytes are compared, no times of change.
    """
    try:
        memory = json.loads(read_bytes(project.store / NAME) or b"{}")
        if memory.get("about") != _about(project, output) or memory["sources"] != source_digests(project):
            return None
        if memory["files"] != _digests(map(Path, memory["files"])):
            return None
        return {task: _SETTLED[verdict]() for task, verdict in memory["verdicts"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def remember(project: Project, site: Site, done: Mapping[str, Done], sources: Mapping[str, str | None]) -> None:
    """Note that every task is settled, if it is.

    `sources` are the digests that were taken before anything was read; for outputs count the digests that the verdicts
    rest on. So a file that is changed while a build runs is not remembered as it is afterwards.
    """
    verdicts = {task: done[task].verdict for task in site.tasks if task in done}
    names = {task: type(verdict).__name__.lower() for task, verdict in verdicts.items()}
    whole = len(names) == len(site.tasks) and site.output == project.output
    if not names or not whole or not all(_is_plain(name, verdicts[task]) for task, name in names.items()):
        return
    files = _digests(site.store.task_folder(task) / name for task in names for name in ("record.toml", "pin.toml"))
    for result in done.values():
        files |= result.seen
    about = _about(project, site.output)
    memory = {"about": about, "sources": sources, "files": dict(sorted(files.items())), "verdicts": names}
    write_if_changed(project.store / NAME, json.dumps(memory).encode("utf-8", "backslashreplace"), flush=False)


def _is_plain(name: str, verdict: Verdict) -> bool:
    """Tell whether a verdict says that a task is settled, and no more than that."""
    return name in _SETTLED and verdict == _SETTLED[name]()


def source_digests(project: Project) -> dict[str, str | None]:
    """Return the digests of the plan and of all other files that a person writes; a link counts as what it leads to."""
    for_setup = (project.root / path for path in project.configuration.verify.setup_files)
    return {str(path): digest_file(path) for path in (project.plan, *source_files(project), *for_setup)}


def _digests(paths: Iterable[Path]) -> dict[str, str | None]:
    return {str(path): None if path.is_symlink() else digest_file(path) for path in paths}


def _about(project: Project, output: Path) -> str:
    """Name the program and the configuration: other ones may come to other verdicts."""
    configuration = replace(project.configuration, findings=())
    return digest_text(repr((osteon.__version__, sys.version, _program(), str(output), configuration)))


def _program() -> Sequence[tuple[str, int, int]]:
    """Return name, size and time of change of the program's own files: an editable installation has no versions."""
    parts = ("engine", "engine/interfaces", "analysis")
    folders = [Path(folder) / part for folder in osteon.__path__ for part in parts]
    entries: list[Any] = sorted(
        (entry for folder in folders for entry in os.scandir(folder)), key=lambda entry: entry.path
    )
    stats = ((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
