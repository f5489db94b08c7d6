"""Two headings of one file have the same anchor.

## What it finds
A heading whose anchor an earlier heading of the file already has. The anchor is what stands in `{#anchor}`, or the
slug of the title; headings with the same title and no anchor are told apart by a number.

## Why it matters
A reference to the anchor always means the first heading; the second one can never be planned or covered.

## Example
```
### Draw {#draw}
### Draw twice {#draw}
```

## Fix
Give the second heading an anchor of its own; the quick fix adds a number.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "duplicate-anchor"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report each anchor, from the second heading on that has it."""
    seen: dict[str, Section] = {}
    if file.outline is None or not file.outline.shared_anchors:
        return
    sections = [section for section in file.outline.sections if section.level > 1]
    for section in sections:
        first = seen.setdefault(section.anchor.casefold(), section)
        if first is not section and section.anchor:
            free = _free(section.anchor, {other.anchor.casefold() for other in sections})
            yield _finding(section, first, free, file.path)


def _finding(section: Section, first: Section, free: str, path: str) -> Finding:
    explicit = section.attributes.anchor if section.attributes else None
    span = section.at(explicit.span) if explicit else section.title.span
    edit = TextEdit(span, free) if explicit else _added(section, free)
    related = Related(Place(path, first.title.span), "The first heading with this anchor")
    message = f"The anchor #{section.anchor} belongs to '{first.title.text}' already: choose another"
    return Finding(CODE, SEVERITY, span, message, (related,), (fix_here(f"Change to #{free}", path, edit),))


def _added(section: Section, anchor: str) -> TextEdit:
    """Return the edit that gives a heading an anchor of its own."""
    if section.attributes is None:
        return TextEdit(Span(section.title.span.end, section.title.span.end), f" {{#{anchor}}}")
    inside = section.at(section.attributes.span).start + 1
    return TextEdit(Span(inside, inside), f"#{anchor} ")


def _free(anchor: str, taken: set[str]) -> str:
    number = 2
    while f"{anchor}-{number}".casefold() in taken:
        number += 1
    return f"{anchor}-{number}"
