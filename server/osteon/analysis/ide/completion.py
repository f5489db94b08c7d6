"""What may be written at a cursor: tags, their values, references, plan keys and values, section names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from osteon.analysis.glossary import terms_for
from osteon.analysis.ide.places import task_at
from osteon.analysis.index import Key
from osteon.analysis.model import PRIORITIES, STATUSES
from osteon.analysis.rules import all_rules
from osteon.analysis.rules.tag_names import TAG_HELP, known_tags
from osteon.analysis.source_file import FileKind, SourceFile
from osteon.analysis.tasks import TASK, Task
from osteon.analysis.text import Span
from osteon.analysis.workspace import Workspace

ItemKind = Literal[
    "tag", "value", "spec", "anchor", "component", "task", "file", "key", "section", "code", "snippet", "term"
]

SECTIONS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        "spec": (
            *("Overview", "Goals", "Non-Goals", "Requirements", "Constraints"),
            *("Examples", "Acceptance Criteria", "Glossary", "Notes"),
        ),
        "architecture": ("Overview", "Components", "Data Models", "Flow", "Dependencies", "Notes"),
    }
)
"""The names of `##` sections that have a meaning, in the order they are written in."""

FIELDS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        "spec": ("Accepts", "Returns", "Errors", "Input", "Output"),
        "architecture": ("Interface", "Contracts", "Depends on"),
    }
)
"""The bold fields that have a meaning."""

SNIPPETS: Mapping[FileKind, Mapping[str, str]] = MappingProxyType(
    {
        "spec": {
            "requirement": "### ${1:Name}\n\n${2:The program shall …}\n\n**Accepts:** ${3:…}\n\n**Returns:** ${4:…}\n\n"
            "**Errors:**\n- ${5:condition} -> ${6:outcome}\n$0",
            "example": "### ${1:Name}\n\n**Input:**\n```\n${2}\n```\n\n**Output:**\n```\n${3}\n```\n$0",
        },
        "architecture": {
            "component": "### ${1:Name}\n\n@path: ${2:path}\n\n${3:What it is for.}\n\n"
            "**Interface:**\n```\n${4}\n```\n\n**Contracts:**\n- ${5:None}\n\n**Depends on:** ${6:None}\n$0",
        },
    }
)
"""Whole entries, as snippets, offered where a heading may begin."""

_TAG_NAME = re.compile(r"[ \t]*@([\w-]*)$")
_TAG_VALUE = re.compile(r"[ \t]*@([\w-]+)[ \t]*:?[ \t]*(.*)$")
_HEADING = re.compile(r"##[ \t]+(.*)$")
_FIELD = re.compile(r"[ \t]*\*\*([^*]*)")
_WORD = re.compile(r"[^\s,\[\]\"']*$")
_PROSE_WORD = re.compile(r"(?<![\w`@#/.-])[^\W\d_]{2,}$")
_PLAN_KEY = re.compile(r"[ \t]*([a-z]*)$")
_PLAN_VALUE = re.compile(r"^[ \t]*([a-z]+)[ \t]*=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal: `insert` replaces `span`. A snippet's `insert` has `${1:…}` marks."""

    label: str
    kind: ItemKind
    span: Span
    insert: str
    detail: str = ""
    documentation: str = ""


def complete(workspace: Workspace, path: str, offset: int) -> tuple[Item, ...]:
    """Return what may be written at a cursor, the likeliest first."""
    file = workspace.files.get(path)
    if file is None:
        return ()
    before = re.split(r"[\r\n]", file.text[max(0, offset - 4096) : offset])[-1]
    if file.plan is not None:
        return tuple(_in_plan(workspace, file, offset, before))
    return tuple(_in_outline(workspace, file, offset, before))


def _in_outline(workspace: Workspace, file: SourceFile, offset: int, before: str) -> Iterator[Item]:
    if match := _TAG_NAME.fullmatch(before):
        yield from _tags(workspace, file, Span(offset - len(match[1]), offset))
    elif match := _TAG_VALUE.fullmatch(before):
        yield from _tag_values(workspace, file, match[1].casefold(), _word_span(before, offset), before)
    elif match := _HEADING.fullmatch(before):
        yield from _sections(file, Span(offset - len(match[1]), offset))
    elif match := _FIELD.fullmatch(before):
        span = Span(offset - len(match[1]), offset)
        yield from (Item(name, "section", span, f"{name}:** ") for name in FIELDS.get(file.kind, ()))
    elif file.architecture and "depends on" in _field_above(file.text[:offset]):
        yield from _components(workspace, file.spec_id, _word_span(before, offset))
    elif not before.strip() or before.strip() == "#" * len(before.strip()):
        yield from _snippets(file, Span(offset - len(before), offset))
    elif match := _PROSE_WORD.search(before):
        yield from _terms(workspace, file, match[0], offset)


