"""A verification command names a file that will not be there.

## What it finds
A word of a `verify` command that is a relative path of a file, where neither the task nor a task upstream produces
that file. Options, shell variables, patterns and addresses are left alone. Whether a program is installed is
for `osteon doctor` and the build to say.

## Why it matters
Verification runs in a folder that holds the task's outputs and those of the tasks upstream, nothing else. The command
would fail each time, and the model would be asked to repair what is not wrong.

## Example
`verify = ["python -m pytest chip8/tests/test_display.py"]` where no task writes that test.

## Fix
Add the task that writes the file to `needs`, name the file under `outputs`, correct the path, or take the command out;
the quick fixes do each.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.file_paths import files_in, output_problem
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Definition, Index
from osteon.analysis.plan_keys import made_key
from osteon.analysis.rules.plan_edits import add_need, added, take_out
from osteon.analysis.rules.plan_tasks import is_own, is_upstream, owner_of, waits_for
from osteon.analysis.rules.suggestions import closest
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span, TextEdit

CODE = "verify-unrunnable"
SEVERITY = Severity.ERROR


def check_task_links(task: Task, file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report each file in a command that no task upstream produces."""
    for number, command in enumerate(task.verify):
        for path in files_in(command):
            owner = owner_of(path, file, index)
            if owner is not None and (is_own(owner, task) or is_upstream(owner.detail, task, file, index)):
                continue
            fixes = (
                _with_owner(file, task, number, str(owner.detail), index)
                if owner is not None
                else _without_owner(file, task, (number, path), index, configuration)
            )
            yield Finding(CODE, SEVERITY, task.place("verify", number), _message(path, owner), fixes=tuple(fixes))


def _message(path: str, owner: Definition | None) -> str:
    if owner is not None and owner.detail:
        return f"The command names {path}, an output of {owner.detail}: add {owner.detail} to needs"
    return f"The command names {path}, which neither this task nor one upstream writes: correct it, or add the file"


def _with_owner(file: SourceFile, task: Task, number: int, owner: str, index: Index) -> Iterator[Fix]:
    """Offer to wait for the file, and to leave the command out."""
    if owner and not waits_for(owner, task, file, index):
        yield add_need(file, task, owner)
    yield from take_out(file, task, "verify", number)


def _without_owner(
    file: SourceFile, task: Task, named: tuple[int, str], index: Index, configuration: Configuration
) -> Iterator[Fix]:
    """Offer to name another file that is there, to write this one, and to leave the command out."""
    number, path = named
    place = task.place("verify", number)
    at = file.text.find(path, *place)
    for nth, name in enumerate(closest(path, _near(file, task, index)) if at >= 0 else ()):
        edit = TextEdit(Span(at, at + len(path)), name)
        yield fix_here(f"Change to {name}", file.path, edit, preferred=nth == 0)
    if not output_problem(path, configuration):
        yield fix_here(f"Add {path} to outputs", file.path, added(task, "outputs", path), preferred=False)
    yield from take_out(file, task, "verify", number)


def _near(file: SourceFile, task: Task, index: Index) -> list[str]:
    """Return the files of a task and of those that it needs itself, in the order of the plan."""
    needed = (one for need in dict.fromkeys(task.needs) for one in index.definitions(made_key(file.path, need)))
    found = {(one.span, one.name) for _path, one in needed} | {(span, path) for path, span in task.products()}
    return [path for _span, path in sorted(found)]
