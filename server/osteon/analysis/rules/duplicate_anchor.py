"""Two headings of one file have the same anchor.

## What it finds
A heading whose `{#anchor}` an earlier heading of the file already has. A heading without one is named by the slug of
its title, and by a number behind it where the slug is an `{#anchor}` of the file or an earlier heading's slug.

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
        explicit = section.attributes.anchor if section.attributes else None
        if first is not section and explicit:
            free = _free(section.anchor, {other.anchor.casefold() for other in sections})
            yield _finding(section.at(explicit.span), section, first, free, file.path)


def _finding(span: Span, section: Section, first: Section, free: str, path: str) -> Finding:
    related = Related(Place(path, first.title.span), "The first heading with this anchor")
    message = f"The anchor #{section.anchor} belongs to '{first.title.text}' already: choose another"
    fix = fix_here(f"Change to #{free}", path, TextEdit(span, free))
    return Finding(CODE, SEVERITY, span, message, (related,), (fix,))


def _free(anchor: str, taken: set[str]) -> str:
    number = 2
    while f"{anchor}-{number}".casefold() in taken:
        number += 1
    return f"{anchor}-{number}"
