"""Two headings of one file have the same anchor.

## What it finds
An explicit `{#anchor}` that an earlier heading of the file already has, written out or as the slug of its title.

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
from osteon.analysis.text import TextEdit

CODE = "duplicate-anchor"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report each anchor, from the second heading on that has it."""
    seen: dict[str, Section] = {}
    sections = [section for section in (file.outline.sections if file.outline else ()) if section.level > 1]
    for section in sections:
        first = seen.setdefault(section.anchor.casefold(), section)
        anchor = section.attributes.anchor if section.attributes else None
        if first is section or anchor is None:
            continue
        free = _free(section.anchor, {other.anchor.casefold() for other in sections})
        span = section.at(anchor.span)
        related = Related(Place(file.path, first.title.span), "The first heading with this anchor")
        fix = fix_here(f"Change to #{free}", file.path, TextEdit(span, free))
        message = f"The anchor #{section.anchor} belongs to '{first.title.text}' already: choose another"
        yield Finding(CODE, SEVERITY, span, message, (related,), (fix,))


def _free(anchor: str, taken: set[str]) -> str:
    number = 2
    while f"{anchor}-{number}".casefold() in taken:
        number += 1
    return f"{anchor}-{number}"
