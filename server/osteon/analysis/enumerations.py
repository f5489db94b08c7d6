"""Finds sentences that say how many things follow, with the list, table or words that follow them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osteon.analysis.glossary import singular
from osteon.analysis.passages import Passage, passages, sentences
from osteon.analysis.quantities import Notation, Quantity, quantities
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Table, tables
from osteon.analysis.text import Span


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A number of things that a sentence promises, and what stands there. Spans count from the piece."""

    promised: int
    span: Span
    """The number, or the word "both"."""
    notation: Notation
    found: int
    place: Span
    """What was counted."""
    what: str
    """What was counted, in the plural: items, rows, columns."""


def enumerations(piece: Piece) -> Iterator[Enumeration]:
    """Return what a section's own text promises to list, with what it lists."""
    here = passages(piece)
    by_start = {table.header.span.start: table for table in tables(piece)}
    for number, passage in enumerate(here):
        table = by_start.get(here[number + 1].span.start) if number + 1 < len(here) else None
        announces = ":" in passage.text or "following" in passage.text.casefold()
        if passage.kind == "row" or not (announces or table):
            continue
        said = list(sentences(passage))
        if table and _adjoins(passage.span.end, here[number + 1], piece):
            yield from _tabled(passage, said, table)
        for sentence in said:
            yield from _inline(passage, sentence)
        for sentence in _announcing(passage, said):
            yield from _announced(passage, sentence, here[number + 1 :], by_start, piece)


def _announcing(passage: Passage, said: Sequence[Span]) -> Iterator[Span]:
    """Yield the sentence that says what follows the passage: the last; or the one before it, "the following …"."""
    for sentence in said[-2:]:
        text = passage.text[sentence.start : sentence.end].rstrip()
        is_last = text.endswith(":") and sentence is said[-1]
        if is_last or (text.endswith(".") and re.search(r"\bthe following\b", text, re.IGNORECASE)):
            yield sentence


@dataclass(frozen=True, slots=True)
class _Promise:
    number: int
    span: Span
    notation: Notation
    noun: str
    strong: bool
    """It says "following" or "these": a table may follow as well as a list."""


_MOST = 30
_BOTH = re.compile(r"\b(?:both)(?= of (?:the following|these)\b)", re.IGNORECASE)
_FOLLOWING_BEFORE = re.compile(r"\b(?:following|these) (?:(?:list|table|set|group) of )?\Z", re.IGNORECASE)
_FOLLOWING_AFTER = re.compile(r"(?: \w+)? following\b", re.IGNORECASE)
_HAS = re.compile(
    r"\b(?:(?:there|these|they) (?:are|shall be)|in|of|has|have|with|is one of|uses?|defines?|knows?|supports?"
    r"|comprises?|contains?|consists? of|offers?|provides?|recogni[sz]es|distinguishes|reports?)"
    r" (?:the |these |exactly )*\Z",
    re.IGNORECASE,
)
_NOUN_ENDS = re.compile(r"(?: [\w-]+){1,3}\Z")


def _promise(text: str) -> _Promise | None:
    """Return what the text before a colon promises, if it surely promises how many things come behind it."""
    both = _BOTH.search(text)
    if both:
        return _Promise(2, Span(*both.span()), "word", "", strong=True)
    found = [one for one in quantities(text) if one.shape == "exact" and one.unit is None and one.whole == one.span]
    for one in found:
        before = text[: one.span.start]
        strong = bool(_FOLLOWING_BEFORE.search(before[-20:]) or _FOLLOWING_AFTER.match(text, one.span.end))
        plain = one.noun and _HAS.search(before[-40:]) and _NOUN_ENDS.match(text, one.span.end)
        if (strong or (plain and len(found) == 1)) and _is_count(one):
            return _Promise(int(one.ends.low or 0), one.span, one.notation, one.noun, strong)
    return None


def _is_count(quantity: Quantity) -> bool:
    value = quantity.ends.low
    return value is not None and value.denominator == 1 and 1 < value <= _MOST


def _announced(
    passage: Passage, last: Span, after: Sequence[Passage], by_start: dict[int, Table], piece: Piece
) -> Iterator[Enumeration]:
    """Return what stands in a list or table below a sentence that announces it."""
    promise = _promise(passage.text[last.start : last.end].rstrip()[:-1])
    if promise is None or not after or not _adjoins(passage.span.end, after[0], piece):
        return
    span = passage.at(promise.span.shifted(last.start))
    if after[0].kind == "item" and (passage.kind != "item" or after[0].indent > passage.indent):
        items = list(_items(after, piece))
        place = Span(items[0].span.start, items[-1].span.end)
        yield Enumeration(promise.number, span, promise.notation, len(items), place, "items")
    table = by_start.get(after[0].span.start)
    if table and (promise.strong or promise.noun in ("column", "row")):
        columns = promise.noun == "column"
        found = len(table.header.cells) if columns else len(table.rows)
        if promise.number in (len(table.rows), len({row.text(0).casefold() for row in table.rows})):
            found = promise.number  # a table may have a row for each column, or several for each of the things
        place = Span(table.header.span.start, table.rows[-1].span.end)
        yield Enumeration(promise.number, span, promise.notation, found, place, "columns" if columns else "rows")