def _terms(workspace: Workspace, file: SourceFile, written: str, offset: int) -> Iterator[Item]:
    """Return the terms of the glossaries that hold here and begin with what is written."""
    span = Span(offset - len(written), offset)
    names = {name for term in terms_for(file.spec_id, workspace.index) for name in term.accepted}
    for name in sorted(names):
        if name.casefold().startswith(written.casefold()) and name.casefold() != written.casefold():
            small = written[0].islower() and name[1:] == name[1:].lower()
            yield Item(name, "term", span, name[0].lower() + name[1:] if small else name, "a term of the glossary")


def _word_span(before: str, offset: int) -> Span:
    match = _WORD.search(before)
    return Span(offset - len(match[0]) if match else offset, offset)


def _tags(workspace: Workspace, file: SourceFile, span: Span) -> Iterator[Item]:
    present = {tag.name.text.casefold() for tag in file.outline.header.tags} if file.outline else set()
    once = {"id", "status", "priority", "spec", "arch"} & present
    for name in (*known_tags(file.kind), *workspace.configuration.tags):
        if name not in once:
            yield Item(f"@{name}", "tag", span, f"{name}: ", documentation=TAG_HELP.get(name, "A tag of this project."))


def _tag_values(workspace: Workspace, file: SourceFile, tag: str, span: Span, before: str) -> Iterator[Item]:
    if tag in _VALUES:
        yield from (Item(value, "value", span, value) for value in _VALUES[tag])
    elif tag in ("depends", "spec", "arch"):
        yield from _specs(workspace, span, without=file.spec_id if tag == "depends" else "")
    elif tag in ("see", "covers", "about"):
        yield from _references(workspace, file.spec_id, span, before[len(before) - (span.end - span.start) :])
    elif tag == "allow":
        rules = all_rules(workspace.configuration)
        yield from (Item(code, "code", span, f"{code} ", rules[code].summary) for code in sorted(rules))
    elif tag == "origin":
        yield from _origins(workspace, file, span)


_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"status": STATUSES, "priority": PRIORITIES, "source": ("chat", "error", "review", "file", "image")}
)


def _specs(workspace: Workspace, span: Span, *, without: str = "") -> Iterator[Item]:
    for key in workspace.index.keys("spec"):
        path, definition = workspace.index.definitions(key)[0]
        if definition.name.casefold() != without.casefold():
            yield Item(definition.name, "spec", span, definition.name, str(definition.detail or ""), path)


def _references(workspace: Workspace, spec_id: str, span: Span, written: str) -> Iterator[Item]:
    """Return anchors: of the spec that is written before a `#`, of this spec otherwise, then all specs."""
    named, mark, _anchor = written.partition("#")
    yield from _anchors(workspace, named or spec_id, span, prefix=named)
    if not mark:
        yield from _specs(workspace, span)


def _anchors(workspace: Workspace, spec_id: str, span: Span, *, prefix: str = "") -> Iterator[Item]:
    wanted = f"{spec_id.casefold()}#"
    for key in workspace.index.keys("anchor"):
        if key.name.startswith(wanted):
            _path, definition = workspace.index.definitions(key)[0]
            title = definition.detail[0] if isinstance(definition.detail, tuple) else ""
            name = f"{prefix}#{definition.name}"
            yield Item(name, "anchor", span, name, str(title))


def _components(workspace: Workspace, spec_id: str, span: Span) -> Iterator[Item]:
    """Return the components: those of `spec_id` by their name, others with their spec's."""
    for key in workspace.index.keys("component"):
        path, definition = workspace.index.definitions(key)[0]
        owner = workspace.files[path].spec_id
        name = definition.name if owner.casefold() == spec_id.casefold() else f"{owner}.{definition.name}"
        yield Item(name, "component", span, name, path)


def _parts(workspace: Workspace, spec_id: str, span: Span) -> Iterator[Item]:
    """Return the other sections of a spec's architecture."""
    for name in workspace.index.names("part", f"{spec_id.casefold()}#"):
        yield Item(f"#{name}", "anchor", span, f"#{name}")


