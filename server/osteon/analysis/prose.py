"""Reads the prose of a piece: paragraphs, list items and table cells, each as one run of text with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lark import Token

from osteon.analysis.masking import masked
from osteon.analysis.syntax import Piece

Origin = Literal["sentence", "item", "cell"]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of prose: a paragraph, a list item with its continuation lines, or a table cell."""

    start: int
    """Where `masked` begins, counted from the start of the piece."""
    masked: str
    """Its text with what is not prose covered, line ends as spaces."""
    origin: Origin
    field: str
    """The folded name of the bold field that it stands in, or empty."""

    @property
    def is_prose(self) -> bool:
        """Whether it reads as a statement: a table cell does from four words on."""
        return self.origin != "cell" or _PROSE_CELL.match(self.masked.strip() + " ") is not None


def blocks_of(piece: Piece) -> Iterator[Block]:
    """Return the blocks of a piece in order; its heading, tags, fences, quotes, comments and indented code are none."""
    fields = {field.span.start: field for field in piece.fields}
    name = ""
    in_list = False
    for run in _runs(_outside_fences(piece.leaves())):
        first, start, end = run[0], _start(run[0]), _start(run[-1]) + len(run[-1])
        if first.type == "TABLE_ROW":
            yield from (cell for cell in _cells(run, name) if cell.is_prose)
        elif first.type == "FIELD":
            field = fields[start + len(first) - len(first.lstrip(" \t"))]
            name, in_list = field.name.text.casefold(), False
            yield from _block(piece.text, min(field.body.span.start, end), end, "sentence", name)
        elif first.type == "BULLET":
            in_list = True
            yield from _block(piece.text, start, end, "item", name)
        else:
            in_list = in_list and first[0].isspace()
            if first.type == "TEXT" and (in_list or not first.startswith(("    ", "\t"))):
                yield from _block(piece.text, start, end, "sentence", name)


def cells_of(piece: Piece) -> Iterator[Block]:
    """Return all cells of the tables of a piece, however short, without those that name the columns."""
    for run in _runs(_outside_fences(piece.leaves())):
        if run[0].type == "TABLE_ROW":
            yield from _cells(run, "")


_PARTS = frozenset({"TEXT", "BULLET", "FIELD"})
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_BREAK = re.compile(r"[ \t]*(?:(?:-[ \t]*)++|(?:=[ \t]*)++|(?:\*[ \t]*)++|(?:_[ \t]*)++)\s*")
"""A thematic break, or the underline of a heading."""
_LEADING = re.compile(
    r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?:\[[ xX]\]\s+)?"  # the bullet, a check box
    r"(?:\*\*[^*\r\n]{1,80}(?::\*\*|\*\*[ \t]*:)\s*)?"  # **Label:**
    r"(?:[A-Z][A-Z0-9_-]{0,40}-\d{1,9}(?:[:.)]\s*|\s+)|\[[A-Z][A-Z0-9_-]{0,40}-\d{1,9}\]\s*)?"  # REQ-12: or [REQ-12]
)
_AS_SPACES = str.maketrans("\r\n\t", "   ")
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
_PROSE_CELL = re.compile(r"(?:\S*[^\W\d_]\S*\s+){4}")


def _outside_fences(leaves: Iterable[Token]) -> Iterator[Token | None]:
    """Return leaves, None in the place of each line of a fence that is indented deeper than fences of a document."""
    mark = ""
    for leaf in leaves:
        opening = _FENCE.match(leaf) if leaf.type == "TEXT" else None
        if mark:
            mark = "" if leaf.strip().startswith(mark) else mark
            yield None
        elif opening:
            mark = opening[1]
            yield None
        else:
            yield leaf


def _runs(leaves: Iterable[Token | None]) -> Iterator[list[Token]]:
    """Return the lines of each block together; a line that belongs to no prose is a run of its own."""
    run: list[Token] = []
    for leaf in leaves:
        if leaf is not None and run and _goes_on(run[-1], leaf):
            run.append(leaf)
            continue
        if run:
            yield run
        run = [leaf] if leaf is not None and leaf.type != "BLANK" and not _BREAK.fullmatch(leaf) else []
    if run:
        yield run


def _goes_on(last: Token, leaf: Token) -> bool:
    if leaf.type == "TABLE_ROW" or last.type == "TABLE_ROW":
        return leaf.type == last.type
    return leaf.type == "TEXT" and last.type in _PARTS and not _BREAK.fullmatch(leaf)


def _block(text: str, start: int, end: int, origin: Origin, field: str) -> Iterator[Block]:
    """Return a block without its bullet, label and attributes; nothing where nothing is left."""
    written = text[start:end].rstrip()
    if written.endswith("}"):
        group = written.rfind("{")
        written = written[:group] if re.search(r"[#.=]", written[group:]) else written
    leading = _LEADING.match(written)
    skipped = leading.end() if leading else 0
    if skipped < len(written):
        yield Block(start + skipped, masked(written[skipped:]).translate(_AS_SPACES), origin, field)


def _cells(rows: list[Token], field: str) -> Iterator[Block]:
    """Return the cells of a table without those of the first row, which names the columns."""
    for row in rows[1:]:
        for cell in _CELL.finditer(masked(row)):
            yield Block(_start(row) + cell.start(), cell[0].translate(_AS_SPACES), "cell", field)


def _start(token: Token) -> int:
    return token.start_pos or 0
