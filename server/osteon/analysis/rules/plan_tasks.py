"""What the checks of a plan share: tasks by id and by spec, what stands upstream of one, and who uses a file."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from osteon.analysis.index import Index
from osteon.analysis.plan_file import PlanFile, Task
from osteon.analysis.source_file import SourceFile, spec_key


def tasks_by_id(plan: PlanFile) -> dict[str, Task]:
    """Return the tasks that have an id, in the order of the plan; the first of two with one id counts."""
    found: dict[str, Task] = {}
    for task in plan.tasks:
        found.setdefault(task.id, task)
    return {task_id: task for task_id, task in found.items() if task_id}


def tasks_of(spec_id: str, index: Index) -> list[tuple[SourceFile, Task]]:
    """Return the tasks of a spec with their plans, those that a model does before the others."""
    uses = index.references(spec_key(spec_id))
    plans = dict.fromkeys(path for path, use in uses if use.role == "task spec")
    found = [
        (index.files[path], task)
        for path in plans
        for task in (index.files[path].plan or PlanFile("")).tasks
        if task.spec.casefold() == spec_id.casefold()
    ]
    return sorted(found, key=lambda one: one[1].skip or one[1].manual)


def owners_of(plan: PlanFile) -> dict[str, Task]:
    """Return the first task that produces each path."""
    return {path: task for task in reversed(plan.tasks) for path in task.produces}


def upstream_of(task: Task, by_id: Mapping[str, Task]) -> Iterator[Task]:
    """Yield every task that a task needs, directly or not, once."""
    seen: set[str] = set()
    waiting = list(task.needs)
    while waiting:
        need = waiting.pop()
        if need in by_id and need not in seen:
            seen.add(need)
            waiting += by_id[need].needs
            yield by_id[need]


def is_upstream(other: Task, task: Task, by_id: Mapping[str, Task]) -> bool:
    """Tell whether a task needs another, directly or not."""
    return other.id in task.needs or any(found is other for found in upstream_of(task, by_id))


@dataclass(frozen=True, slots=True)
class Uses:
    """Who writes which file in a plan, who shows it or names it in a command, and who needs which task; in order."""

    writers: Mapping[str, list[Task]]
    users: Mapping[str, list[Task]]
    needing: Mapping[str, list[Task]]

    def others(self, path: str, task: Task) -> bool:
        """Tell whether a task other than `task` uses a file that no other one writes."""
        is_its_own = all(writer is task for writer in self.writers.get(path, ()))
        return is_its_own and any(user is not task for user in self.users.get(path, ()))


def uses_of(plan: PlanFile) -> Uses:
    """Return who uses what in a plan."""
    writers, users, needing = defaultdict[str, list[Task]](list), defaultdict[str, list[Task]](list), defaultdict(list)
    for task in plan.tasks:
        for path in task.produces:
            writers[path].append(task)
        for path in (*task.reads, *task.interfaces, *(path for command in task.verify for path in files_in(command))):
            users[path].append(task)
        for need in task.needs:
            needing[need].append(task)
    return Uses(writers, users, needing)


_FILE = re.compile(r"(?:\./)?([\w.-]+(?:/[\w.-]+)+\.[A-Za-z]\w{0,4}|[\w-]+\.(?:py|pyi|js|ts|rs|go|lua|rb|c|h|zig|sh))")


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
