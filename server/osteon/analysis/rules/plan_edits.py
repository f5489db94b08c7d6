"""What the fixes of a plan share: edits of the lists of a task, of its copies, and of the task as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.index import Index
from osteon.analysis.plan_keys import need_key, product_key, use_key
from osteon.analysis.rules.plan_tasks import is_own
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task, removed
from osteon.analysis.text import Span, TextEdit


def add_need(file: SourceFile, task: Task, need: str) -> Fix:
    """Return the fix that makes a task wait for another."""
    return fix_here(f"Add {need} to needs", file.path, added(task, "needs", need))


def added(task: Task, key: str, item: str) -> TextEdit:
    """Return the edit that puts an item behind those of a task's list, or begins the list."""
    items = getattr(task, key)
    written = f'"{item}"' if _PLAIN.fullmatch(item) else json.dumps(item, ensure_ascii=False)
    if items:
        end = task.place(key, len(items) - 1).end
        return TextEdit(Span(end, end), f", {written}")
    if (key, None) in task.spans:
        return TextEdit(task.place(key), f"[{written}]")
    end = task.place("id").end
    return TextEdit(Span(end, end), f"\n{key} = [{written}]")


_MOST_TASKS = 2
_PLAIN = re.compile(r"[\w#/. -]*")


def additions(reference: str, keys: Sequence[str], tasks: Iterable[tuple[SourceFile, Task]]) -> Iterator[Fix]:
    """Yield a fix for each of the first tasks that adds a reference to its lists; preferred where there is one task."""
    chosen = list(islice(tasks, _MOST_TASKS))
    for file, task in chosen:
        edits = tuple(added(task, key, reference) for key in keys if reference not in getattr(task, key))
        title = f"Add {reference} to the {' and '.join(keys)} of {task.id or task.title or 'the task'}"
        yield fix_here(title, file.path, *edits, preferred=len(chosen) == 1)


def take_out(file: SourceFile, task: Task, key: str, number: int) -> tuple[Fix, ...]:
    """Return the fix that takes an item out of a task's list; none where a comment would go with it."""
    edit = removed(file.text, task, key, number)
    title = f"Take {getattr(task, key)[number]} out of {key}"
    return (fix_here(title, file.path, edit, preferred=False),) if edit else ()


_REST = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)")
_STRING = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'")
_KEY = re.compile(r"(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[\w-]+)[ \t]*=[ \t]*\Z")


def removed_copy(file: SourceFile, task: Task, number: int) -> TextEdit | None:
    """Return the edit that takes an entry out of a task's `copy`; None where a comment would go with it."""
    values = [task.place("copy", at) for at in range(len(task.copy))]
    whole = task.place("copy")
    if len(values) == 1:
        start = task.place("key:copy").start if file.text[whole.start] == "{" else whole.start
        end = max(whole.end, values[0].end)
        rest = _REST.match(file.text, end)
        span = Span(start, rest.end() if rest else end)
    elif number:
        span = Span(values[number - 1].end, values[number].end)
    else:
        span = Span(_key_start(file.text, values[0]), _key_start(file.text, values[1]))
    return None if "#" in _STRING.sub("", file.text[slice(*span)]) else TextEdit(span, "")


def left_out(file: SourceFile, task: Task, key: str, number: int) -> tuple[Fix, ...]:
    """Return the fix that takes an item out of a list, or an entry out of `copy`; none where a comment would go too."""
    if key != "copy":
        return take_out(file, task, key, number)
    edit = removed_copy(file, task, number)
    title = f"Take {list(task.copy)[number]} out of copy"
    return (fix_here(title, file.path, edit, preferred=False),) if edit else ()


def _key_start(text: str, value: Span) -> int:
    """Return where the key of a value on the same line begins."""
    start = max(text.rfind("\n", 0, value.start), text.rfind("\r", 0, value.start)) + 1
    key = _KEY.search(text[start : value.start])
    return start + key.start() if key else value.start


_LINE_AND_BLANKS = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)(?:[ \t]*(?:\r\n|\n|\r))*")


def deleted(file: SourceFile, task: Task, index: Index) -> tuple[Fix, ...]:
    """Return the fix that deletes a task, and takes it out of what others need; none where others use its files."""
    if any(_is_used(path, task, file, index) for path in task.produces):
        return ()
    needs = index.definitions(need_key(file.path, task.id))
    if not all(need.detail for _path, need in needs) or any(is_own(need, task) for _path, need in needs):
        return ()
    rest = _LINE_AND_BLANKS.match(file.text, task.span.end)
    edits = [TextEdit(Span(task.span.start, rest.end() if rest else task.span.end), "")]
    edits += filter(None, (_not_needed(task.id, need.span, file) for _path, need in needs))
    title = f"Delete the task {task.id}{', and take it out of what others need' if needs else ''}"
    return (fix_here(title, file.path, *edits, preferred=False),)


def _is_used(path: str, task: Task, file: SourceFile, index: Index) -> bool:
    """Tell whether others use a file that no other task writes."""
    written = (one for _plan, one in index.each_definition(product_key(file.path, path)) if one.name == path)
    if not all(is_own(one, task) for one in written):
        return False
    return any(not is_own(one, task) for _plan, one in index.each_definition(use_key(file.path, path)))


def _not_needed(task_id: str, place: Span, file: SourceFile) -> TextEdit | None:
    other = file.plan.task_at(place.start) if file.plan else None
    return removed(file.text, other, "needs", other.needs.index(task_id)) if other else None
