"""What the header checks share: where a header's findings stand, and how an entry is added in the file's dialect."""

from __future__ import annotations

from osteon.analysis.model import Outline
from osteon.analysis.text import LINE_END, Span, TextEdit


def title_span(outline: Outline) -> Span:
    """Return the title's range, or the first line's where there is no title."""
    if outline.title is not None and outline.title.title.text:
        return outline.title.title.span
    first = LINE_END.search(outline.text)
    return Span(text_start(outline.text), first.start() if first else len(outline.text))


def with_tag(outline: Outline, name: str, value: str) -> TextEdit:
    """Return the edit that gives the header the entry `name`, replacing an empty one, in the file's own dialect."""
    newline = "\r\n" if "\r\n" in outline.text else "\n"
    header = outline.header
    in_yaml = header.dialect in ("yaml", "both")
    present = header.get(name)
    if present is not None:
        as_yaml = in_yaml and header.span.contains(present.span.start)
        return TextEdit(present.span, _entry(name, value, as_yaml=as_yaml))
    if in_yaml:
        after_marker = header.span.start + outline.text[header.span.start :].index("---") + 3
        return TextEdit(Span(after_marker, after_marker), newline + _entry(name, value, as_yaml=True))
    if header.tags:
        at = header.tags[0].span.start
        return TextEdit(Span(at, at), _entry(name, value) + newline)
    return _first_entry(outline, _entry(name, value), newline)


def _first_entry(outline: Outline, entry: str, newline: str) -> TextEdit:
    at = outline.header.span.start or text_start(outline.text)
    lead = "" if at <= 1 else newline if outline.text[at - 1] in "\r\n" else newline * 2
    return TextEdit(Span(at, at), f"{lead}{entry}{newline}")


def text_start(text: str) -> int:
    """Return where a text begins: behind its byte order mark."""
    return len(text) - len(text.removeprefix("\ufeff"))


def _entry(name: str, value: str, *, as_yaml: bool = False) -> str:
    return f"{name}: {value}" if as_yaml else f"@{name}: {value}"
