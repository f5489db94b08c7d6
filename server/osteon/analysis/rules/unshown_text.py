"""No task shows a text to a model.

## What it finds
In a spec that the plan has tasks for, and in its architecture: a section that is in no task's `sections` or
`architecture`, text that stands between a heading and the first one under it, and text above the title. Left out are
`Notes` and the `Overview` of an architecture, which are for people, and requirements, which `unplanned-requirement`
reports.

## Why it matters
No model ever reads it: what it says holds for people only.

## Example
```
## Requirements

All numbers are in metres.

### Distance
```
in a plan whose tasks show `#distance`, and neither `#requirements` nor `#requirements/intro`.

## Fix
Run `osteon plan`, or add the anchor to a task: `#anchor` shows a section whole, `#anchor/intro` only the text between
its heading and the first one under it, `#slug-of-the-title/intro` the text under the title. Sections of an
architecture belong under `architecture`, as components do. Move what only people should read under `## Notes`. The
quick fixes add the anchor to a task of the spec.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index, Key
from osteon.analysis.model import INTRO, Outline, Section
from osteon.analysis.rules.plan_edits import additions
from osteon.analysis.rules.plan_tasks import is_planned, tasks_of
from osteon.analysis.rules.sections import below, is_open
from osteon.analysis.source_file import SourceFile, anchor_key, component_key, part_key
from osteon.analysis.text import Span, TextEdit

CODE = "unshown-text"
SEVERITY = Severity.WARNING

FOR_PEOPLE = {"spec": frozenset({"notes"}), "architecture": frozenset({"overview", "notes"})}
"""The sections of each kind of file that no task need show."""
_OF_ENTRIES = {"spec": "requirements", "architecture": "components"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the tasks of all plans show of one file."""

    file: SourceFile
    index: Index

    def anchor(self, anchor: str) -> bool:
        key = part_key if self.file.architecture else anchor_key
        return self.names(key(self.file.spec_id, anchor))

    def component(self, section: Section) -> bool:
        return self.names(component_key(section.title.text, self.file.spec_id))

    def names(self, key: Key) -> bool:
        roles = ("architecture",) if self.file.architecture else ("sections",)
        return any(reference.role in roles for _, reference in self.index.references(key))


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report the outermost headings of what no task shows."""
    outline = file.spec or file.architecture
    if outline is None or not is_planned(file.spec_id, index):
        return
    yield from _above_the_title(outline, file.path)
    shown = _Shown(file, index)
    key = "architecture" if file.architecture else "sections"
    top = (section for section in outline.sections if section.level and section.parent is None)
    unshown = (found for section in top for found in _unshown(section, shown))
    for number, (place, reference) in enumerate(unshown):
        message = f'No task shows this: run `osteon plan`, or add "{reference}" to the {key} of a task'
        tasks = tasks_of(file.spec_id, index) if number < _MOST_FIXED else ()
        fixes = tuple(additions(reference, (key,), tasks))
        yield Finding(CODE, SEVERITY, place.title.span, message, fixes=fixes)


_MOST_FIXED = 50
"""So many findings have fixes; no more of one code are reported."""


def _above_the_title(outline: Outline, path: str) -> Iterator[Finding]:
    for section in outline.sections:
        if section.level == 0 and section.has_own_text:
            span = section.piece.own_text
            line = outline.text[slice(*span)].splitlines()[0]
            message = "No task can show what stands above the title: move it below a heading"
            place = section.at(Span(span.start, span.start + len(line)))
            yield Finding(CODE, SEVERITY, place, message, fixes=_moved_down(section, outline, path))


def _moved_down(section: Section, outline: Outline, path: str) -> tuple[Fix, ...]:
    """Return the fix that moves the text above the title below it; none where a tag stands in it."""
    title, span = outline.title, section.piece.own_text
    if title is None or is_open(title) or is_open(section) or any(section.piece.tags):
        return ()
    text = section.piece.text[slice(*span)].strip()
    edits = (TextEdit(section.at(span), ""), below(title, text))
    return (fix_here("Move it below the title", path, *edits),)


def _unshown(section: Section, shown: _Shown) -> Iterator[tuple[Section, str]]:
    """Yield the outermost headings whose text no task shows, each with the reference that would show it."""
    if _is_left_out(section, shown) or (section.level > 1 and shown.anchor(section.anchor)):
        return
    if section.level > 1 and not _holds_entries(section, shown) and not _any_below(section, shown.anchor):
        if any(below.has_own_text for below in section.walk()):
            yield section, _reference(section, shown)
        return
    if section.has_own_text and not shown.anchor(f"{section.anchor}{INTRO}"):
        yield section, f"#{section.anchor}{INTRO if section.standing.introduces else ''}"
    for child in section.children if not _shows_all(section, shown) else ():
        yield from _unshown(child, shown)


def _shows_all(section: Section, shown: _Shown) -> bool:
    """Tell whether all under a heading are requirements, which are left to another check: there may be thousands."""
    return shown.file.kind == "spec" and _holds_entries(section, shown) and section.standing.below <= {3}


def _is_left_out(section: Section, shown: _Shown) -> bool:
    if section.level == 2:
        return section.name in FOR_PEOPLE[shown.file.kind]
    if not _is_entry(section, shown):
        return False
    return shown.file.kind == "spec" or not any(section.tags("path")) or shown.component(section)


def _holds_entries(section: Section, shown: _Shown) -> bool:
    return section.level == 2 and section.name == _OF_ENTRIES[shown.file.kind]


def _is_entry(section: Section, shown: _Shown) -> bool:
    return section.level == 3 and section.parent is not None and _holds_entries(section.parent, shown)


def _any_below(section: Section, is_shown: Callable[[str], bool]) -> bool:
    return any(is_shown(below.anchor) or is_shown(f"{below.anchor}{INTRO}") for below in section.walk())


def _reference(section: Section, shown: _Shown) -> str:
    return section.title.text if _is_entry(section, shown) else f"#{section.anchor}"
