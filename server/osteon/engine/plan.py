"""Verdicts, decided purely: what has to be done about each task, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from osteon.analysis.tasks import Task
from osteon.engine.files import OBSTACLES
from osteon.engine.keys import Inputs
from osteon.engine.pin import Pin
from osteon.engine.record import Record


@dataclass(frozen=True, slots=True)
class Fresh:
    """Its record matches and its outputs are as recorded."""

    unreviewed: str = ""
    """Why nobody reviewed it, where a review was asked for: it is done, and the next build tries again."""


@dataclass(frozen=True, slots=True)
class Stale:
    """It has to run, or to be restored; every reason is a sentence."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drifted:
    """These outputs hold what no build wrote. They are never overwritten."""

    paths: tuple[str, ...]
    cause: str = field(default="", compare=False)
    """Why builds do not know these files, where it is that their record cannot be read."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """An upstream task failed or waits for a person."""

    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """It ran and did not pass, or cannot run; the reason says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """The plan says so."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A person writes its outputs, and they pass its verification."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A person's version stands in the place of its outputs and was kept: it is not built until it is unpinned."""

    changed: tuple[str, ...] = ()
    """What changed since among its inputs, a sentence each."""
    failure: str = ""
    """What the kept version did not pass when it was kept."""


Verdict = Fresh | Stale | Drifted | Blocked | Failed | Skipped | Manual | Pinned


def owned(task: Task) -> tuple[str, ...]:
    """Return every output path of a task, copied ones included, in the order of the plan."""
    return tuple(dict.fromkeys((*task.outputs, *task.copy)))


def written(task: Task) -> tuple[str, ...]:
    """Return the outputs that a model has to write."""
    return tuple(path for path in task.outputs if path not in task.copy)


def judge(
    task: Task,
    inputs: Inputs,
    record: Record | None,
    disk: Mapping[str, str | None],
    wrote: Callable[[str, str], bool] = lambda _path, _content: False,
) -> Verdict:
    """Decide about a task whose upstream is settled.

    `disk` holds the digest of what stands at each output path now, None where nothing does. `wrote` tells whether a
    build of any task wrote such content to such a path; it is asked only where this task's record does not know it.
    """
    if task.skip:
        return Skipped()
    if task.manual:
        return _judge_manual(inputs, record, disk)
    if drifted := drifted_outputs(record, disk, wrote):
        return Drifted(drifted)
    reasons = tuple(changes(inputs, record, disk))
    return Stale(reasons) if reasons else Fresh(record.review.missing if record and record.review else "")


def judge_pinned(
    pin: Pin,
    record: Record | None,
    disk: Mapping[str, str | None],
    wrote: Callable[[str, str], bool],
    changed: Sequence[str],
) -> Verdict:
    """Decide about a pinned task; `changed` says what became of its inputs since.

    What builds wrote may stand in the place of the kept version, or nothing: then that is put back.
    """

    def known(path: str, content: str) -> bool:
        return pin.outputs.get(path) == content or wrote(path, content)

    if drifted := drifted_outputs(record, disk, known):
        return Drifted(drifted)
    gone = [path for path, content in disk.items() if path in pin.outputs and content != pin.outputs[path]]
    if gone:
        return Stale(tuple(f"output {path} is pinned, and the version that was kept is not there" for path in gone))
    more = [f"output {path} is not part of what was kept" for path in disk if path not in pin.outputs]
    return Pinned((*changed, *more), pin.failure)


def drifted_outputs(
    record: Record | None, disk: Mapping[str, str | None], wrote: Callable[[str, str], bool]
) -> tuple[str, ...]:
    """Return the paths that hold content which no build ever wrote there."""
    there = [(path, content) for path, content in disk.items() if content is not None]
    unknown = [(path, content) for path, content in there if not (record and record.wrote(path, content))]
    return tuple(path for path, content in unknown if not wrote(path, content))


def _judge_manual(inputs: Inputs, record: Record | None, disk: Mapping[str, str | None]) -> Verdict:
    if missing := [path for path, content in disk.items() if content is None]:
        return Failed(
            f"a person writes this task's outputs, and {_join(missing)} is not there; write it, or drop manual"
        )
    if wrong := [path for path, content in disk.items() if content in OBSTACLES]:
        return Failed(f"a person writes this task's outputs, and {_join(wrong)} is no file; write it, or drop manual")
    same = record is not None and record.key == inputs.key and dict(record.outputs) == dict(disk)
    return Manual() if same else Stale(("its outputs, written by a person, have to be verified",))


def changes(inputs: Inputs, record: Record | None, disk: Mapping[str, str | None]) -> Iterator[str]:
    """Say everything that differs between a task's record and now; nothing where the task is fresh."""
    if record is None:
        yield "it was never built"
        return
    if record.key != inputs.key:
        yield from explain(record.inputs, inputs.values)
    for path, content in disk.items():
        if content is None:
            yield f"output {path} is missing"
        elif content != record.outputs.get(path):
            yield f"output {path} is from an earlier build"


