"""What the header checks share: where a header's findings stand, and how an entry is added in the file's dialect."""

from __future__ import annotations

from osteon.analysis.model import Outline
from osteon.analysis.text import Span, TextEdit


def title_span(outline: Outline) -> Span:
    """Return the title's range, or the first line's where there is no title."""
    if outline.title is not None and outline.title.title.text:
        return outline.title.title.span
    return Span(0, len(outline.text.splitlines()[0]) if outline.text.strip() else 0)


def with_tag(outline: Outline, name: str, value: str) -> TextEdit:
    """Return the edit that gives the header the entry `name`, replacing an empty one, in the file's own dialect."""
    newline = "\r\n" if "\r\n" in outline.text else "\n"
    present = outline.header.get(name)
    if present is not None:
        return TextEdit(present.span, _line(outline, name, value))
    header = outline.header
    if header.dialect in ("yaml", "both"):
        after_marker = header.span.start + outline.text[header.span.start :].index("---") + 3
        return TextEdit(Span(after_marker, after_marker), newline + _line(outline, name, value))
    if header.tags:
        at = header.tags[0].span.start
        return TextEdit(Span(at, at), _line(outline, name, value) + newline)
    at = header.span.start
    lead = newline if at and outline.text[at - 1] in "\r\n" else newline * 2 if at else ""
    return TextEdit(Span(at, at), f"{lead}{_line(outline, name, value)}{newline}")


def _line(outline: Outline, name: str, value: str) -> str:
    return f"{name}: {value}" if outline.header.dialect in ("yaml", "both") else f"@{name}: {value}"
