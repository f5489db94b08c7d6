"""A tag stands where nobody reads it.

## What it finds
A tag of the header, such as `@depends`, under another heading than the title, and a `@path` that is not under a
component.

## Why it matters
It looks as if it counted, and it does not: a spec with its `@depends` under `## Overview` depends on nothing.

## Example
```
# Display

@id: DISPLAY

## Overview

@depends: [MEMORY]
```

## Fix
Move the line under the title, which the quick fix does, or the `@path` under its component.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.model import Outline, Section
from osteon.analysis.rules.headers import with_tag
from osteon.analysis.rules.sections import is_component
from osteon.analysis.rules.tag_names import HEADER_TAGS, SECTION_TAGS
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import TagLine
from osteon.analysis.text import LINE_END, Span, TextEdit, whole_lines

CODE = "misplaced-tag"
SEVERITY = Severity.WARNING


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report header tags below the head, and paths of no component."""
    outline = file.outline
    if outline is None:
        return
    only_in_header = frozenset(HEADER_TAGS.get(file.kind, ())) - frozenset(SECTION_TAGS.get(file.kind, ()))
    named = {*only_in_header, "path"} & outline.shape.tagged.keys()
    for section in dict.fromkeys(one for name in sorted(named) for one in outline.tagged(name)):
        for tag in section.piece.tags:
            name = tag.name.text.casefold()
            if name in only_in_header and section is not outline.title and section.level:
                message = f"@{name} counts only under the title: move it there"
                yield Finding(CODE, SEVERITY, section.at(tag.span), message, fixes=_move(tag, section, outline, file))
            elif name == "path" and file.kind == "architecture" and not is_component(section, file):
                message = "@path counts only under a `###` heading of `## Components`: move it there"
                yield Finding(CODE, SEVERITY, section.at(tag.span), message, fixes=(_remove(tag, section, file),))


def _remove(tag: TagLine, section: Section, file: SourceFile) -> Fix:
    line = whole_lines(file.text, section.at(tag.span))
    return fix_here(f"Remove this @{tag.name.text}", file.path, TextEdit(line, ""), preferred=False)


def _move(tag: TagLine, section: Section, outline: Outline, file: SourceFile) -> tuple[Fix, ...]:
    """Offer to move a line to the header, unless the header has such an entry already."""
    name = tag.name.text.casefold()
    if outline.header.get(name) is not None:
        return (_remove(tag, section, file),)
    end = LINE_END.search(section.piece.text, tag.span.end)
    line = section.at(Span(tag.span.start, end.end() if end else tag.span.end))
    added = with_tag(outline, name, tag.value.text)
    return (fix_here(f"Move @{name} under the title", file.path, added, TextEdit(line, "")),)
