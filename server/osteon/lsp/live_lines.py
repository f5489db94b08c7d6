"""The line starts of a text that is being edited, kept up to date at a cost that grows with the edit."""

from __future__ import annotations

from bisect import bisect_right

from osteon.analysis.text import LINE_END, Lines, Position, TextEdit


class LiveLines(Lines):
    """A table of lines that follows edits.

    The starts after the last edited line wait for their common shift until an edit needs them, so that typing in
    one place moves nothing: entry `i` stands for `_starts[i] + _shift` from index `_pivot` on.
    """

    __slots__ = ("_pivot", "_shift")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._pivot = len(self._starts)
        self._shift = 0

    def start(self, line: int) -> int:
        """Return the offset where `line` begins; lines past the end begin at the end of the text."""
        if line >= len(self._starts):
            return len(self.text)
        return self._starts[line] + (self._shift if line >= self._pivot else 0)

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset, which is clamped into the text."""
        offset = max(0, min(offset, len(self.text)))
        line = self._line_at(offset)
        return Position(line, offset - self.start(line))

    def edit(self, edit: TextEdit) -> None:
        """Replace a range of the text."""
        (start, end), insert = edit.span, edit.text
        first, last = self._line_at(max(0, start - 1)), self._line_at(min(end + 1, len(self.text)))
        growth = len(insert) - (end - start)
        begin, stop = self.start(first), self.start(last + 1) + growth
        self._move_pivot(last + 1)
        self.text = self.text[:start] + insert + self.text[end:]
        touched = [begin, *(match.end() for match in LINE_END.finditer(self.text, begin, stop))]
        if last + 1 < len(self._starts):
            touched.pop()  # the start of the line after, which is in the table
        self._starts[first : last + 1] = touched
        self._pivot = first + len(touched)
        self._shift += growth

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
