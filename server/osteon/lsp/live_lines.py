"""A text that is being edited, line by line, kept up to date at a cost that grows with the edit."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from osteon.analysis.text import LINE_END, Lines, Position, TextEdit


class LiveLines(Lines):
    """A table of lines that follows edits. The whole text is put together when somebody asks for it.

    The starts after the last edited line wait for their common shift until an edit needs them, so that typing in
    one place moves nothing: entry `i` stands for `_starts[i] + _shift` from index `_pivot` on.
    """

    __slots__ = ("_length", "_lines", "_pivot", "_shift")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._length = len(text)
        self._lines = [text[start:end] for start, end in pairwise((*self._starts, len(text)))]
        """Each line with its end."""
        self._pivot = len(self._starts)
        self._shift = 0

    @property
    def text(self) -> str:
        if not self._text:
            self._text = "".join(self._lines)
        return self._text

    @property
    def length(self) -> int:
        return self._length

    def start(self, line: int) -> int:
        """Return the offset where `line` begins; lines past the end begin at the end of the text."""
        if line >= len(self._starts):
            return self._length
        return self._starts[line] + (self._shift if line >= self._pivot else 0)

    def line(self, line: int) -> str:
        """Return one line without its line end; an empty string past the end."""
        return self._lines[line].rstrip("\r\n") if line < len(self._lines) else ""

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset, which is clamped into the text."""
        offset = max(0, min(offset, self._length))
        line = self._line_at(offset)
        return Position(line, offset - self.start(line))

    def before(self, position: Position) -> str:
        """Return what stands on a line before a position."""
        return self._lines[position.line][: position.column] if position.line < len(self._lines) else ""

    def edit(self, edit: TextEdit) -> None:
        """Replace a range of the text."""
        (start, end), insert = edit.span, edit.text
        first, last = self._line_at(max(0, start - 1)), self._line_at(min(end + 1, self._length))
        begin = self.start(first)
        old = "".join(self._lines[first : last + 1])
        new = old[: start - begin] + insert + old[end - begin :]
        bounds = [0, *(match.end() for match in LINE_END.finditer(new))]
        if last + 1 == len(self._lines):
            bounds.append(len(new))  # the last line has no end
        self._move_pivot(last + 1)
        self._lines[first : last + 1] = [new[line:following] for line, following in pairwise(bounds)]
        self._starts[first : last + 1] = [begin + bound for bound in bounds[:-1]]
        self._text = ""
        self._length += len(new) - len(old)
        self._pivot = first + len(bounds) - 1
        self._shift += len(new) - len(old)

    def _line_at(self, offset: int) -> int:
        if self._pivot < len(self._starts) and offset >= self._starts[self._pivot] + self._shift:
            return bisect_right(self._starts, offset - self._shift, self._pivot) - 1
        return bisect_right(self._starts, offset, 0, self._pivot) - 1

    def _move_pivot(self, line: int) -> None:
        """Settle or lend the shift of the lines between the pivot and `line`."""
        low, high, by = (self._pivot, line, self._shift) if line > self._pivot else (line, self._pivot, -self._shift)
        if by:
            self._starts[low:high] = [start + by for start in self._starts[low:high]]
        self._pivot = line
