"""A task writes a file that only people write, or copies one that no model may see.

## What it finds
An output of a task that is a spec, an architecture, cases, intents, a plan or a configuration, or that stands in the
folder of the specs; a `copy` or a `context` of cases, of the plan, or of the store.

## Why it matters
People write specs, and builds read them: a build that writes its own sources follows no one's word any more. Cases
judge what a model writes, so it may not see them; a copied file can be shown to it by `reads`. A build refuses both.

## Example
`outputs = ["specs/display.smd"]`, or `copy = { "examples.txt" = "display.vmd" }`

## Fix
Let the task write into a folder of its own. Put what is to be copied into a file that is not a source. The quick fixes
put an output outside of the specs, or take out what no command and no other task uses.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.file_paths import copy_problem, output_problem, path_problem
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.plan_keys import use_key
from osteon.analysis.rules.plan_edits import left_out
from osteon.analysis.rules.plan_tasks import owner_of
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task
from osteon.analysis.text import Blank, edit_to_fill_in

CODE = "forbidden-file"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report each file that no task may write or copy; paths that are none are another finding."""
    for key, number, message in _forbidden(task, configuration):
        fixes = tuple(_fixes(file, task, (key, number), index, configuration))
        yield Finding(CODE, SEVERITY, task.place(key, number), message, fixes=fixes)


def _forbidden(task: Task, configuration: Configuration) -> Iterator[tuple[str, int, str]]:
    """Yield each forbidden file: the key and the place where it stands, and what is wrong with it."""
    for key, number, path in _written(task):
        if not path_problem(path) and (problem := output_problem(path, configuration)):
            yield key, number, f"No task may write {path}: {problem}"
    for key, number, source in _used(task):
        if problem := copy_problem(source, configuration):
            yield key, number, f"No task may {'copy' if key == 'copy' else 'show'} {source}: {problem}"


def _fixes(
    file: SourceFile, task: Task, place: tuple[str, int], index: Index, configuration: Configuration
) -> Iterator[Fix]:
    """Offer to put an output outside of the specs, and to leave out what nothing uses."""
    key, number = place
    path = list(task.copy)[number] if key == "copy" else getattr(task, key)[number]
    if key != "context" and index.is_defined(use_key(file.path, path)):
        return
    if key == "outputs":
        outside = path.removeprefix(f"{configuration.specs}/")
        if not output_problem(outside, configuration) and owner_of(outside, file, index) is None:
            edit = edit_to_fill_in(task.place(key, number), '"', Blank(outside), '"')
            yield fix_here(f"Write it to {outside}", file.path, edit)
    yield from left_out(file, task, key, number)


def _used(task: Task) -> Iterator[tuple[str, int, str]]:
    """Yield key, place and path of each file that a task takes from beside the specs."""
    yield from (("copy", number, path) for number, path in enumerate(task.copy.values()))
    yield from (("context", number, path) for number, path in enumerate(task.context))


def _written(task: Task) -> Iterator[tuple[str, int, str]]:
    """Yield key, place and path of each file that a task writes."""
    yield from (("outputs", number, path) for number, path in enumerate(task.outputs))
    yield from (("copy", number, path) for number, path in enumerate(task.copy))
