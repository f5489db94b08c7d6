"""Where a name leads: references to what they name, paths to the file or the task that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath

from osteon.analysis.glossary import term_at
from osteon.analysis.ide.places import NamedPath, path_at, reference_at
from osteon.analysis.index import Definition, Index
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span
from osteon.analysis.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Target:
    """Where a jump goes: a file, all of what is meant there, and its name. `origin` is the text that was followed."""

    path: str
    span: Span
    name_span: Span
    origin: Span


def definitions(workspace: Workspace, path: str, offset: int) -> tuple[Target, ...]:
    """Return where the name under a cursor leads; several places where it is defined more than once."""
    file = workspace.files.get(path)
    if file is None:
        return ()
    reference = reference_at(file, offset, workspace.index)
    if reference is not None:
        found = workspace.index.definitions(reference.key)
        return tuple(_target(workspace.index, at, definition, reference.span) for at, definition in found)
    named = path_at(workspace, file, offset)
    if named is not None:
        return tuple(_path_targets(workspace, file, named))
    return tuple(_term_targets(workspace.index, file, offset))


def _target(index: Index, path: str, definition: Definition, origin: Span) -> Target:
    return Target(path, _whole(index.files[path], definition), definition.span, origin)


def _term_targets(index: Index, file: SourceFile, offset: int) -> Iterator[Target]:
    """Yield the entries of glossaries that define the term under a cursor."""
    found = term_at(file.text, offset, index)
    for path, definition in index.definitions(found[1]) if found else ():
        yield _target(index, path, definition, found[0] if found else definition.span)


def _whole(file: SourceFile, definition: Definition) -> Span:
    """Return all of what a definition is the name of."""
    if file.plan is not None:
        task = file.plan.task_at(definition.span.start)
        return task.span if task else definition.span
    section = file.outline.section_at(definition.span.start) if file.outline else None
    return section.span if section else definition.span


def _path_targets(workspace: Workspace, file: SourceFile, named: NamedPath) -> Iterator[Target]:
    """Yield the file itself where it is there, then every task that writes it."""
    on_disk = normpath(join(named.folder, named.path))
    if on_disk in workspace.files or workspace.index.exists(on_disk):
        yield Target(on_disk, Span(0, 0), Span(0, 0), named.span)
    for plan_path, source in workspace.files.items():
        for task in source.plan.tasks if source.plan else ():
            place = task.place("id")
            if named.path in task.outputs and not (source is file and task.span.contains(named.span.start)):
                yield Target(plan_path, task.span, place, named.span)
