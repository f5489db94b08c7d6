"""What stands at a place in a file: the reference, tag or task under a cursor."""

from __future__ import annotations

from typing import NamedTuple

from osteon.analysis.index import Definition, Index, Reference
from osteon.analysis.model import Component, Section
from osteon.analysis.source_file import SourceFile, reference_key
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span
from osteon.analysis.values import Word
from osteon.analysis.workspace import Workspace

PATH_KEYS = ("reads", "interfaces", "outputs", "cases")
"""The keys of a task whose values are paths."""


_NO_NAMES = frozenset(
    {"quantity", "unit", "limit", "expansion", "numbered", "made", "use", "need", "planned", "builder"}
)
"""The kinds of key that no person looks up: what is said of numbers, where acronyms are written out, who uses what."""


class NamedPath(NamedTuple):
    """A path written at a place of a source file; `folder` is what it is relative to."""

    path: str
    span: Span
    folder: str


def reference_at(file: SourceFile, offset: int, index: Index) -> Reference | None:
    """Return the reference that a cursor touches; of several things that a name may mean, the first that is there."""
    references = (*file.references, *_covers_references(file))
    touched = [reference for reference in references if reference.span.contains(offset)]
    return next((one for one in touched if index.definition(one.key)), touched[0] if touched else None)


def definition_at(file: SourceFile, offset: int) -> Definition | None:
    """Return the definition whose name a cursor touches."""
    named = (found for found in file.definitions if found.key.kind not in _NO_NAMES)
    return next((found for found in named if found.span.contains(offset)), None)


def _covers_references(file: SourceFile) -> tuple[Reference, ...]:
    """Return what the `@covers` tags of cases name, where the file's own references leave them out."""
    if file.cases is None or any(reference.role == "covers" for reference in file.references):
        return ()
    return tuple(
        Reference(
            reference_key(word.text if "#" in word.text else f"#{word.text}", file.spec_id), *_named(word), "covers"
        )
        for word in file.cases.covers
    )


def _named(word: Word) -> tuple[Span, str]:
    return word.span, word.text


def task_at(file: SourceFile, offset: int) -> Task | None:
    """Return the task whose table a cursor is in."""
    return file.plan.task_at(offset) if file.plan else None


def component_at(file: SourceFile, offset: int) -> Component | None:
    """Return the component whose section a cursor is in."""
    components = file.architecture.components if file.architecture else ()
    return next((one for one in components if one.section.start <= offset < one.section.end), None)


def section_at(file: SourceFile, offset: int) -> Section | None:
    """Return the innermost section that a cursor is in."""
    return file.outline.section_at(offset) if file.outline else None


def path_at(workspace: Workspace, file: SourceFile, offset: int) -> NamedPath | None:
    """Return the path of a component or task that a cursor touches."""
    configuration = workspace.configuration
    component = component_at(file, offset)
    if component and component.path and component.path.span.contains(offset):
        return NamedPath(component.path.text, component.path.span, configuration.output)
    task = task_at(file, offset)
    for key in PATH_KEYS if task else ():
        for number, path in enumerate(getattr(task, key)):
            span = task.place(key, number) if task else Span(0, 0)
            if span.contains(offset):
                return NamedPath(path, span, configuration.specs if key == "cases" else configuration.output)
    return None
