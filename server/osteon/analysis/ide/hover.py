"""What a cursor rests on, in words: a finding's manual, what a reference, tag or key means, a statement's parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osteon.analysis.build_state import BuildState
from osteon.analysis.findings import Finding
from osteon.analysis.glossary import term_at
from osteon.analysis.ide.build_hover import about_task
from osteon.analysis.ide.places import definition_at, reference_at, section_at, task_at
from osteon.analysis.index import Definition, Key
from osteon.analysis.rules import all_rules
from osteon.analysis.rules.tag_names import TAG_HELP
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Shape, statements_of
from osteon.analysis.tasks import TASK, Task
from osteon.analysis.text import Lines, Span
from osteon.analysis.workspace import Workspace

PREVIEW_LINES = 40
"""So many lines of a referenced section are shown."""


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about a range of a file."""

    markdown: str
    span: Span


def hover(workspace: Workspace, path: str, offset: int, *, build: BuildState | None = None) -> Hover | None:
    """Return all that is known about the place of a cursor, the most specific first."""
    file = workspace.files.get(path)
    if file is None:
        return None
    of_builds = about_task(file, offset, build) if build else ()
    found = [*(Hover(*one) for one in of_builds), *_about(workspace, file, offset)]
    if not found:
        return None
    span = min((one.span for one in found), key=lambda one: one.end - one.start)
    return Hover("\n\n---\n\n".join(one.markdown for one in found), span)


def _about(workspace: Workspace, file: SourceFile, offset: int) -> Iterator[Hover]:
    reference = reference_at(file, offset, workspace.index)
    if reference is not None:
        for path, definition in workspace.index.definitions(reference.key):
            yield Hover(preview(workspace, path, definition), reference.span)
    elif definition_at(file, offset):
        yield from _about_definition(workspace, file, offset)
    else:
        yield from _about_term(workspace, file, offset)
    yield from _about_tag(file, offset)
    yield from _about_plan_key(file, offset)
    for finding in workspace.findings(file.path):
        if finding.span.contains(offset):
            yield Hover(_manual(finding, workspace), finding.span)
    yield from _about_statement(file, offset)


def preview(workspace: Workspace, path: str, definition: Definition) -> str:
    """Return what a definition stands for: a section's own text, a spec's title, a task's table."""
    file = workspace.files[path]
    if file.plan is not None:
        task = file.plan.task_at(definition.span.start)
        return _task_summary(task) if task else f"`{definition.name}`"
    section = section_at(file, definition.span.start)
    if section is None or file.outline is None:
        return f"`{definition.name}`"
    if definition.key.kind == "spec":
        return f"**{file.spec_id}** {definition.detail or ''}".rstrip() + f"\n\n{_overview(file)}"
    return _shortened(file.outline.body(section))


def _overview(file: SourceFile) -> str:
    overview = file.outline.top.get("overview") if file.outline else None
    return _shortened(overview.piece.text[overview.piece.heading_end :].strip()) if overview else ""


def _shortened(text: str) -> str:
    lines = text.strip().splitlines()
    if len(lines) <= PREVIEW_LINES:
        return "\n".join(lines)
    fence = "\n```" if sum(line.lstrip().startswith("```") for line in lines[:PREVIEW_LINES]) % 2 else ""
    return "\n".join(lines[:PREVIEW_LINES]) + f"{fence}\n\n… {len(lines) - PREVIEW_LINES} more lines"


def _task_summary(task: Task) -> str:
    rows = [("spec", task.spec), ("needs", ", ".join(task.needs)), ("writes", ", ".join(task.outputs))]
    told = "\n".join(f"- {name}: {value}" for name, value in rows if value)
    return f"**{task.id}** {task.title}".rstrip() + f"\n\n{told}"


def _about_definition(workspace: Workspace, file: SourceFile, offset: int) -> Iterator[Hover]:
    """Say who refers to the name that a cursor is on."""
    definition = definition_at(file, offset)
    if definition is None or definition.key.kind == "depends":
        return
    users = workspace.index.references(definition.key)
    files = sorted({path for path, _reference in users})
    told = f"Named {len(users)} times, in {', '.join(files)}" if users else "Nothing refers to this yet"
    yield Hover(f"**{_written(definition.key, definition)}**\n\n{told}", definition.span)


def _about_term(workspace: Workspace, file: SourceFile, offset: int) -> Iterator[Hover]:
    """Show the glossary's entry of the term that a cursor is on."""
    found = term_at(file.text, offset, workspace.index)
    if found is not None:
        span, key = found
        for path, definition in workspace.index.definitions(key):
            yield Hover(f"{_meaning(workspace, path, definition)}\n\n*Glossary of {path}*", span)


def _meaning(workspace: Workspace, path: str, definition: Definition) -> str:
    """Return an entry of a glossary: the text under its heading, or its line of a list or table."""
    file = workspace.files[path]
    section = section_at(file, definition.span.start)
    if section is None or section.level > 2:
        return preview(workspace, path, definition)
    lines = Lines(file.text)
    return lines.line(lines.position(definition.span.start).line).strip()


def _written(key: Key, definition: Definition) -> str:
    return f"#{definition.name}" if key.kind in ("anchor", "part") else definition.name


def _about_tag(file: SourceFile, offset: int) -> Iterator[Hover]:
    section = section_at(file, offset)
    for tag in section.piece.tags if section else ():
        span = section.at(tag.name.span) if section else tag.name.span
        if Span(span.start - 1, span.end).contains(offset) and tag.name.text.casefold() in TAG_HELP:
            yield Hover(f"`@{tag.name.text}`: {TAG_HELP[tag.name.text.casefold()]}", span)


def _about_plan_key(file: SourceFile, offset: int) -> Iterator[Hover]:
    task = task_at(file, offset)
    for (name, _item), span in task.spans.items() if task else ():
        key = name.removeprefix("key:")
        if name != key and span.contains(offset) and key in TASK.keys:
            yield Hover(f"`{key}`: {TASK.keys[key].doc}", span)


_SHAPES: Mapping[Shape, str] = {
    "scenario": "Scenario: Given, When, Then",
    "ubiquitous": "EARS, always: The … shall …",
    "event": "EARS, on an event: When …",
    "state": "EARS, in a state: While …",
    "unwanted": "EARS, against what is unwanted: If … then",
    "optional": "EARS, where a feature is: Where …",
    "complex": "EARS, several conditions",
    "shall": "Demand, in none of the shapes of EARS",
    "outcome": "Error: condition and outcome",
}


def _about_statement(file: SourceFile, offset: int) -> Iterator[Hover]:
    """Say which shape the statement under the cursor has, and what fills its slots."""
    section = section_at(file, offset)
    for statement in statements_of(section) if section else ():
        if section and section.at(statement.span).contains(offset) and statement.shape in _SHAPES:
            strength = f" · {statement.modality}" if statement.modality != "none" else ""
            written = section.piece.text
            slots = (f"- {slot.name}: {' '.join(written[slice(*slot.span)].split())}" for slot in statement.slots)
            lines = "\n".join((f"**{_SHAPES[statement.shape]}**{strength}", "", *slots)).rstrip()
            yield Hover(lines, section.at(statement.span))


def _manual(finding: Finding, workspace: Workspace) -> str:
    rule = all_rules(workspace.configuration).get(finding.code)
    return f"**{finding.code}** {rule.manual}" if rule else f"**{finding.code}** {finding.message}"
