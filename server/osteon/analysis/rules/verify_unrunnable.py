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
from osteon.analysis.file_paths import output_problem
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.plan_file import PlanFile, Task
from osteon.analysis.rules.plan_edits import add_need, added, take_out
from osteon.analysis.rules.plan_tasks import files_in, is_upstream, owners_of, tasks_by_id
from osteon.analysis.rules.suggestions import closest
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "verify-unrunnable"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, configuration: Configuration) -> Iterator[Finding]:
    """Report each file in a command that no task upstream produces."""
    if file.plan is None:
        return
    by_id, owners = tasks_by_id(file.plan), owners_of(file.plan)
    for task in file.plan.tasks:
        for number, command in enumerate(task.verify):
            for path in files_in(command):
                owner = owners.get(path)
                if owner is None or not (owner is task or is_upstream(owner, task, by_id)):
                    fixes = tuple(_fixes(file, task, (number, path), owner, configuration))
                    yield Finding(CODE, SEVERITY, task.place("verify", number), _message(path, owner), fixes=fixes)


def _message(path: str, owner: Task | None) -> str:
    if owner is not None and owner.id:
        return f"The command names {path}, an output of {owner.id}: add {owner.id} to needs"
    return f"The command names {path}, which neither this task nor one upstream writes: correct it, or add the file"


def _fixes(
    file: SourceFile, task: Task, named: tuple[int, str], owner: Task | None, configuration: Configuration
) -> Iterator[Fix]:
    """Offer to wait for the file, to name another that is there, to write it, and to leave the command out."""
    number, path = named
    if owner is not None:
        if owner.id and not is_upstream(task, owner, tasks_by_id(file.plan or PlanFile(""))):
            yield add_need(file, task, owner.id)
        yield from take_out(file, task, "verify", number)
        return
    place = task.place("verify", number)
    at = file.text.find(path, *place)
    for nth, name in enumerate(closest(path, _near(file, task)) if at >= 0 else ()):
        edit = TextEdit(Span(at, at + len(path)), name)
        yield fix_here(f"Change to {name}", file.path, edit, preferred=nth == 0)
    if not output_problem(path, configuration):
        yield fix_here(f"Add {path} to outputs", file.path, added(task, "outputs", path), preferred=False)
    yield from take_out(file, task, "verify", number)


def _near(file: SourceFile, task: Task) -> list[str]:
    """Return the files of a task and of those that it needs itself."""
    tasks = (other for other in (file.plan or PlanFile("")).tasks if other is task or other.id in task.needs)
    return [path for one in tasks for path in one.produces]
