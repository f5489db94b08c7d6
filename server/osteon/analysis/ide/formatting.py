"""Brings a source file into canonical form, without changing what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from lark import Token

from osteon.analysis.ide.case_formatting import aligned
from osteon.analysis.model import Outline
from osteon.analysis.rules.tag_names import HEADER_TAGS
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Piece
from osteon.analysis.text import LINE_END, Span, TextEdit
from osteon.analysis.values import parse_heading, parse_list

_LIST_TAGS = frozenset({"depends", "see"})
_OPAQUE = frozenset({"FRONT_MATTER", "BACKTICK_FENCE", "TILDE_FENCE", "COMMENT"})


def formatted(file: SourceFile) -> str:
    """Return the canonical text of a file; formatting it again changes nothing. Plans are left as they are.

    In Markdown sources: one blank line around headings, never more than one in a row, header tags in their usual order,
    tags as `@name: value` and lists as `[A, B]`, no white space at line ends but for a hard line break, one line end at
    the end. Fences, comments and front matter stay byte for byte. In cases: the cells of a group's rows aligned.
    """
    if file.outline is not None:
        return _formatted_outline(file.outline, HEADER_TAGS.get(file.kind, ()))
    return aligned(file.text) if file.cases is not None else file.text


def formatting_edits(file: SourceFile) -> tuple[TextEdit, ...]:
    """Return what brings a file into canonical form, as edits of whole lines; what is no text is left alone."""
    if "\0" in file.text:
        return ()
    before, after = _lines(file.text), _lines(formatted(file))
    starts = [0, *accumulate(map(len, before))]
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if before != after else ()
    return tuple(
        TextEdit(Span(starts[first], starts[last]), "".join(after[new_first:new_last]))
        for kind, first, last, new_first, new_last in changes
        if kind != "equal"
    )


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their ends."""
    ends = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


def _formatted_outline(outline: Outline, order: Sequence[str]) -> str:
    first_end = LINE_END.search(outline.text.lstrip())  # blank lines at the start go, and their ends count no more
    newline = first_end[0] if first_end else "\n"
    blocks: list[str] = []
    for section in outline.sections:
        blocks += _blocks(section.piece, order if section is outline.title else ())
    text = _joined(blocks, newline)
    return newline + text if _means_more_at_the_start(text, outline) else text


def _means_more_at_the_start(text: str, outline: Outline) -> bool:
    """Tell whether a formatted text would begin with a byte order mark or a front matter that was none before."""
    if text.startswith("\ufeff"):
        return not outline.text.startswith("\ufeff")
    tokens = (token for section in outline.sections[:1] for token in section.piece.leaves())
    return text.startswith("---") and not any(token.type == "FRONT_MATTER" for token in tokens)


def _blocks(piece: Piece, order: Sequence[str]) -> Iterator[str]:
    """Return a piece as blocks without their last line end; an empty string is a blank line."""
    tokens = list(piece.leaves())
    tags = [token for token in tokens if token.type == "TAG"]
    ranked = iter(sorted(tags, key=lambda token: _rank(token, order)) if _adjacent(tokens) else tags)
    for token in tokens:
        if token.type == "HEADING":
            yield from ("", _heading(token), "")
        elif token.type == "TAG":
            yield _tag(next(ranked))
        elif token.type == "BLANK":
            yield ""
        elif token.type in _OPAQUE:
            yield str(token).rstrip("\r\n")
        else:
            yield _stripped(str(token))


def _adjacent(tokens: Sequence[Token]) -> bool:
    """Tell whether the tags stand together: only then may their order change."""
    kinds = "".join("T" if token.type == "TAG" else "b" if token.type == "BLANK" else "x" for token in tokens)
    return re.fullmatch(r"[xb]*(T[Tb]*)?[xb]*", kinds) is not None


def _rank(token: Token, order: Sequence[str]) -> int:
    name = _TAG.sub(r"\1", str(token).strip()).casefold()
    return order.index(name) if name in order else len(order)


_SEPARATORS = re.compile(r"[\s,]+")
_TAG = re.compile(r"@([\w-]+)[ \t]*:[ \t]*([\s\S]*)")


def _tag(token: Token) -> str:
    match = _TAG.match(str(token).strip())
    if match is None:
        return str(token).strip()
    name, value = match[1], match[2].strip()
    return f"@{name}: {_list(value) if name.casefold() in _LIST_TAGS else value}".rstrip()


def _list(value: str) -> str:
    """Return a list with single spaces; one that is not well formed stays as it is."""
    items = ", ".join(item.text for item in parse_list(value))
    written = f"[{items}]" if value.startswith("[") else items
    return written if _SEPARATORS.sub("", written) == _SEPARATORS.sub("", value) else value


def _heading(token: Token) -> str:
    line = str(token).rstrip("\r\n").removeprefix("\ufeff")
    heading = parse_heading(line)
    if not heading.attributes and _LIKE_CLOSING_MARKS.search(heading.title.text):
        return str(token).rstrip()  # without the marks behind it, the end of the title would be taken for them
    attributes = line[slice(*heading.attributes.span)] if heading.attributes else ""
    marks = "\ufeff" * token.startswith("\ufeff") + "#" * heading.level
    return " ".join(part for part in (marks, heading.title.text, attributes) if part)


_LIKE_CLOSING_MARKS = re.compile(r"(?:^|\s)#+$")


def _stripped(line: str) -> str:
    """Drop white space at the end, but keep the two spaces that are a hard line break."""
    bare = line.rstrip()
    return f"{bare}  " if re.search(r"\S {2,}[\r\n]*\Z", line) else bare


def _joined(blocks: Sequence[str], newline: str) -> str:
    """Join blocks with at most one blank line in a row, none at either end."""
    kept: list[str] = []
    for block in blocks:
        if block or (kept and kept[-1]):
            kept.append(block)
    while kept and not kept[-1]:
        kept.pop()
    return "".join(block + newline for block in kept)
