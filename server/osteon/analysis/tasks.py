"""The tasks of a plan: what a `[[task]]` table may say, each value with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from osteon.analysis.text import Span, TextEdit
from osteon.analysis.toml_shape import Shape, has_type, listed
from osteon.analysis.toml_tree import Entry, Table, Value

HEAD = ("", None)


@dataclass(frozen=True, slots=True)
class Task:
    """One unit of generation and verification. Values that are absent or of the wrong type have their default here."""

    id: str
    span: Span
    """The whole `[[task]]` table."""
    title: str = ""
    spec: str = ""
    sections: tuple[str, ...] = ()
    """Spec sections by anchor: `#anchor` in `spec`, or `OTHER_SPEC#anchor`; `#anchor/intro` for the text of a heading
    without what stands under its sub-headings."""
    architecture: tuple[str, ...] = ()
    """Components by name, `SPEC_ID.Name` across specs; other sections of architectures like those of specs."""
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """`.vmd` files, relative to the specs folder, whose cases run as hidden verification of this task."""
    covers: tuple[str, ...] = ()
    notes: str = ""
    context: tuple[str, ...] = ()
    """Files, relative to the specs folder, that the prompt shows whole, or sends along where they are images."""
    skip: bool = False
    manual: bool = False
    review: bool | None = None
    """Whether a model reviews the result; None is what the configuration says."""
    model: str = "default"
    copy: Mapping[str, str] = field(default_factory=dict)
    """Output path to file (relative to the specs folder) that is copied there without a model."""
    spans: Mapping[tuple[str, int | None], Span] = field(default_factory=dict)
    """Where values stand: `("needs", 0)` is the first item, `("needs", None)` the whole value, `("key:needs", None)`
    the key, `HEAD` the line `[[task]]`."""

    def place(self, key: str, item: int | None = None) -> Span:
        """Return the range of a value (or of one item of it); of the task's id where it has none."""
        places = (self.spans.get(place) for place in ((key, item), (key, None), ("id", None), HEAD))
        return next((span for span in places if span), self.span)

    def shifted(self, by: int) -> Task:
        """Return the same task `by` characters further on."""
        spans = {place: span.shifted(by) for place, span in self.spans.items()}
        return replace(self, span=self.span.shifted(by), spans=spans)

    def products(self) -> Iterator[tuple[str, Span]]:
        """Yield each file that exists once the task is done, with its place."""
        yield from ((path, self.place("outputs", number)) for number, path in enumerate(self.outputs))
        copied = ((path, self.place("copy", number)) for number, path in enumerate(self.copy))
        yield from (named for named in copied if named[0] not in self.outputs)

    @property
    def produces(self) -> tuple[str, ...]:
        """The files that exist once the task is done: its outputs and its copies."""
        return self.outputs + tuple(path for path in self.copy if path not in self.outputs)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a task's title or notes speak of by name, whether or not it exists."""

    kind: Literal["anchor", "component", "file"]
    name: str
    """As written: `#anchor`, `SPEC_ID#anchor`, `Name`, `SPEC_ID.Name` or a path."""
    span: Span


_MENTION = re.compile(
    r"""(?<![\w/&\#.-])(?:
        (?P<anchor>(?:[A-Za-z][\w-]*)?\#[A-Za-z][\w-]*(?:/intro\b)?)
      | (?P<component>[A-Z][\w-]*\.[A-Z]\w*|(?<=`)[A-Za-z][\w ]*(?=`))
      | (?P<file>(?:[\w-]+/)*[\w-]+(?:\.[\w-]+)*\.[A-Za-z]\w{0,4})
    )""",
    re.VERBOSE,
)


def mentions(task: Task, text: str) -> Iterator[Mention]:
    """Yield what a task of the plan `text` mentions: words that look like an anchor, a component or a file."""
    for key in ("title", "notes"):
        span = task.spans.get((key, None))
        for match in _MENTION.finditer(text, span.start + 1, span.end - 1) if span else ():
            for kind in ("anchor", "component", "file"):
                if name := match[kind]:
                    yield Mention(kind, name, Span(*match.span(kind)))


# The shape of the file ------------------------------------------------------------------------------------------------

TASK_ID = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?"
"""A task's id is also the name of its folder in the store."""

_TEXT = Shape("string")
_PATH = Shape("string", file=True)

