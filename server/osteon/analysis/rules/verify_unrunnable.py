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
Add the task that writes the file to `needs`, name the file under `outputs`, or correct the path.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Definition, Index
from osteon.analysis.rules.plan_tasks import add_need, is_own, is_upstream, owner_of
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task

CODE = "verify-unrunnable"
SEVERITY = Severity.ERROR

_FILE = re.compile(r"(?:\./)?([\w.-]+(?:/[\w.-]+)+\.[A-Za-z]\w{0,4}|[\w-]+\.(?:py|pyi|js|ts|rs|go|lua|rb|c|h|zig|sh))")


def check_task_links(task: Task, file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report each file in a command that no task upstream produces."""
    for number, command in enumerate(task.verify):
        for path in files_in(command):
            owner = owner_of(path, file, index)
            if owner is None or not (is_own(owner, task) or is_upstream(owner.detail, task, file, index)):
                yield _finding(file, task, number, path, owner)


@lru_cache(maxsize=4096)
def files_in(command: str) -> tuple[str, ...]:
    """Return the words of a command that are relative paths of files; not the name of a module to run."""
    try:
        words = shlex.split(command, comments=True)
    except ValueError:
        words = command.split()
    return tuple(_paths(words))


def _paths(words: list[str]) -> Iterator[str]:
    for before, word in zip(["", *words], words, strict=False):
        match = _FILE.fullmatch(word.partition("::")[0])
        if match and before not in ("-m", "-c", "-o", ">", ">>", "touch") and ".." not in word.split("/"):
            yield match[1]


def _finding(file: SourceFile, task: Task, number: int, path: str, owner: Definition | None) -> Finding:
    if owner is not None and owner.detail:
        other = str(owner.detail)
        message = f"The command names {path}, an output of {other}: add {other} to needs"
        return Finding(CODE, SEVERITY, task.place("verify", number), message, fixes=(add_need(file, task, other),))
    message = f"The command names {path}, which neither this task nor one upstream writes: correct it, or add the file"
    return Finding(CODE, SEVERITY, task.place("verify", number), message)