_NEAR = 3
_JOINED = re.compile(r"[,;/–]| (?:or|and|to) |^$|\b(?:any|all|every|other|else)\b", re.IGNORECASE)
"""A cell that is no single name."""


def _tabled(passage: Passage, said: Sequence[Span], table: Table) -> Iterator[Enumeration]:
    """Return "is in one of four states." above a table whose first column is called "State"."""
    names = [row.text(0).casefold() for row in table.rows]
    if not table.titles or any(_JOINED.search(name) for name in names):
        return
    for sentence in said[-_NEAR:]:
        text = passage.text[sentence.start : sentence.end].rstrip()
        announces = text.endswith(".") and ": " not in text and "following" not in text.casefold()
        promise = _promise(text[:-1]) if announces else None
        if promise and promise.noun and promise.noun == singular(table.titles[0]):
            span = passage.at(promise.span.shifted(sentence.start))
            place = Span(table.header.span.start, table.rows[-1].span.end)
            yield Enumeration(promise.number, span, promise.notation, len(set(names)), place, "rows")


def _items(after: Sequence[Passage], piece: Piece) -> Iterator[Passage]:
    """Return the items of the list that begins `after`, without those below others."""
    end = after[0].span.start
    for passage in after:
        if not _adjoins(end, passage, piece) and not (passage.kind == "item" and _is_inside(piece, end, passage)):
            return
        if passage.kind == "item" and passage.indent < after[0].indent:
            return
        if passage.kind == "item" and passage.indent == after[0].indent:
            yield passage
        elif passage.kind != "item" and not _is_indented(piece, passage.span.start):
            return
        end = passage.span.end


def _adjoins(end: int, passage: Passage, piece: Piece) -> bool:
    return not piece.text[end : passage.span.start].strip()


def _is_inside(piece: Piece, end: int, passage: Passage) -> bool:
    """Tell whether all between two items is indented, as fences and quotes inside an item are."""
    lines = piece.text[end : passage.span.start].splitlines()[1:]
    return all(not line.strip() or line[0] in " \t" for line in lines)


def _is_indented(piece: Piece, start: int) -> bool:
    line = piece.text.rfind("\n", 0, start) + 1
    return piece.text[line : line + 1] in (" ", "\t")


_WORDS = re.compile(r"[^\s,;:]+(?: [^\s,;:]+){0,3}")


def _inline(passage: Passage, sentence: Span) -> Iterator[Enumeration]:
    """Return "three sizes: small, medium and large": a list of short parts within a sentence."""
    text = passage.text[sentence.start : sentence.end].rstrip(" .")
    head, colon, tail = text.partition(": ")
    promise = _promise(head) if colon else None
    parts = _parts(tail)
    if promise is not None and len(parts) > 1 and not quantities(tail):  # "16 lines: 8 across and 8 down" is a sum
        begin = sentence.start + len(head) + len(colon)
        place = passage.at(Span(begin, sentence.start + len(text)))
        span = passage.at(promise.span.shifted(sentence.start))
        yield Enumeration(promise.number, span, promise.notation, len(parts), place, "words or phrases")


_LAST = re.compile(r",? (?:and|or) ")


def _parts(tail: str) -> list[str]:
    """Return the parts of "a, b and c"; nothing where it is not surely such a list."""
    *first, last = tail.split(", ")
    ends = [part for part in _LAST.split(f" {last}" if last.startswith(("and ", "or ")) else last) if part.strip()]
    parts = [*first, *ends]
    joined = len(ends) == 2 or last.startswith(("and ", "or ")) or _are_alike(parts)
    simple = all(_WORDS.fullmatch(part.strip()) for part in parts) and not any(_LAST.search(part) for part in first)
    return parts if joined and simple and len(ends) <= 2 else []


_ARTICLE = re.compile(r"an? ", re.IGNORECASE)


def _are_alike(parts: list[str]) -> bool:
    """Tell whether parts without a last "and" are a list all the same: each with an article, or each a single word."""
    return len(parts) > 1 and (all(map(_ARTICLE.match, parts)) or not any(" " in part.strip() for part in parts))
