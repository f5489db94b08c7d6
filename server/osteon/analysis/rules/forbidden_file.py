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
Let the task write into a folder of its own. Put what is to be copied into a file that is not a source.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.file_paths import copy_problem, output_problem, path_problem
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task

CODE = "forbidden-file"
SEVERITY = Severity.ERROR


def check_task(task: Task, _file: SourceFile, configuration: Configuration) -> Iterator[Finding]:
    """Report each file that no task may write or copy; paths that are none are another finding."""
    for key, number, path in _written(task):
        if not path_problem(path) and (problem := output_problem(path, configuration)):
            message = f"No task may write {path}: {problem}"
            yield Finding(CODE, SEVERITY, task.place(key, number), message)
    for key, number, source in _used(task):
        if problem := copy_problem(source, configuration):
            message = f"No task may {'copy' if key == 'copy' else 'show'} {source}: {problem}"
            yield Finding(CODE, SEVERITY, task.place(key, number), message)


def _used(task: Task) -> Iterator[tuple[str, int, str]]:
    """Yield key, place and path of each file that a task takes from beside the specs."""
    yield from (("copy", number, path) for number, path in enumerate(task.copy.values()))
    yield from (("context", number, path) for number, path in enumerate(task.context))


def _written(task: Task) -> Iterator[tuple[str, int, str]]:
    """Yield key, place and path of each file that a task writes."""
    yield from (("outputs", number, path) for number, path in enumerate(task.outputs))
    yield from (("copy", number, path) for number, path in enumerate(task.copy))
