"""Takes a name out of the list that it stands in: a tag, front matter, a field of a component, a directive of cases."""

from __future__ import annotations

import re

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.model import Outline, Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit, whole_lines


def taken_out(file: SourceFile, span: Span, title: str) -> tuple[Fix, ...]:
    """Return the fix that takes out the name at `span`, with all of its tag where there is no other."""
    edit = without_name(file, span)
    return (fix_here(title, file.path, edit, preferred=False),) if edit else ()


def without_name(file: SourceFile, span: Span) -> TextEdit | None:
    """Return the edit that takes a name out of its list; None where it stands in none."""
    if file.cases is not None:
        values = ((one.value.span, one.span) for one in file.cases.directives)
        return next((_of_list(file.text, span, *one) for one in values if _holds(one[0], span)), None)
    section = file.outline.section_at(span.start) if file.outline else None
    if section is None or file.outline is None:
        return None
    return _of_tag(section, span, file.text) or _of_entry(file.outline, span, file.text) or _of_field(section, span)


def _of_tag(section: Section, span: Span, text: str) -> TextEdit | None:
    values = ((section.at(tag.value.span), section.at(tag.span)) for tag in section.piece.tags)
    return next((_of_list(text, span, *one) for one in values if _holds(one[0], span)), None)


def _of_entry(outline: Outline, span: Span, text: str) -> TextEdit | None:
    """Take a name out of front matter: of a list in one line or with a line for each, or with its key."""
    entry = next((tag for tag in outline.header.tags if any(item.span == span for item in tag.items)), None)
    if entry is None:
        return None
    line = whole_lines(text, span)
    alone = len(entry.items) == 1
    if not alone and _BULLET.fullmatch(text, line.start, span.start):
        return TextEdit(line, "")
    written = text[slice(*entry.span)].rstrip()  # the span of a list with a line for each ends on the line below
    whole = Span(entry.span.start, entry.span.start + len(written))
    return TextEdit(whole_lines(text, whole), "") if alone else _of_list(text, span, entry.value.span, whole)


def _of_field(section: Section, span: Span) -> TextEdit | None:
    """Take a name out of `**Depends on:**`; where it is the only one, `None` stands there."""
    field = section.field("depends on")
    if field is None or not _holds(section.at(field.span), span):
        return None
    inside, text = span.shifted(-section.start), section.piece.text
    item = next((item for item in field.items if _holds(item.span, inside)), None)
    body = item.text.span if item else field.body.span
    cut = _between_commas(text, inside, body)
    if cut is None and item is not None and len(field.items) > 1:
        return TextEdit(section.at(whole_lines(text, item.span)), "")
    return TextEdit(section.at(cut), "") if cut else TextEdit(span, "None")


def _of_list(text: str, span: Span, value: Span, whole: Span) -> TextEdit:
    """Take a name out of a value with commas, or all of its line where there is no other."""
    if text[span.start - 1 : span.start] == "#":
        span = Span(span.start - 1, span.end)
    cut = _between_commas(text, span, value)
    rest = text[value.start : cut.start] + text[cut.end : value.end] if cut else ""
    return TextEdit(cut if cut and _NAME.search(rest) else whole_lines(text, whole), "")


_NAME = re.compile(r"[\w#]")
_AFTER = re.compile(r"[^,\]\r\n]*,\s*")
_BEFORE = re.compile(r",\s*\Z")
_REST = re.compile(r"[^,\]\r\n]*")
_BULLET = re.compile(r"[ \t]*-[ \t]+")


def _between_commas(text: str, span: Span, within: Span) -> Span | None:
    """Return an item of a list with one of the commas beside it; None where it is the only one."""
    after = _AFTER.match(text, span.end, within.end)
    if after:
        return Span(span.start, after.end())
    before = _BEFORE.search(text, within.start, span.start)
    rest = _REST.match(text, span.end, within.end)
    return Span(before.start(), rest.end() if rest else span.end) if before else None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
