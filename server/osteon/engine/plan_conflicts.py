"""The conflicts of a plan that a person has not decided yet: they are told on every run until then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from osteon.engine.files import read_bytes, write_if_changed
from osteon.engine.plan_merge import Conflict, MergedPlan, values_by_id
from osteon.engine.planner import PlannedTask
from osteon.engine.store import StoreError

NAME = "plan.conflicts.json"
ALL = "all"


def read_conflicts(store: Path) -> tuple[Conflict, ...]:
    """Return the conflicts that earlier runs left open. Raises StoreError for a file that cannot be read."""
    data = read_bytes(store / NAME)
    try:
        values = json.loads(data or b"[]")
        return tuple(Conflict(str(v["task"]), str(v["key"]), v["yours"], v["planned"]) for v in values)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{store / NAME} cannot be read ({error}). Delete it.") from error


def write_conflicts(store: Path, conflicts: Sequence[Conflict]) -> None:
    """Keep the conflicts that are open; no file where there are none. Raises OSError."""
    if not conflicts:
        (store / NAME).unlink(missing_ok=True)
        return
    values = [
        {"task": conflict.task, "key": conflict.key, "yours": conflict.yours, "planned": conflict.planned}
        for conflict in conflicts
    ]
    write_if_changed(store / NAME, (json.dumps(values, indent=1, ensure_ascii=False, default=str) + "\n").encode())


def open_conflicts(
    stored: Iterable[Conflict],
    merged: MergedPlan,
    new: Sequence[PlannedTask],
    *,
    decided: Callable[[str, str], bool] = lambda _task, _key: False,
) -> tuple[Conflict, ...]:
    """Return the conflicts of a merge and those of earlier ones that nobody decided.

    One is decided where `decided` says so (task and key), where the person's value is the planned one by now, where the
    person changed the value after being told, and where what it is about is gone.
    """
    now = values_by_id(merged.text)
    planned = {task.id: task.values() for task in new}
    open_now = {(conflict.task, conflict.key): conflict for conflict in merged.conflicts}
    for conflict in stored:
        place = (conflict.task, conflict.key)
        there, wanted = now.get(conflict.task), planned.get(conflict.task)
        if conflict.key and there is not None and wanted is not None:
            yours, want = there.get(conflict.key), wanted.get(conflict.key)
            if yours == conflict.yours and yours != want:
                open_now.setdefault(place, Conflict(*place, yours, want))
        elif not conflict.key and (there is None) != (wanted is None) and (there is None) == (conflict.yours is None):
            open_now.setdefault(place, Conflict(*place, there, wanted))
    return tuple(conflict for place, conflict in sorted(open_now.items()) if not decided(*place))


def chosen(names: Iterable[str]) -> Callable[[str, str], bool]:
    """Return what tells whether `all`, `TASK` or `TASK.KEY` is among names."""
    wanted = frozenset(names)

    def among(task: str, key: str) -> bool:
        return bool(wanted & {ALL, task, f"{task}.{key}"})

    return among
