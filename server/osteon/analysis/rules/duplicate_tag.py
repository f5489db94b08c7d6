"""A tag stands twice under one heading.

## What it finds
A second tag of a name that may stand only once: everything but `@see`, `@allow`, `@term` and `@origin`. In front
matter, a second entry of any name.

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

from collections.abc import Iterator, Sequence

from osteon.analysis import front_matter
from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.tag_names import REPEATABLE
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import LINE_END, Span, TextEdit

CODE = "duplicate-tag"
SEVERITY = Severity.ERROR


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report each tag that an earlier line under the same heading has too, and each such entry of front matter."""
    tags = [(f"@{tag.name.text.casefold()}", tag.span) for tag in section.piece.tags]
    yield from _repeated([tag for tag in tags if tag[0].removeprefix("@") not in REPEATABLE], section, file)
    if section.piece.front_matter is not None:
        entries, _problems = front_matter.read(section.piece.front_matter.text)
        named = [(entry.name.text.casefold(), entry.span) for entry in entries if entry.name.text]
        yield from _repeated(named, section, file)


def _repeated(named: Sequence[tuple[str, Span]], section: Section, file: SourceFile) -> Iterator[Finding]:
    seen: dict[str, Span] = {}
    for name, span in named:
        first = seen.get(name)
        seen[name] = span
        if first is not None:
            related = Related(Place(file.path, section.at(first)), "It stands here first")
            delete = _lines(section.piece.text, first)
            edits = [TextEdit(section.at(delete), "")] if delete else []
            same = section.piece.text[slice(*first)].split() == section.piece.text[slice(*span)].split()
            title = f"Delete the first {name}"
            fixes = tuple(fix_here(title, file.path, edit, safe=same, preferred=same) for edit in edits)
            message = f"{name} stands twice: delete one, only this last one counts"
            yield Finding(CODE, SEVERITY, section.at(span), message, (related,), fixes)


def _lines(text: str, span: Span) -> Span | None:
    """Return the whole lines of an entry with their line end; None where they hold something else too."""
    if LINE_END.search(text, span.end - 1, span.end):  # a list in lines of its own
        return span
    end = LINE_END.search(text, span.end)
    after = end.end() if end else len(text)
    begins_line = not text[: span.start].rpartition("\n")[2].strip("\ufeff\r ")
    return Span(span.start, after) if begins_line and not text[span.end : after].strip() else None
