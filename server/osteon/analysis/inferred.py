"""What a model added and no person has accepted: where it is marked, and the edits that accept or reject it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osteon.analysis.index import Key
from osteon.analysis.model import Section
from osteon.analysis.origins import origin_of
from osteon.analysis.source_file import SourceFile, anchor_key, component_key, part_key
from osteon.analysis.syntax import Item
from osteon.analysis.text import LINE_END, Span, TextEdit

CLASS = "inferred"
"""The class, in the braces at the end of a heading or of a list item, that marks it as added by a model."""

_ITEM_MARK = re.compile(r"\{[^{}\r\n]*(?<=[\s{])\.inferred(?=[\s}])[^{}\r\n]*\}(?=[ \t]*$)", re.MULTILINE)
_CLASS = re.compile(r"[ \t]*(?<=[\s{])\.inferred(?=[\s}])")


@dataclass(frozen=True, slots=True)
class Inferred:
    """A heading or list item that a model added; all places count from the start of the file."""

    name: str
    span: Span
    """What to point at: the title, or the mark of a list item."""
    by: str
    """What `@origin` says of who inferred it from what; empty where only a class marks it."""
    acceptance: tuple[TextEdit, ...]
    """The edits that take its marks away: from then on it is the person's own."""
    whole: Span
    """What goes when it is rejected."""
    section: Section | None = None
    """The heading, where it is one."""


def inferred_in(section: Section) -> Iterator[Inferred]:
    """Return what is marked as inferred of a heading and of the list items right under it."""
    if section.level > 1 and (found := _heading(section)):
        yield found
    if f".{CLASS}" in section.piece.text:
        for items in (section.piece.items, *(field.items for field in section.piece.fields)):
            yield from _items(section, items)


def keys_of(section: Section, file: SourceFile) -> Iterator[Key]:
    """Return the keys that other files may name a section by."""
    if file.kind == "spec":
        yield anchor_key(file.spec_id, section.anchor)
    else:
        yield part_key(file.spec_id, section.anchor)
        if section.is_entry_of("components"):
            yield component_key(section.title.text, file.spec_id)


def _heading(section: Section) -> Inferred | None:
    origin = origin_of(section)
    marked = section.has(CLASS)
    if not marked and not (origin and origin.inferred):
        return None
    edits = [_without_class(section)] if marked else []
    by = ""
    if origin and origin.inferred:
        edits += [_without_line(section, tag.span) for tag in section.tags("origin")]
        by = origin.value.text.removeprefix("inferred").strip()
    whole = Span(section.start, section.end)
    return Inferred(section.title.text, section.title.span, by, tuple(edits), whole, section)


def _without_class(section: Section) -> TextEdit:
    span = section.attributes.span if section.attributes else Span(0, 0)
    return _unmarked(section.piece.text, span, section.start)


def _unmarked(text: str, braces: Span, start: int) -> TextEdit:
    """Take the class out of braces, and the braces with the space before them where they hold nothing else."""
    rest = _CLASS.sub("", text[braces.start : braces.end])
    if rest.strip("{} \t"):
        return TextEdit(braces.shifted(start), rest.replace("{ ", "{"))
    begin = len(text[: braces.start].rstrip(" \t"))
    return TextEdit(Span(begin, braces.end).shifted(start), "")


def _without_line(section: Section, span: Span) -> TextEdit:
    end = LINE_END.search(section.piece.text, span.end)
    return TextEdit(Span(span.start, end.end() if end else len(section.piece.text)).shifted(section.start), "")


def _items(section: Section, items: Sequence[Item]) -> Iterator[Inferred]:
    for number, item in enumerate(items):
        mark = _ITEM_MARK.search(item.text.text)
        if mark is None:
            continue
        braces = Span(*mark.span()).shifted(item.text.span.start)
        acceptance = (_unmarked(section.piece.text, braces, section.start),)
        name = item.text.text[: mark.start()].strip()
        last = _last_below(items, number)
        end = LINE_END.search(section.piece.text, last.span.end)
        whole = Span(_line_start(section.piece.text, item.span.start), end.end() if end else last.span.end)
        yield Inferred(name, section.at(braces), "", acceptance, section.at(whole))


def _last_below(items: Sequence[Item], number: int) -> Item:
    """Return the last item that is indented under one, or that one itself."""
    last = number
    while last + 1 < len(items) and items[last + 1].indent > items[number].indent:
        last += 1
    return items[last]


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
