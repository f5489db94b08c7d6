"""A section has nothing in it.

## What it finds
A heading with neither text nor sub-headings under it, and a `## Requirements` or `## Components` without any `###`.

## Why it matters
An empty section looks like an answer and is none; a model fills the gap with a guess.

## Example
```
## Constraints

## Notes
```

## Fix
Write what belongs there, or delete the heading.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.source_file import SourceFile

CODE = "empty-section"
SEVERITY = Severity.WARNING

_OF_ENTRIES = {("spec", "requirements"): "requirement", ("architecture", "components"): "component"}


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report headings under which nothing stands."""
    for section in file.outline.sections if file.outline else ():
        entry = _OF_ENTRIES.get((file.kind, section.name)) if section.level == 2 else None
        if entry and not any(child.level == 3 for child in section.children):
            message = f"'{section.title.text}' has no {entry}: add one as `### Name`"
            yield Finding(CODE, SEVERITY, section.title.span, message)
        elif section.level > 1 and section.is_empty and section.title.text:
            message = f"'{section.title.text}' is empty: write what belongs here or delete the heading"
            yield Finding(CODE, SEVERITY, section.title.span, message)
