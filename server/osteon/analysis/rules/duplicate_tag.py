"""A tag stands twice under one heading.

## What it finds
A second tag of a name that may stand only once: everything but `@see`, `@allow`, `@term` and `@origin`.

## Why it matters
Only the last one counts; a reader who sees the first is misled.

## Example
```
@status: draft
@status: approved
```

## Fix
Delete the one that is wrong; the quick fix deletes the earlier one, which has no effect.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import TagLine
from osteon.analysis.text import LINE_END, Span, TextEdit

CODE = "duplicate-tag"
SEVERITY = Severity.ERROR

_REPEATABLE = frozenset({"see", "allow", "term", "origin"})


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report each tag that an earlier line under the same heading has too."""
    seen: dict[str, TagLine] = {}
    for tag in section.piece.tags:
        name = tag.name.text.casefold()
        first = seen.get(name)
        seen[name] = tag
        if first is not None and name not in _REPEATABLE:
            related = Related(Place(file.path, section.at(first.span)), "It stands here first")
            delete = TextEdit(section.at(_line(section, first)), "")
            fix = fix_here(f"Delete the first @{name}", file.path, delete, preferred=False)
            message = f"@{name} stands twice: delete one, only this last one counts"
            yield Finding(CODE, SEVERITY, section.at(tag.span), message, (related,), (fix,))


def _line(section: Section, tag: TagLine) -> Span:
    """Return the tag's whole line with its line end."""
    end = LINE_END.search(section.piece.text, tag.span.end)
    return Span(tag.span.start, end.end() if end else len(section.piece.text))
