"""Aligns the cells of case rows, group by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from lark import Token, Tree

from osteon.analysis.case_lines import parser
from osteon.analysis.cases import case_tree
from osteon.analysis.text import LINE_END


class _Row(NamedTuple):
    cells: tuple[str, ...]
    remark: str
    end: str


def aligned(text: str) -> str:
    """Return the text of a `.vmd` file with each group's cells in columns.

    No other line changes but for white space at its end. Joining the cells of a row again gives the same values.
    """
    before = ""
    written: list[str] = []
    for line, original in (pair for child in case_tree(text).children for pair in _stanza(child)):
        joins = line == "\n" and before.endswith("\r")  # the two would be the end of one line
        before = str(original) if joins else line
        written.append(before)
    return "".join(written)


def _stanza(child: Tree[Token] | Token) -> Iterator[tuple[str, Token]]:
    """Yield the lines of a stanza as they should be, each with what it was."""
    if isinstance(child, Token):
        yield _bare(child), child
        return
    leaves = list(child.scan_values(lambda value: isinstance(value, Token)))
    rows = {id(leaf): _row(leaf) for leaf in leaves if leaf.type == "ROW"}
    widths = _widths([row.cells for row in rows.values()])
    for leaf in leaves:
        yield (_written(rows[id(leaf)], widths) if id(leaf) in rows else _bare(leaf)), leaf


def _row(line: Token) -> _Row:
    end = LINE_END.search(line)
    bare = str(line).rstrip("\r\n")
    cells, remark = _inside(bare)
    return _Row(tuple(cells), remark, end[0] if end else "")


def _inside(line: str) -> tuple[list[str], str]:
    cells = [""]
    remark = ""
    for token in _tokens(line):
        if token.type == "BORDER":
            cells.append("")
        elif token.type == "REMARK":
            remark = str(token).rstrip()
        else:
            cells[-1] += str(token)
    return [cell.strip() for cell in cells], remark


def _tokens(line: str) -> Iterator[Token]:
    return (token for token in parser().parse(line, start="inside").children if isinstance(token, Token))


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(len(cell) for cell in column) for column in zip_longest(*rows, fillvalue="")]


def _written(row: _Row, widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(row.cells, widths, strict=False))
    line = " | ".join(padded).rstrip()
    return f"{line}  {row.remark}".rstrip() + row.end


def _bare(line: Token) -> str:
    end = LINE_END.search(line)
    return str(line).rstrip() + (end[0] if end else "")
