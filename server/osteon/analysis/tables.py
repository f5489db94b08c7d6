"""Reads tables: a header, and rows of cells with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.passages import Passage, passages, per_piece
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span
from osteon.analysis.values import Word


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells without the marks around them. Spans count from the piece."""

    span: Span
    cells: tuple[Word, ...]

    def at(self, column: int) -> Span:
        """Return where a cell stands; the whole row where the cell is empty or not there."""
        return self.cells[column].span if self.text(column) else self.span

    def text(self, column: int) -> str:
        """Return a cell's text; nothing where it is not there."""
        return self.cells[column].text if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header: its first row, with a line of hyphens below."""

    header: Row
    rows: tuple[Row, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The header's cells, folded."""
        return tuple(cell.text.casefold() for cell in self.header.cells)


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
        header, *rows = (_row(piece.text, passage.span) for passage in (run[0], *run[2:]))
        yield Table(header, tuple(rows))


def _row(text: str, span: Span) -> Row:
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
    return Row(span, tuple(cells))
