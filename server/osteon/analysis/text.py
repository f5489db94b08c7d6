"""Spans, line positions and edits over plain text, counted in characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")
"""What ends a line: CR LF, LF or CR, and nothing else (no form feed, no U+2028)."""


_LONE_LINE_FEED = re.compile(r"(?<!\r)\n")


def line_end(text: str) -> str:
    """Return how all lines of a text end; a line feed where they differ, or where there is only one line."""
    feeds, returns = text.count("\n"), text.count("\r")
    if feeds == 0 or returns == 0:
        return "\r" if returns else "\n"
    return "\r\n" if feeds == returns == text.count("\r\n") else "\n"


def line_ends(text: str) -> int:
    """Return how many lines end in a text."""
    return len(LINE_END.findall(text)) if "\r" in text else text.count("\n")


class Span(NamedTuple):
    """A half-open range of character offsets, `start` to `end`."""

    start: int
    end: int

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)

    def contains(self, offset: int) -> bool:
        """Tell whether a cursor at `offset` touches this span; both ends count."""
        return self.start <= offset <= self.end


class Position(NamedTuple):
    """A line and a column, both counted from 0, the column in characters."""

    line: int
    column: int


def whole_lines(text: str, span: Span) -> Span:
    """Return the whole lines that hold a range, with their line ends."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    end = LINE_END.search(text, max(span.start, span.end))
    return Span(start, end.end() if end else len(text))


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace `span` by `text`; an empty span inserts."""

    span: Span
    text: str
    blanks: tuple[Span, ...] = ()
    """The parts of `text`, in order, that a person must decide on; a default stands there until then."""

    def shifted(self, by: int) -> TextEdit:
        """Return the same edit `by` characters further on."""
        return TextEdit(self.span.shifted(by), self.text, self.blanks)

    def with_line_end(self, end: str) -> TextEdit:
        """Return the same edit with `end` for each line feed of its text that has no carriage return before it."""
        if end == "\n" or "\n" not in self.text:
            return self
        starts = [match.start() for match in _LONE_LINE_FEED.finditer(self.text)]
        grown = len(end) - 1
        blanks = tuple(Span(*(at + grown * bisect_left(starts, at) for at in blank)) for blank in self.blanks)
        return TextEdit(self.span, _LONE_LINE_FEED.sub(end, self.text), blanks)


class Blank(str):
    """A part of an inserted text that a person must decide on. It reads as one to fill in: `<number>`, `…`."""

    __slots__ = ()


def edit_to_fill_in(span: Span, *parts: str | Blank) -> TextEdit:
    """Return an edit that replaces `span` by `parts`, some of which are blanks.

    An editor that can visits each blank in turn; any other gets the parts as they are.
    """
    blanks: list[Span] = []
    at = 0
    for part in parts:
        if isinstance(part, Blank):
            blanks.append(Span(at, at + len(part)))
        at += len(part)
    return TextEdit(span, "".join(parts), tuple(blanks))


class Lines:
    """The line starts of one text: offset to position and back, in logarithmic time."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in LINE_END.finditer(text))]

    @property
    def text(self) -> str:
        return self._text

    @property
    def length(self) -> int:
        """How many characters the text has."""
        return len(self._text)

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, line: int) -> int:
        """Return the offset where `line` begins; lines past the end begin at the end of the text."""
        return self._starts[line] if line < len(self._starts) else self.length

    def line(self, line: int) -> str:
        """Return one line without its line end; an empty string past the end."""
        return self.text[self.start(line) : self.start(line + 1)].rstrip("\r\n")

    def position(self, offset: int) -> Position:
        offset = max(0, min(offset, self.length))
        line = bisect_right(self._starts, offset) - 1
        return Position(line, offset - self._starts[line])

    def before(self, position: Position) -> str:
        """Return what stands on a line before a position."""
        start = self.start(position.line)
        return self.text[start : start + position.column]

    def offset(self, position: Position) -> int:
        """Return the offset of `position`, clamped into its line and into the text."""
        if position.line < 0:
            return 0
        start = self.start(position.line)
        return min(start + max(0, position.column), start + len(self.line(position.line)))


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Return `text` after `edits`, whose spans refer to `text` as it is and do not overlap.

    Raises ValueError where two edits overlap.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < at:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        pieces += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*pieces, text[at:]))