TASK = Shape(
    "object",
    "One unit of generation and verification.",
    keys={
        "id": Shape("string", "Stable and unique: the key for state and traces."),
        "title": Shape("string", "What a person calls the task."),
        "spec": Shape("string", "The id of the spec that `#anchor` references belong to."),
        "sections": listed(
            _TEXT,
            "Spec sections that the prompt shows whole: `#anchor`, or `OTHER_SPEC#anchor`. `#anchor/intro` is only the "
            "text between a heading and the first one under it; a title's anchor is its slug.",
        ),
        "architecture": listed(
            _TEXT,
            "Components that the prompt shows: `Name`, `SPEC_ID.Name` across specs; other sections of the spec's "
            "architecture by `#anchor` or `#anchor/intro`.",
        ),
        "needs": listed(_TEXT, "Tasks that must be done before this one."),
        "reads": listed(_PATH, "Upstream files that the prompt shows whole."),
        "interfaces": listed(_PATH, "Upstream files that the prompt shows as their interface only."),
        "outputs": listed(_PATH, "Files that the task writes; each belongs to one task only."),
        "verify": listed(_TEXT, "Command lines that must succeed; `{outputs}` stands for the outputs."),
        "cases": listed(_PATH, "`.vmd` files whose cases are run and never shown to the model."),
        "covers": listed(_TEXT, "Requirements that the task fulfils, by anchor."),
        "context": listed(_PATH, "Files beside the specs that the prompt shows whole; images are sent along."),
        "notes": Shape("string", "A person's words to the model, added to the prompt."),
        "skip": Shape("boolean", "Leave the task out of builds."),
        "manual": Shape("boolean", "A person writes the outputs; they are verified all the same."),
        "review": Shape("boolean", "Have the result reviewed, or not, whatever the configuration says."),
        "model": Shape("string", "A role from the configuration."),
        "copy": Shape("object", "Output = file beside the specs that is copied there.", others=_PATH, names=_PATH),
    },
)

PLAN = Shape(
    "object",
    "Osteon's plan: the tasks of a build. It belongs to the person who edits it; no state is written into it.",
    keys={
        "plan": Shape(
            "object",
            "About the plan as a whole.",
            keys={"format": Shape("integer", "The version of this format.", choices=(1,))},
        ),
        "task": listed(TASK, "The tasks; among those that are ready, file order decides."),
    },
)

RENAMED = {
    "arch_refs": "architecture",
    "context_files": "reads",
    "depends_on": "needs",
    "inject_files": "reads",
    "spec_refs": "sections",
    "tasks": "task",
}
"""Keys that Ossature's plans use, and what they are called here."""


# Edits of tasks -------------------------------------------------------------------------------------------------------


def removed(text: str, task: Task, key: str, number: int) -> TextEdit | None:
    """Return the edit that takes an item out of a list of a task of the plan `text`.

    None where a comment would go with it.
    """
    items = getattr(task, key)
    span = task.place(key, number)
    if number + 1 < len(items):
        span = Span(span.start, task.place(key, number + 1).start)
    elif number:
        span = Span(task.place(key, number - 1).end, span.end)
    return None if "#" in text[slice(*span)].replace(items[number], "") else TextEdit(span, "")


# From tables to tasks -------------------------------------------------------------------------------------------------


def tasks_in(root: Table) -> Iterator[Task]:
    """Yield the tasks of a plan's root table."""
    tasks = root.get("task")
    for item in tasks.data if tasks and isinstance(tasks.data, list) else ():
        if isinstance(item.data, Table):
            yield _task(item.data)


def _task(table: Table) -> Task:
    values: dict[str, Any] = {"id": ""}
    spans: dict[tuple[str, int | None], Span] = {HEAD: table.head}
    for key, entry in table.entries.items():
        if (shape := TASK.keys.get(key)) and has_type(entry.value, shape):
            values[key] = _plain(entry.value)
            spans.update(_spans(key, entry))
    return Task(span=table.span, spans=spans, **values)


def _plain(value: Value) -> Any:
    """Return a value with only the strings of it, where it is an array or a table."""
    if isinstance(value.data, Table):
        return {key: entry.value.data for key, entry in value.data.entries.items() if isinstance(entry.value.data, str)}
    if isinstance(value.data, list):
        return tuple(item.data for item in value.data if isinstance(item.data, str))
    return value.data


def _spans(key: str, entry: Entry) -> Iterator[tuple[tuple[str, int | None], Span]]:
    """Yield where a key, its value and each string in it stand."""
    yield (f"key:{key}", None), entry.key
    yield (key, None), entry.value.span
    data = entry.value.data
    entries = data.entries.values() if isinstance(data, Table) else ()
    items = data if isinstance(data, list) else [item.value for item in entries]
    strings = (item.span for item in items if isinstance(item.data, str))
    for at, span in enumerate(strings):
        yield (key, at), span
