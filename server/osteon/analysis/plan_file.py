"""The plan: the tasks of a `plan.toml`, each value with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, Literal

from osteon.analysis.findings import Finding, Severity, fix_here, shifted
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in
from osteon.analysis.toml_shape import Checker, Shape, has_type, listed
from osteon.analysis.toml_tree import Entry, Table, Value, read_toml, refusals

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

    @property
    def produces(self) -> tuple[str, ...]:
        """The files that exist once the task is done: its outputs and its copies."""
        return self.outputs + tuple(path for path in self.copy if path not in self.outputs)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A parsed `plan.toml`; `findings` are what is wrong with the file by itself (syntax, unknown keys, types)."""

    text: str
    tasks: tuple[Task, ...] = ()
    findings: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] = field(default=(), repr=False, compare=False)
    """What a later state of the file need not read again."""

    def task(self, task_id: str) -> Task | None:
        return next((task for task in self.tasks if task.id == task_id), None)


@dataclass(frozen=True, slots=True)
class Part:
    """A `[[task]]` with all up to the next one, or what stands above the first, read by itself.

    All spans inside a part count from its own start, so that a part serves at any place in a plan.
    """

    text: str
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    names: frozenset[str]
    """The keys of the root table that it defines."""
    broken: bool
    """It is not TOML."""


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


def parse_plan(text: str, *, path: str = "plan.toml", before: PlanFile | None = None) -> PlanFile:
    """Parse a plan from any text; what cannot be read is a finding, and the tasks around it are still there.

    `path` is the plan's path in the workspace, as the fixes of the findings name it. The parts that an earlier state
    of the same file has too are taken from there.
    """
    known = {part.text: part for part in before.parts} if before else {}
    parts = tuple(known.get(piece) or _read(piece, path) for piece in _START.split(text))
    placed = list(_placed(parts if _stand_alone(parts, text) else [_read(text, path)]))
    tasks = tuple(_moved(task, start) for part, start in placed for task in part.tasks)
    findings = (shifted(finding, start, path) for part, start in placed for finding in part.findings)
    return PlanFile(text, tasks, tuple(sorted((*findings, *_id_findings(tasks, path)))), parts)


_START = re.compile(r"^(?=\[\[task\]\])", re.MULTILINE)
"""Where a part begins, unless it is in a string of many lines: then two parts are broken, or the whole is not."""


def _read(text: str, path: str) -> Part:
    root, syntax = read_toml(text, path)
    findings = (*syntax, *Checker(path, "unknown-key", RENAMED).check_table(root, PLAN))
    return Part(text, tuple(map(_task, _task_tables(root))), findings, frozenset(root.entries), bool(syntax))


def _stand_alone(parts: Sequence[Part], text: str) -> bool:
    """Tell whether parts say each by itself what they say together: no table and no string is in two of them."""
    names = [name for part in parts[1:] for name in part.names if name != "task"]
    names += ["task", *parts[0].names] if len(parts) > 1 else []
    broken = sum(part.broken for part in parts)
    return len(names) == len(set(names)) and (not broken or (broken == 1 and bool(refusals(text))))


def _placed(parts: Sequence[Part]) -> Iterator[tuple[Part, int]]:
    return zip(parts, accumulate((len(part.text) for part in parts), initial=0), strict=False)


def _moved(task: Task, by: int) -> Task:
    spans = {place: span.shifted(by) for place, span in task.spans.items()}
    return replace(task, span=task.span.shifted(by), spans=spans)


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


# From tables to tasks -------------------------------------------------------------------------------------------------


def _task_tables(root: Table) -> Iterator[Table]:
    tasks = root.get("task")
    for item in tasks.data if tasks and isinstance(tasks.data, list) else ():
        if isinstance(item.data, Table):
            yield item.data


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


def _id_findings(tasks: tuple[Task, ...], path: str) -> Iterator[Finding]:
    """Yield a finding for each task without a usable id, and for each id that is taken (folders may ignore case)."""
    seen: dict[str, Task] = {}
    taken = {task.id.casefold() for task in tasks}
    for task in tasks:
        if not re.fullmatch(TASK_ID, task.id):
            yield _invalid_id(task, tasks, path)
        elif (first := seen.setdefault(task.id.casefold(), task)) is not task:
            message = f"The id `{task.id}` is taken by the task {first.title or first.id!r} above: choose another"
            free = _free_id(task.id, taken)
            edit = edit_to_fill_in(task.place("id"), '"', Blank(free), '"')
            fix = fix_here(f"Rename to {free}", path, edit, preferred=False)
            yield Finding("duplicate-task", Severity.ERROR, task.place("id"), message, fixes=(fix,))


def _invalid_id(task: Task, tasks: tuple[Task, ...], path: str) -> Finding:
    rule = 'letters, digits, `-`, `_` and `.`, beginning with a letter or digit, such as id = "display"'
    proposal = _free_id(_as_id(task.id or task.title or task.spec), {other.id.casefold() for other in tasks})
    if ("id", None) in task.spans:
        message = f"A task's id is made of {rule}"
        edits = [TextEdit(task.place("id"), f'"{proposal}"'), *_renamed_needs(task.id, proposal, tasks)]
    else:
        message = f"This task has no id: add one of {rule}"
        end = task.spans[HEAD].end
        edits = [edit_to_fill_in(Span(end, end), '\nid = "', Blank(proposal), '"')]
    fix = fix_here(f"Call it {proposal}", path, *edits)
    return Finding("invalid-task-id", Severity.ERROR, task.place("id"), message, fixes=(fix,))


def _as_id(words: str) -> str:
    """Return words as a task's id."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", words).strip("-._").lower()[:60] or "task"


def _free_id(name: str, taken: set[str]) -> str:
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free.casefold() not in taken)


def _renamed_needs(old: str, new: str, tasks: tuple[Task, ...]) -> Iterator[TextEdit]:
    for task in tasks:
        for number, need in enumerate(task.needs):
            if need == old and old:
                yield TextEdit(task.place("needs", number), f'"{new}"')
