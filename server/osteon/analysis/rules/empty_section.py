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
Write what belongs there, or delete the heading; there is a quick fix for either.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.missing_section import CONTENT
from osteon.analysis.rules.sections import below, is_open
from osteon.analysis.source_file import SourceFile, anchor_key, component_key, part_key
from osteon.analysis.text import Blank, TextEdit

CODE = "empty-section"
SEVERITY = Severity.WARNING

_OF_ENTRIES = {("spec", "requirements"): "requirement", ("architecture", "components"): "component"}


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a heading under which nothing stands."""
    entry = _OF_ENTRIES.get((file.kind, section.name)) if section.level == 2 else None
    if entry and not any(child.level == 3 for child in section.children):
        message = f"'{section.title.text}' has no {entry}: add one as `### Name`"
        yield Finding(CODE, SEVERITY, section.title.span, message, fixes=_entry(section, entry, file))
    elif section.level > 1 and section.is_empty and section.title.text:
        message = f"'{section.title.text}' is empty: write what belongs here or delete the heading"
        fixes = (_fill(section, file), *_delete(section, file, index))
        yield Finding(CODE, SEVERITY, section.title.span, message, fixes=fixes)


def _entry(section: Section, entry: str, file: SourceFile) -> tuple[Fix, ...]:
    """Offer a first entry, below all that stands under the heading."""
    content = CONTENT["Components" if entry == "component" else "Requirements"]
    return (fix_here(f"Add a {entry}", file.path, below(section, *content)),) if not is_open(section) else ()


def _fill(section: Section, file: SourceFile) -> Fix:
    return fix_here("Write what belongs here", file.path, below(section, Blank("<what belongs here>")))


def _delete(section: Section, file: SourceFile, index: Index) -> tuple[Fix, ...]:
    """Offer to delete a heading that nothing refers to."""
    spec, anchor = file.spec_id, section.anchor
    keys = (anchor_key(spec, anchor), part_key(spec, anchor), component_key(section.title.text, spec))
    if any(index.references(key) for key in keys):
        return ()
    return (fix_here("Delete the heading", file.path, TextEdit(section.span, ""), preferred=False),)
