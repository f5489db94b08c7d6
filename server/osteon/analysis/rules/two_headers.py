"""A file has front matter and header tags.

## What it finds
A file that begins with YAML front matter and has `@`-tags under its title as well.

## Why it matters
The two can disagree, and each tool believes another one.

## Example
```
---
id: DISPLAY
---
# Display

@status: draft
```

## Fix
The quick fix moves every entry of the front matter that the tags do not have under the title and deletes the block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.model import Header, HeaderTag, Outline
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "two-headers"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report the front matter of a file that also has header tags."""
    if file.outline is None or file.outline.header.dialect != "both":
        return
    message = "The file has front matter and header tags: keep one of them"
    yield Finding(CODE, SEVERITY, file.outline.header.span, message, fixes=(_keep_tags(file.outline, file.path),))


def _keep_tags(outline: Outline, path: str) -> Fix:
    block = outline.header.span
    newline = "\r\n" if "\r\n" in outline.text else "\n"
    tags = [tag for tag in outline.header.tags if tag.span.start >= block.end]
    known = {tag.name.text.casefold() for tag in tags}
    moved = [tag for tag in outline.header.tags if tag.span.end <= block.end and tag.name.text.casefold() not in known]
    lines = "".join(f"@{tag.name.text}: {_one_line(tag)}{newline}" for tag in moved)
    at = tags[0].span.start
    edits = (TextEdit(block, ""), TextEdit(Span(at, at), lines))
    title = "Keep the tags, move the rest of the front matter to them"
    return fix_here(title, path, *edits, safe=_says_the_same(outline.header, outline.text))


def _says_the_same(header: Header, text: str) -> bool:
    """Tell whether front matter says nothing that the tags contradict, and nothing that is no entry."""
    values: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for tag in header.tags:
        values[tag.name.text.casefold()].add(tuple(item.text for item in tag.items) or (tag.value.text,))
    agree = all(len(different) == 1 for different in values.values())
    return agree and not header.problems and "#" not in text[slice(*header.span)]


def _one_line(tag: HeaderTag) -> str:
    if "\n" not in tag.value.text and not tag.value.text.startswith("- "):
        return tag.value.text
    return "[" + ", ".join(item.text for item in tag.items) + "]"