def _origins(workspace: Workspace, file: SourceFile, span: Span) -> Iterator[Item]:
    records = (
        record
        for other in workspace.files.values()
        if other.intents and other.spec_id.casefold() == file.spec_id.casefold()
        for record in other.intents.records
    )
    for record in records:
        yield Item(f"explicit {record.title.text}", "value", span, f"explicit {record.title.text}")


def _sections(file: SourceFile, span: Span) -> Iterator[Item]:
    present = set(file.outline.top) if file.outline else set()
    for name in SECTIONS.get(file.kind, ()):
        if name.casefold() not in present:
            yield Item(name, "section", span, name)


def _snippets(file: SourceFile, span: Span) -> Iterator[Item]:
    for name, body in SNIPPETS.get(file.kind, {}).items():
        yield Item(name, "snippet", span, body, f"A new {name}")


def _field_above(text: str) -> str:
    """Return the bold field that the end of `text` belongs to, folded; nothing beyond an empty line and a heading."""
    lines = re.split(r"\r\n|\n|\r", text[-2048:])
    for line in reversed(lines):
        if line.startswith("#"):
            return ""
        if line.lstrip().startswith("**"):
            return line.casefold()
    return ""


def _in_plan(workspace: Workspace, file: SourceFile, offset: int, before: str) -> Iterator[Item]:
    task = task_at(file, offset) or _last_task(file, offset)
    if match := _PLAN_KEY.fullmatch(before):
        yield from _plan_keys(task, Span(offset - len(match[1]), offset))
    elif task and (key := _open_key(file.text[task.span.start : offset])):
        span = _word_span(before, offset)
        quoted = before[: len(before) - (span.end - span.start)].endswith(('"', "'"))
        for item in _plan_values(workspace, task, key, span, before):
            yield item if quoted else _with_quotes(item)


def _last_task(file: SourceFile, offset: int) -> Task | None:
    tasks = file.plan.tasks if file.plan else ()
    return next((task for task in reversed(tasks) if task.span.start <= offset), None)


def _open_key(table: str) -> str:
    """Return the key whose value the end of a table's text is in."""
    keys = _PLAN_VALUE.findall(table)
    return keys[-1] if keys else ""


def _plan_keys(task: Task | None, span: Span) -> Iterator[Item]:
    for key, shape in TASK.keys.items() if task else ():
        if task is None or (f"key:{key}", None) not in task.spans:
            yield Item(key, "key", span, f"{key} = ", documentation=shape.doc)


def _plan_values(workspace: Workspace, task: Task, key: str, span: Span, before: str) -> Iterable[Item]:
    written = before[len(before) - (span.end - span.start) :]
    sources: dict[str, Callable[[], Iterable[Item]]] = {
        "spec": lambda: _specs(workspace, span),
        "sections": lambda: _references(workspace, task.spec, span, written),
        "covers": lambda: _references(workspace, task.spec, span, written),
        "architecture": lambda: (*_components(workspace, task.spec, span), *_parts(workspace, task.spec, span)),
        "needs": lambda: _tasks(workspace, task, span),
        "reads": lambda: _outputs(workspace, task, span),
        "interfaces": lambda: _outputs(workspace, task, span),
        "model": lambda: (Item(name, "value", span, name) for name in ("default", *workspace.configuration.models)),
        "cases": lambda: (Item(path, "file", span, path) for path in _case_files(workspace)),
    }
    return sources[key]() if key in sources else ()


def _tasks(workspace: Workspace, task: Task, span: Span) -> Iterator[Item]:
    for name in workspace.index.names("task"):
        if name != task.id:
            found = workspace.index.definition(Key("task", name))
            yield Item(name, "task", span, name, found[0] if found else "")


def _outputs(workspace: Workspace, task: Task, span: Span) -> Iterator[Item]:
    plans = (file.plan for file in workspace.files.values() if file.plan)
    for other in (one for plan in plans for one in plan.tasks if one.id != task.id):
        for path in other.outputs:
            yield Item(path, "file", span, path, f"written by {other.id}")


def _case_files(workspace: Workspace) -> Iterator[str]:
    folder = "" if workspace.configuration.specs == "." else f"{workspace.configuration.specs}/"
    for path, file in workspace.files.items():
        if file.cases is not None:
            yield path.removeprefix(folder)


def _with_quotes(item: Item) -> Item:
    return Item(item.label, item.kind, item.span, f'"{item.insert}"', item.detail, item.documentation)
