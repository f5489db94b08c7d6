"""What a command is about: what its arguments name, or else what the active file stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.lsp import from_proto

if TYPE_CHECKING:
    from osteon.analysis.build_state import GeneratedFile
    from osteon.lsp.command_table import About
    from osteon.lsp.server import OsteonServer

HINTS = {
    "task": "name a task, or use the code action in plan.toml or in a generated file",
    "file": "open the generated file first, or name it or its task",
    "spec": "open a spec that tasks of the plan build, or name it",
}
"""What to do where a command does not know what it is about."""


def root_of(server: OsteonServer, arguments: Sequence[Any]) -> Path | None:
    """Return the root of the project meant: of a uri in the arguments, of the active file, or the only one."""
    projects = server.projects
    for path in (*_paths(arguments), server.active):
        nearest = projects.nearest(path) if projects is not None and path is not None else None
        if nearest is not None:
            return nearest.root
    roots = {project.root for project in projects or () if project.on_disk} or set(server.folders)
    return roots.pop() if len(roots) == 1 else None


def names_of(server: OsteonServer, about: About, arguments: Sequence[Any]) -> list[str]:
    """Return what a command line is to be given: tasks, files relative to the root; nothing where that is not known."""
    if about == "project":
        return []
    if about == "spec":
        return _tasks_of_spec(server, arguments)
    if named := next(_names(arguments), ""):
        return [named]
    file = _generated(server, arguments)
    if file is None:
        return []
    return [file.path if about in ("file", "any file") else file.task]


def _generated(server: OsteonServer, arguments: Sequence[Any]) -> GeneratedFile | None:
    """Return the generated file that is named by its uri, or that is active."""
    paths = _paths(arguments) or ([server.active] if server.active else [])
    found = (project.generated(path) for path in paths for project in server.projects or ())
    return next((file for file in found if file), None)


def _tasks_of_spec(server: OsteonServer, arguments: Sequence[Any]) -> list[str]:
    """Return the tasks that the plan has for a spec: one that is named, or the one of the file."""
    root = root_of(server, arguments)
    paths = _paths(arguments) or ([server.active] if server.active else [])
    for project in server.projects or ():
        files = project.workspace.files if project.root == root else {}
        here = (files.get(project.project.relative(path)) for path in paths if project.contains(path))
        spec = next(_names(arguments), "") or next((file.spec_id for file in here if file), "")
        plans = (file.plan for file in files.values() if file.plan)
        tasks = [task for plan in plans for task in plan.tasks if task.spec.casefold() == spec.casefold()]
        if spec and tasks:
            return [task.id for task in tasks if task.id]
    return []


def _paths(arguments: Sequence[Any]) -> list[Path]:
    found = (from_proto.path(one) for one in _strings(arguments) if one.startswith("file:"))
    return [path for path in found if path]


def _names(arguments: Sequence[Any]) -> Iterator[str]:
    """Return the words that are no uri; one that would be an option of the command line is none either."""
    return (one for one in _strings(arguments) if one and not one.startswith(("file:", "untitled:", "-")))


def _strings(arguments: Sequence[Any]) -> Iterator[str]:
    """Return the strings among a command's arguments, also those inside an object."""
    for argument in arguments:
        if isinstance(argument, str):
            yield argument
        elif isinstance(argument, dict):
            yield from (value for value in argument.values() if isinstance(value, str))