def explain(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which inputs differ, one sentence each."""
    differing = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    named = [name for name in differing if name != "prompt"]
    for name in named:
        yield _sentence(name, before.get(name), now.get(name))
    if not named:
        yield (
            "the instructions to the model changed (another version of Osteon, or another language)"
            if differing
            else "its record does not match"
        )


def _sentence(name: str, before: str | None, now: str | None) -> str:
    match name:
        case "verify":
            return f"the verify commands changed{_difference(before, now)}"
        case "sandbox":
            return _settings(before, now)
        case "parameters" | "schema" | "format" | "model" | "fixer":
            return f"{_SETTING.get(name, f'the {name}')} changed from {before or 'none'} to {now or 'none'}"
        case "review":
            return "a review is asked for" if before is None else "the review changed"
        case "title" | "notes" | "outputs to write":
            return f"the task's {name.removesuffix(' to write')} changed"
    kind, _, what = name.partition(" ")
    subject = f"{_SUBJECT.get(kind, kind)} {what}"
    return (
        f"{subject} was added" if before is None else f"{subject} was removed" if now is None else f"{subject} changed"
    )


_SETTING = {"fixer": "the model that fixes", "parameters": "the model's parameters", "format": "the build format"}
_SUBJECT = {
    "read": "upstream file",
    "interface": "the interface of upstream file",
    "copy": "the file copied to",
    "cases": "the cases of",
    "contracts": "the contracts of",
    "context": "the context file",
}


def _settings(before: str | None, now: str | None) -> str:
    """Name each setting of verification that changed."""
    old, new = (json.loads(value or "{}") for value in (before, now))
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    values = (f"{name} from {_value(old.get(name))} to {_value(new.get(name))}" for name in changed)
    return f"how verification runs changed: {'; '.join(values)}"


def _value(setting: object) -> str:
    return "none" if setting in (None, []) else json.dumps(setting, ensure_ascii=False)


def _difference(before: str | None, now: str | None) -> str:
    old, new = (set(json.loads(value or "[]")) for value in (before, now))
    parts = [*(f"added {line!r}" for line in sorted(new - old)), *(f"removed {line!r}" for line in sorted(old - new))]
    return f": {'; '.join(parts)}" if parts else " in order"


def upstream_of(tasks: Mapping[str, Task], task_id: str) -> tuple[str, ...]:
    """Return every task that `task_id` needs, directly or not, in no cycle more than once, nearest first."""
    found: dict[str, None] = {}
    waiting = list(tasks[task_id].needs)
    for need in waiting:
        if need in tasks and need not in found and need != task_id:
            found[need] = None
            waiting += tasks[need].needs
    return tuple(found)


def plan_problems(tasks: Sequence[Task]) -> list[str]:
    """Say what makes a plan unbuildable: names that lead nowhere, two owners of one output, cycles."""
    by_id = {task.id: task for task in tasks}
    problems = [
        f"two tasks have the id {task.id!r}" for at, task in enumerate(tasks) if by_id[task.id] is not tasks[at]
    ]
    problems += [
        f"task {task.id}: needs {need!r}, which is no task"
        for task in tasks
        for need in task.needs
        if need not in by_id
    ]
    owners: dict[str, str] = {}
    for task in by_id.values():
        for path in owned(task):
            if (owner := owners.setdefault(path.casefold(), task.id)) != task.id:
                problems.append(f"tasks {owner} and {task.id} both write {path}; an output has one owner")
    if cycle := sorted(by_id.keys() - set(in_order(tasks))):
        problems.append(f"tasks need each other in a circle: {_join(cycle)}")
    return problems


def in_order(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Return task ids, each after what it needs, otherwise in the order of the plan; those in a cycle are left out."""
    by_id = {task.id: task for task in tasks}
    place = {task.id: number for number, task in enumerate(tasks)}
    open_needs = {task.id: {need for need in task.needs if need in by_id} for task in by_id.values()}
    dependents = dependents_of(tasks)
    ready = [place[task] for task, needs in open_needs.items() if not needs]
    heapify(ready)
    order: list[str] = []
    while ready:
        done = tasks[heappop(ready)].id
        order.append(done)
        for dependent in dependents[done]:
            open_needs[dependent].discard(done)
            if not open_needs[dependent]:
                heappush(ready, place[dependent])
    return tuple(order)


def dependents_of(tasks: Sequence[Task]) -> dict[str, tuple[str, ...]]:
    """Return for each task the tasks that need it directly."""
    dependents: dict[str, dict[str, None]] = {task.id: {} for task in tasks}
    for task in tasks:
        for need in task.needs:
            if need in dependents:
                dependents[need][task.id] = None
    return {task: tuple(names) for task, names in dependents.items()}


def critical_lengths(tasks: Sequence[Task]) -> dict[str, int]:
    """Return for each task the length of the longest chain of tasks that waits for it, itself included."""
    dependents = dependents_of(tasks)
    lengths: dict[str, int] = {}
    for task in reversed(in_order(tasks)):
        lengths[task] = 1 + max((lengths[dependent] for dependent in dependents[task]), default=0)
    return lengths


def _join(names: Sequence[str]) -> str:
    return ", ".join(names)
