"""A component does not say which file it becomes.

## What it finds
A `###` heading under `## Components` without `@path`, or with an empty one.

## Why it matters
A task needs a file to write. Without it, the component is in no plan.

## Example
```
### Screen

Draws sprites.
```

## Fix
Add `@path: folder/file` under the heading; the quick fix makes one from the component's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "missing-path"
SEVERITY = Severity.ERROR


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report a component without a path at its name."""
    if not is_component(section, file) or any(tag.value.text for tag in section.tags("path")):
        return
    empty = next(section.tags("path"), None)
    path = "_".join(section.name.split()) + ".py"
    at = section.start + section.piece.heading_end
    edit = TextEdit(section.at(empty.span), f"@path: {path}") if empty else TextEdit(Span(at, at), f"\n@path: {path}\n")
    message = f"The component '{section.title.text}' has no path: add `@path: {path}`"
    yield Finding(CODE, SEVERITY, section.title.span, message, fixes=(fix_here(f"Add @path: {path}", file.path, edit),))
