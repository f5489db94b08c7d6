"""Edits of whole statements that several checks offer: taking one out, and moving one to the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.passages import per_piece
from osteon.analysis.prose import blocks_of
from osteon.analysis.source_file import SourceFile, heading_key
from osteon.analysis.statements import Statement
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span, TextEdit

_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])?[ \t]*")
_REST = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)")
_SPACE = re.compile(r"[ \t]*")


def without(section: Section, span: Span) -> TextEdit:
    """Return the edit that takes a statement out, by its span in the piece: the whole item where it is all of it."""
    text = section.piece.text
    begin = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    rest = _REST.match(text, span.end)
    if rest and _BULLET.fullmatch(text, begin, span.start):
        return TextEdit(section.at(Span(begin, rest.end())), "")
    if rest:
        return TextEdit(section.at(Span(len(text[: span.start].rstrip(" \t")), span.end)), "")
    space = _SPACE.match(text, span.end)
    return TextEdit(section.at(Span(span.start, space.end() if space else span.end)), "")


def without_block(section: Section, offset: int) -> TextEdit:
    """Return the edit that takes out the whole item or paragraph that holds an offset of the piece."""
    return without(section, next(span for span in _blocks(section.piece) if span.contains(offset)))


@per_piece
def _blocks(piece: Piece) -> Iterator[Span]:
    return (Span(block.start, block.start + len(block.masked)) for block in blocks_of(piece))


_LONGEST = 1000
"""No longer statement is moved: it is no question."""


def to_notes(section: Section, statement: Statement, file: SourceFile, index: Index) -> tuple[Fix, ...]:
    """Return the fix that moves a statement to the top of the notes of its file; none where there are no notes."""
    places = (place.span for path, place in index.definitions(heading_key(file.spec_id, "notes")) if path == file.path)
    place = next(places, None) if file.spec_id and statement.origin != "cell" else None
    notes = file.outline.section_at(place.start) if place and file.outline else None
    if notes is None or notes is section or len(statement.text) > _LONGEST:
        return ()
    edits = (without(section, statement.span), _first_item(notes, " ".join(statement.text.split())))
    return (fix_here("Move it to Notes", file.path, *edits, preferred=False),)


def _first_item(section: Section, text: str) -> TextEdit:
    """Return the edit that puts an item before all other text under a heading."""
    at = section.at(section.piece.own_text).start
    if not section.has_own_text:
        return TextEdit(Span(at, at), f"\n- {text}\n")
    goes_on = section.piece.text.startswith("- ", section.piece.own_text.start)
    return TextEdit(Span(at, at), f"- {text}\n" if goes_on else f"- {text}\n\n")
