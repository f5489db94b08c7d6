"""What the checks of a plan share: the task that writes a file, what stands upstream, edits of the lists of a task."""

from __future__ import annotations

from collections.abc import Iterable

from osteon.analysis.findings import Finding, Fix, fix_here
from osteon.analysis.index import Definition, Index
from osteon.analysis.plan_keys import folded_id_key, node_key, product_key, task_key
from osteon.analysis.source_file import SourceFile
from osteon.analysis.task_ids import Named, id_finding
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span, TextEdit


def owner_of(path: str, file: SourceFile, index: Index) -> Definition | None:
    """Return where the first task of a plan that produces a path, written the same, names it; its detail is the id."""
    found = index.each_definition(product_key(file.path, path))
    return next((product for _, product in found if product.name == path), None)


def is_own(product: Definition, task: Task) -> bool:
    """Tell whether a file is named as a product by a task itself."""
    return task.span.contains(product.span.start)


def is_upstream(other: object, task: Task, file: SourceFile, index: Index) -> bool:
    """Tell whether a task needs the one with the id `other`, directly or not."""
    return index.lead_to([node_key(file.path, need) for need in task.needs], node_key(file.path, str(other)))


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


def add_need(file: SourceFile, task: Task, need: str) -> Fix:
    """Return the fix that makes a task wait for another."""
    return fix_here(f"Add {need} to needs", file.path, added(task, "needs", need))


def added(task: Task, key: str, item: str) -> TextEdit:
    """Return the edit that puts an item behind those of a task's list, or begins the list."""
    items = getattr(task, key)
    if items:
        end = task.place(key, len(items) - 1).end
        return TextEdit(Span(end, end), f', "{item}"')
    if (key, None) in task.spans:
        return TextEdit(task.place(key), f'["{item}"]')
    end = task.place("id").end
    return TextEdit(Span(end, end), f'\n{key} = ["{item}"]')


def take_out(file: SourceFile, task: Task, key: str, number: int) -> tuple[Fix, ...]:
    """Return the fix that takes an item out of a task's list; none where a comment would go with it."""
    edit = removed(file, task, key, number)
    title = f"Take {getattr(task, key)[number]} out of {key}"
    return (fix_here(title, file.path, edit, preferred=False),) if edit else ()


def removed(file: SourceFile, task: Task, key: str, number: int) -> TextEdit | None:
    """Return the edit that takes an item out of a task's list; None where a comment would go with it."""
    items = len(getattr(task, key))
    span = task.place(key, number)
    if number + 1 < items:
        span = Span(span.start, task.place(key, number + 1).start)
    elif number:
        span = Span(task.place(key, number - 1).end, span.end)
    return None if "#" in file.text[slice(*span)].replace(getattr(task, key)[number], "") else TextEdit(span, "")
