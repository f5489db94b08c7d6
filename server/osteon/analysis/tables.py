"""Reads tables: a header, and rows of cells with their places; makes edits of rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from osteon.analysis.passages import Passage, passages, per_piece
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span, TextEdit, edit_to_fill_in
from osteon.analysis.values import Word


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells without the marks around them. Spans count from the piece."""

    span: Span
    cells: tuple[Word, ...]
    written: str
    """The whole line, as it is written."""
    number: int
    """Its place among the rows of its table; -1 for the header."""

    def at(self, column: int) -> Span:
        """Return where a cell stands; the whole row where the cell is empty or not there."""
        return self.cells[column].span if self.text(column) else self.span

    def text(self, column: int) -> str:
        """Return a cell's text; nothing where it is not there."""
        return self.cells[column].text if column < len(self.cells) else ""

    def filled(self, column: int, *parts: str) -> TextEdit:
        """Return the edit that puts text into an empty cell, or adds the cell that is not there."""
        if column < len(self.cells):
            return edit_to_fill_in(self.cells[column].span, " ", *parts, " ")
        between = " |" * (column - len(self.cells))
        lead = between if self.written.rstrip().endswith("|") else f" |{between}"
        return edit_to_fill_in(Span(self.span.end, self.span.end), f"{lead} ", *parts, " |")

    def followed_by(self, *rows: tuple[str, ...]) -> TextEdit:
        """Return the edit that puts rows of cells below this one."""
        indent = self.written[: len(self.written) - len(self.written.lstrip())]
        parts = [part for cells in rows for part in (f"\n{indent}|", *_in_bars(cells))]
        return edit_to_fill_in(Span(self.span.end, self.span.end), *parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header: its first row, with a line of hyphens below."""

    header: Row
    rows: tuple[Row, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The header's cells, folded."""
        return tuple(cell.text.casefold() for cell in self.header.cells)

    def without(self, gone: Collection[Row]) -> tuple[TextEdit, ...]:
        """Return the edits that delete rows, with their lines."""
        numbers = {row.number for row in gone}
        starts = sorted(number for number in numbers if number - 1 not in numbers)
        ends = sorted(number for number in numbers if number + 1 not in numbers)
        return tuple(map(self._without, starts, ends))

    def _without(self, first: int, last: int) -> TextEdit:
        start, end = self.rows[first].span.start, self.rows[last].span.end
        if last + 1 < len(self.rows):
            end = self.rows[last + 1].span.start
        elif first:
            start = self.rows[first - 1].span.end
        return TextEdit(Span(start, end), "")


@per_piece
def tables(piece: Piece) -> Iterator[Table]:
    """Return the tables of a section's own text, in order; rows without a header are none."""
    run: list[Passage] = []
    for passage in passages(piece):
        if run and not _follows(passage, run[-1], piece):
            yield from _table(run, piece)
            run = []
        if passage.kind == "row":
            run.append(passage)
    yield from _table(run, piece)


def _follows(passage: Passage, row: Passage, piece: Piece) -> bool:
    """Tell whether a passage stands on the line below a row."""
    between = piece.text[row.span.end : passage.span.start]
    return passage.kind == "row" and not between.strip() and len(_LINE_END.findall(between)) == 1


_LINE_END = re.compile(r"\r\n|\n|\r")


_RULER = re.compile(r"[\s|:-]*-[\s|:-]*")
_CELL = re.compile(r"(?:[^|\\]|\\.?)*")
_MARKS = ' \t`*_"'


def _table(run: list[Passage], piece: Piece) -> Iterator[Table]:
    if len(run) > 2 and _RULER.fullmatch(run[1].text):
        header, *rows = (_row(piece.text, one.span, number) for number, one in enumerate((run[0], *run[2:]), -1))
        yield Table(header, tuple(rows))


def _row(text: str, span: Span, number: int) -> Row:
    """Cut a row at its bars; the one at its end is not needed."""
    cells: list[Word] = []
    at = text.index("|", span.start) + 1
    while at < span.end:
        match = _CELL.match(text, at, span.end)
        end = match.end() if match else at
        cell = text[at:end].strip(_MARKS)
        start = at + len(text[at:end]) - len(text[at:end].lstrip(_MARKS))
        cells.append(Word(cell, Span(start, start + len(cell)) if cell else Span(at, end)))
        at = end + 1
    return Row(span, tuple(cells), text[span.start : span.end], number)


def _in_bars(cells: tuple[str, ...]) -> Iterator[str]:
    for cell in cells:
        yield from (" ", cell, " |") if cell else (" |",)
