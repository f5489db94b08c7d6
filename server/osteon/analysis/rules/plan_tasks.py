"""What the checks of a plan share: the task that writes a file, what stands upstream of one, the tasks of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteon.analysis.findings import Finding
from osteon.analysis.index import Definition, Index
from osteon.analysis.plan_keys import builder_key, folded_id_key, node_key, planned_key, product_key, task_key
from osteon.analysis.source_file import SourceFile
from osteon.analysis.task_ids import Named, id_finding
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span


def owner_of(path: str, file: SourceFile, index: Index) -> Definition | None:
    """Return where the first task of a plan that produces a path, written the same, names it; its detail is the id."""
    found = index.each_definition(product_key(file.path, path))
    return next((product for _, product in found if product.name == path), None)


def is_own(named: Definition, task: Task) -> bool:
    """Tell whether it is the task itself that names a file or another task."""
    return task.span.contains(named.span.start)


def is_upstream(other: object, task: Task, file: SourceFile, index: Index) -> bool:
    """Tell whether a task needs the one with the id `other`, directly or not."""
    return index.lead_to([node_key(file.path, need) for need in task.needs], node_key(file.path, str(other)))


def waits_for(other: str, task: Task, file: SourceFile, index: Index) -> bool:
    """Tell whether the one with the id `other` needs a task, directly or not: it may not need that one too."""
    return index.lead_to([node_key(file.path, other)], node_key(file.path, task.id))


def finding_of_id(task: Task, file: SourceFile, index: Index) -> Finding | None:
    """Return what is wrong with a task's id; None where all is well."""
    return id_finding(task, _Ids(file.path, index), file.path)


class _Ids:
    """The ids of a plan, looked up one by one."""

    def __init__(self, plan: str, index: Index) -> None:
        self._plan = plan
        self._index = index

    def first_like(self, task_id: str) -> Named | None:
        found = self._index.definition(folded_id_key(self._plan, task_id))
        return Named(found[1].name, found[1].span, str(found[1].detail)) if found else None

    def needs(self, task: Task) -> Iterable[Span]:
        found = self._index.definition(node_key(self._plan, task.id))
        if found is None or found[1].span != task.place("id"):
            return ()
        uses = self._index.references(task_key(task.id))
        return [use.span for path, use in uses if path == self._plan and use.role == "needs"]


def is_planned(spec_id: str, index: Index) -> bool:
    """Tell whether a plan has a task of a spec."""
    return any(index.is_defined(planned_key(spec_id, by_hand=by_hand)) for by_hand in (False, True))


def tasks_of(spec_id: str, index: Index, *, building: Iterable[str] = ()) -> Iterator[tuple[SourceFile, Task]]:
    """Yield the tasks of a spec with their plans, those that a model does before the others.

    Where some build a component whose slug is one of `building`, it is those alone.
    """
    keys = dict.fromkeys(builder_key(spec_id, name) for name in building)
    builders = [one for key in keys for one in index.definitions(key)]
    builders.sort(key=lambda one: (one[1].detail, one[0], one[1].span))
    seen: set[tuple[str, Span]] = set()
    for path, task in builders or _in_order(spec_id, index):
        plan = index.files[path].plan
        found = plan.task_at(task.span.start) if plan and (path, task.span) not in seen else None
        seen.add((path, task.span))
        if found is not None:
            yield index.files[path], found


def _in_order(spec_id: str, index: Index) -> Iterator[tuple[str, Definition]]:
    for by_hand in (False, True):
        yield from index.each_definition(planned_key(spec_id, by_hand=by_hand))
