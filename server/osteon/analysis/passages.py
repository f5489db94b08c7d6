"""Cuts a section's text into paragraphs, list items, fields and table rows without markup, each with its places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Literal, TypeVar, cast

from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span

PassageKind = Literal["paragraph", "item", "field", "row"]

HIDDEN = "¤"
"""Stands for a code span, a quotation or a link that is more than a name or a number."""

Found = TypeVar("Found")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that belongs together. Lines are joined by one space, marks of markup are left out."""

    kind: PassageKind
    text: str
    span: Span
    """Where it stands in its piece, marks included."""
    places: tuple[tuple[int, int], ...]
    """Offsets in `text`, each with its offset in the piece; what follows one runs along until the next."""
    field: str = ""
    """The folded name of the bold field that it stands in, or is the first line of."""
    indent: int = 0
    """How far a list item is indented, in columns."""

    def at(self, span: Span) -> Span:
        """Return a range of `text` as a range of the piece."""
        return Span(self._at(span.start), self._at(max(span.end - 1, span.start)) + (span.end > span.start))

    def _at(self, offset: int) -> int:
        index = max(0, bisect_right(self.places, (offset, 1 << 60)) - 1)
        inside, outside = self.places[index]
        return outside + offset - inside


def per_piece(find: Callable[[Piece], Iterable[Found]]) -> Callable[[Piece], tuple[Found, ...]]:
    """Remember what `find` gives for a piece for as long as the piece is there: an edit elsewhere costs nothing."""

    @wraps(find)
    def remembered(piece: Piece) -> tuple[Found, ...]:
        known = piece.memo.get(find)
        if known is None:
            known = piece.memo[find] = tuple(find(piece))
        return cast("tuple[Found, ...]", known)

    return remembered


def per_reading(find: Callable[[Piece, Told], Found]) -> Callable[[Piece, Told], Found]:
    """Remember what `find` gives for a piece for as long as the other thing that it is told is the very same."""

    @wraps(find)
    def remembered(piece: Piece, told: Told) -> Found:
        known = piece.memo.get(find)
        if known is None or known[0] is not told:  # type: ignore[index]
            known = piece.memo[find] = (told, find(piece, told))
        return cast("Found", known[1])  # type: ignore[index]

    return remembered


@per_piece
def passages(piece: Piece) -> Iterator[Passage]:
    """Return what is prose under a heading, in order: no fences, quotes, tags or comments."""
    lines: list[str] = []
    kind: PassageKind = "paragraph"
    start, field = 0, ""
    for leaf in piece.leaves():
        if leaf.type == "TEXT" and lines and kind != "row":
            lines.append(str(leaf))
            continue
        if lines:
            yield _passage("".join(lines), start, kind, field)
        lines, start = [], leaf.start_pos or 0
        if leaf.type in _KINDS:
            kind = _KINDS[leaf.type]
            match = _FIELD.match(leaf) if kind == "field" else None
            field = match[1].strip().casefold() if match else field
            lines.append(str(leaf))
    if lines:
        yield _passage("".join(lines), start, kind, field)


_KINDS: dict[str, PassageKind] = {"TEXT": "paragraph", "BULLET": "item", "FIELD": "field", "TABLE_ROW": "row"}
_FIELD = re.compile(r"\s*\*\*([^*]+?):?\*\*")
_BULLET = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)(?:\[[ xX]\][ \t]+)?")
_MARKS = re.compile(
    r"[^\s`\[\"“{*_]*+(?: [^\s`\[\"“{*_]++)*+"  # words, up to what may be a mark
    r"(?:(?P<mark>(?P<code>(?<!`)(?P<ticks>`++)(?P<inside>[^`]{0,200}?)(?P=ticks)(?!`))|\[(?P<label>[^\]\n]{0,200})\]\([^)\s]{0,400}\)"
    r'|(?P<quote>"[^"\n]{0,300}"|“[^”\n]{0,300}”)|(?P<attributes>\{[#.][^{}\n]{0,200}+\}[ \t]*$)'
    r"|(?P<strong>\*\*|(?<!\w)[*_]|[*_](?!\w))|(?P<space>\s+))|[`\[\"“{*_]|\Z)",
    re.MULTILINE,
)
"""Words and the mark behind them; single spaces between words are none."""
_PLAIN_CODE = re.compile(r"[\w.-]+|[-+$<>=≤≥]*[\w.,]+(?: ?[\w%°]+)?")


def _passage(text: str, start: int, kind: PassageKind, field: str) -> Passage:
    end = len(text.rstrip())
    bullet = _BULLET.match(text) if kind == "item" else None
    begin = bullet.end() if bullet else len(text) - len(text.lstrip())
    shown, places = _without_marks(text, min(begin, end), end)
    indent = len(bullet[1].expandtabs(4)) if bullet else 0
    moved = tuple((inside, outside + start) for inside, outside in places)
    return Passage(kind, shown, Span(start, start + end), moved, field, indent)


def _without_marks(text: str, begin: int, end: int) -> tuple[str, list[tuple[int, int]]]:
    """Return the text between two offsets without marks, and where its parts come from."""
    parts: list[str] = []
    places: dict[int, int] = {}
    length = 0
    for match in _MARKS.finditer(text, begin, end):
        if match["mark"] is not None:
            for part, place in ((text[begin : match.start("mark")], begin), _shown(match)):
                places[length] = place
                parts.append(part)
                length += len(part)
            begin = match.end()
    places[length] = begin
    return "".join((*parts, text[begin:end])), list(places.items())


def _shown(match: re.Match[str]) -> tuple[str, int]:
    """Return what stands for a mark, and the offset where that comes from."""
    if match["space"]:
        return " ", match.start("mark")
    if match["label"] is not None:
        return match["label"], match.start("label")
    if match["code"] and _PLAIN_CODE.fullmatch(match["inside"]):
        return match["inside"], match.start("inside")
    return (HIDDEN if match["code"] or match["quote"] else ""), match.start("mark")


_SENTENCE_END = re.compile(r"[.!?][)\"]?\s+(?=[A-Z0-9(\"'¤-])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|cf|vs|approx|max|(?<!\d )min|resp|no|fig|ca)\.\Z", re.IGNORECASE)


def sentences(passage: Passage) -> Iterator[Span]:
    """Return the ranges of a passage's sentences in its text."""
    begin = 0
    for match in _SENTENCE_END.finditer(passage.text):
        end = match.start() + 1
        if not _ABBREVIATION.search(passage.text, max(begin, end - 8), end):
            yield Span(begin, end)
            begin = match.end()
    if begin < len(passage.text):
        yield Span(begin, len(passage.text))
