"""Parses `.smd`, `.amd` and `.intent` files into a lossless tree, and reparses only the pieces an edit touches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import accumulate

from lark import Lark, Token, Tree

from osteon.analysis.grammar import load
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.values import Heading, Word, parse_heading


@dataclass(frozen=True, slots=True)
class TagLine:
    """A `@name: value` line. Spans count from the start of its piece."""

    name: Word
    value: Word
    span: Span


@dataclass(frozen=True, slots=True)
class Fence:
    """A code fence: its language word and the text between its marks."""

    language: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """A list item with its continuation lines; `text` begins after the bullet."""

    text: Word
    span: Span
    indent: int


@dataclass(frozen=True, slots=True)
class Field:
    """A bold field such as `**Accepts:**` with everything up to the next field or heading."""

    name: Word
    span: Span
    body: Word
    """The text after the name, over all its lines, without white space around it."""
    items: tuple[Item, ...]
    fences: tuple[Fence, ...]


class Piece:
    """A heading with the text up to the next one, or the text before the first. Immutable, compared by identity.

    All spans inside a piece count from its own start, so that a piece serves at any place in a document.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.memo: dict[object, object] = {}
        """What was read from the piece, by the function that read it."""

    def forget(self) -> None:
        """Forget what was read from it but its heading and tags; for who asks again, it is read again."""
        for name in ("tree", "items", "fields"):
            self.__dict__.pop(name, None)
        self.memo.clear()

    @cached_property
    def tree(self) -> Tree[Token]:
        """The parse tree of `grammar/document.lark`; its leaves joined are `text`."""
        return _parser().parse(self.text)

    @cached_property
    def heading(self) -> Heading | None:
        token = self._first()
        return parse_heading(str(token)) if token is not None and token.type == "HEADING" else None

    @cached_property
    def front_matter(self) -> Word | None:
        """The YAML block with both of its marker lines, where the document begins with one."""
        token = self._first()
        return _word(token) if token is not None and token.type == "FRONT_MATTER" else None

    @cached_property
    def heading_end(self) -> int:
        """Where the text under the heading begins."""
        token = self._first()
        return len(token) if token is not None and token.type in ("HEADING", "FRONT_MATTER") else 0

    @cached_property
    def own_text(self) -> Span:
        """Where the text under the heading stands, from its first line to its last; tags and comments are no text."""
        words = [leaf for leaf in self.leaves() if leaf.type not in _NO_TEXT and leaf.strip("\ufeff \t\r\n")]
        if not words:
            return Span(self.heading_end, self.heading_end)
        return Span(words[0].start_pos or 0, (words[-1].start_pos or 0) + len(words[-1]))

    @cached_property
    def tags(self) -> tuple[TagLine, ...]:
        return tuple(_tag(token) for token in self.leaves() if token.type == "TAG")

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(_field(tree) for tree in self.tree.find_data("field"))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The list items outside of fields."""
        return tuple(_item(child) for child in _subtrees(self.tree, "item"))

    @cached_property
    def open_fence(self) -> Word | None:
        """The first line of a fence that never ends: its marks, with the place of the line."""
        last = next(
            (leaf for leaf in reversed(list(self.leaves())) if leaf.type in ("BACKTICK_FENCE", "TILDE_FENCE")), None
        )
        return _open_fence(last) if last is not None else None

    def _first(self) -> Token | None:
        return next(self.leaves(), None)

    def leaves(self) -> Iterator[Token]:
        """Return the tokens of the piece, in order; joined they are `text`."""
        return self.tree.scan_values(lambda value: isinstance(value, Token))


@dataclass(frozen=True)
class Document:
    """A whole text as its pieces. `starts[i]` is the offset of `pieces[i]`."""

    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]
    head: int = 0
    """So many pieces at its beginning are those of the document that it was made from, by an edit."""
    tail: int = 0
    """So many at its end."""
    numbers: dict[Piece, int] = field(default_factory=dict, repr=False, compare=False)
    """The index of each piece, filled when first asked for. A document made by an edit that leaves as many pieces
    shares the table: what both have has one index, and what only one of them has is there, too."""

    @cached_property
    def text(self) -> str:
        """The text, which is put together when somebody asks for it: typing in a long one need not copy it."""
        return "".join([piece.text for piece in self.pieces])

    @property
    def length(self) -> int:
        """How many characters the text has."""
        return self.starts[-1] + len(self.pieces[-1].text) if self.pieces else 0

    def number_of(self, piece: Piece) -> int | None:
        """Return the index of a piece; None where the document does not have it."""
        if not self.numbers:
            self.numbers.update(zip(self.pieces, range(len(self.pieces)), strict=True))
        number = self.numbers.get(piece)
        return number if number is not None and self.pieces[number] is piece else None

    def piece_at(self, offset: int) -> int:
        """Return the index of the piece that holds `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)


def parse(text: str) -> Document:
    """Parse any text; never fails."""
    pieces = tuple(map(Piece, _split(text)))
    return Document(pieces, tuple(_starts(pieces, 0)))


def reparse(document: Document, edits: Iterable[TextEdit]) -> Document:
    """Return the document after `edits`, each against the text that the one before it left.

    Equal to `parse` of the new text, but pieces that no edit touches are the very same objects.
    """
    head = tail = len(document.pieces)
    for edit in edits:
        document = _reparse_one(document, edit)
        head, tail = min(head, document.head), min(tail, document.tail)
    return replace(document, head=head, tail=min(tail, len(document.pieces) - head))


def _reparse_one(old: Document, edit: TextEdit) -> Document:
    first = _first_touched(old, edit.span.start)
    begin = old.starts[first] if old.starts else 0
    shift = len(edit.text) - (edit.span.end - edit.span.start)
    texts, kept = _cut_again(old, first, edit)
    fresh = [Piece(text) for text in texts]
    if fresh and old.pieces and old.pieces[first].text == fresh[0].text:
        fresh[0] = old.pieces[first]
    return Document(
        (*old.pieces[:first], *fresh, *old.pieces[kept:]),
        (*old.starts[:first], *_starts(fresh, begin), *[start + shift for start in old.starts[kept:]]),
        first + bool(fresh and old.pieces and fresh[0] is old.pieces[first]),
        len(old.pieces) - kept,
        _numbers(old, first, fresh, kept),
    )


def _cut_again(old: Document, first: int, edit: TextEdit) -> tuple[list[str], int]:
    """Return the texts of the pieces from the first touched one on, up to the first that the edit left as it was.

    Its number comes along. Only so much is read as it takes to find it: a window that grows.
    """
    touched = old.piece_at(edit.span.end) - first
    width = len(old.pieces) if _may_be_front_matter(old) else touched + 2
    while True:
        window = old.pieces[first : first + width]
        found = _cut_window(old, first, window, edit)
        if found is not None:
            return found
        width *= 4


def _cut_window(old: Document, first: int, window: Sequence[Piece], edit: TextEdit) -> tuple[list[str], int] | None:
    """Return what `_cut_again` does; None where it takes more than these pieces to tell."""
    begin = old.starts[first] if old.starts else 0
    shift = len(edit.text) - (edit.span.end - edit.span.start)
    text = "".join([piece.text for piece in window])
    text = text[: edit.span.start - begin] + edit.text + text[edit.span.end - begin :]
    is_rest = first + len(window) >= len(old.pieces)
    first_lines = _boundaries().match(text) if _begins_front_matter(text) and not first else None
    if first_lines and first_lines.lastgroup != "FRONT_MATTER" and not is_rest:
        return None  # it may end further down
    texts: list[str] = []
    at = begin
    for piece in _split(text):
        kept = _untouched_from(old, at - shift, edit.span.end) if texts else None
        if kept is not None:
            return texts, kept
        texts.append(piece)
        at += len(piece)
    return (texts, len(old.pieces)) if is_rest else None


def _numbers(old: Document, first: int, fresh: list[Piece], kept: int) -> dict[Piece, int]:
    """Return the table of piece numbers, which still is that of `old` where as many pieces came as went."""
    outgrown = len(old.numbers) > 2 * len(old.pieces)  # by pieces that are gone
    if len(fresh) != kept - first or not old.numbers or outgrown:
        return {}
    old.numbers.update(zip(fresh, range(first, kept), strict=True))
    return old.numbers


def _starts(pieces: Sequence[Piece], begin: int) -> Iterator[int]:
    return accumulate((len(piece.text) for piece in pieces[:-1]), initial=begin) if pieces else iter(())


def _first_touched(old: Document, offset: int) -> int:
    """Return the first piece that an edit at `offset` can change: the one above, which a spoiled heading line joins."""
    return 0 if _may_be_front_matter(old) else max(0, old.piece_at(offset) - 1)


def _may_be_front_matter(old: Document) -> bool:
    """Tell whether the text begins like front matter that any later line may close."""
    first = old.pieces[0] if old.pieces else None
    return first is not None and _begins_front_matter(first.text) and not first.front_matter


def _begins_front_matter(text: str) -> bool:
    return text.startswith(("---", "\ufeff---"))


def _untouched_from(old: Document, start: int, edit_end: int) -> int | None:
    """Return the index of the old piece that begins at `start`, if it lies behind the edit."""
    if start < edit_end:
        return None
    index = old.piece_at(start)
    return index if index and index < len(old.starts) and old.starts[index] == start else None


def _split(text: str) -> Iterator[str]:
    """Cut a text before each heading that is neither in a fence nor in a comment."""
    begin = 0
    for match in _boundaries().finditer(text):
        if match.lastgroup == "HEADING" and match.start() > begin:
            yield text[begin : match.start()]
            begin = match.start()
    if begin < len(text):
        yield text[begin:]


@cache
def _parser() -> Lark:
    return Lark(load("document.lark"), parser="lalr", lexer="basic", start="section", maybe_placeholders=False)


@cache
def _boundaries() -> re.Pattern[str]:
    """Return the terminals that decide where a piece begins, in the grammar's order, then any other line."""
    names = ("FRONT_MATTER", "BACKTICK_FENCE", "TILDE_FENCE", "COMMENT", "HEADING")
    terminals = (f"(?P<{name}>{_parser().get_terminal(name).pattern.to_regexp()})" for name in names)
    return re.compile("|".join((*terminals, r"[^\r\n]*(?:\n|\r\n|\r(?!\n)|\Z)")))


def _subtrees(tree: Tree[Token], name: str) -> Iterator[Tree[Token]]:
    return (child for child in tree.children if isinstance(child, Tree) and child.data == name)


_NO_TEXT = frozenset({"HEADING", "FRONT_MATTER", "TAG", "COMMENT", "BLANK"})


def _tag(token: Token) -> TagLine:
    line = str(token).rstrip()
    at = token.start_pos or 0
    begin = line.index("@")
    colon = line.index(":")
    name = line[begin + 1 : colon].rstrip()
    value = line[colon + 1 :].lstrip()
    value_start = at + len(line) - len(value)
    return TagLine(
        Word(name, Span(at + begin + 1, at + begin + 1 + len(name))),
        Word(value, Span(value_start, value_start + len(value))),
        Span(at + begin, at + len(line)),
    )


_FIELD_NAME = re.compile(r"\s*\*\*([^*]+?)[ \t]*(?::\*\*|\*\*[ \t]*:)")


def _field(tree: Tree[Token]) -> Field:
    head = _first_token(tree)
    at = head.start_pos or 0
    match = _FIELD_NAME.match(head)
    name_end = match.end() if match else len(head)
    name_span = Span(*match.span(1)).shifted(at) if match else Span(at, at)
    whole = _node_word(tree)
    inner = whole.text[name_end:]
    start = at + name_end + len(inner) - len(inner.lstrip())
    body = Word(inner.strip(), Span(start, start + len(inner.strip())))
    return Field(
        Word(match[1] if match else "", name_span),
        Span(at + len(head) - len(head.lstrip()), whole.span.end),
        body,
        tuple(_item(child) for child in _subtrees(tree, "item")),
        tuple(_fence(child) for child in _subtrees(tree, "fence")),
    )


_BULLET = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]*")


def _item(tree: Tree[Token]) -> Item:
    whole = _node_word(tree)
    match = _BULLET.match(whole.text)
    begin = match.end() if match else 0
    return Item(
        Word(whole.text[begin:], Span(whole.span.start + begin, whole.span.end)),
        whole.span,
        len(match[1].expandtabs(4)) if match else 0,
    )


def _fence(tree: Tree[Token]) -> Fence:
    word = _node_word(tree)
    opening, *lines = _fence_lines(word.text)
    info = opening.strip().lstrip("`~").split()
    return Fence(info[0] if info else "", "".join(lines[:-1] if _closes(opening, lines) else lines), word.span)


def _open_fence(token: Token) -> Word | None:
    opening, *lines = _fence_lines(str(token).rstrip("\r\n"))
    if _closes(opening, lines):
        return None
    line = opening.strip()
    marks = line[: len(line) - len(line.lstrip(line[0]))]
    at = (token.start_pos or 0) + opening.index(marks)
    return Word(marks, Span(at, at + len(line)))


def _fence_lines(text: str) -> list[str]:
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)


def _closes(opening: str, lines: list[str]) -> bool:
    """Tell whether the last line of a fence is its closing one."""
    first, last = opening.strip(), lines[-1].strip() if lines else ""
    marks = len(first) - len(first.lstrip(first[0]))
    return len(last) >= marks and not last.strip(first[0])


def _first_token(tree: Tree[Token]) -> Token:
    return next(tree.scan_values(lambda value: isinstance(value, Token)))


def _node_word(tree: Tree[Token]) -> Word:
    """Return the text of a subtree without the last line end."""
    leaves = list(tree.scan_values(lambda value: isinstance(value, Token)))
    text = "".join(leaves).rstrip()
    start = leaves[0].start_pos or 0
    return Word(text, Span(start, start + len(text)))


def _word(token: Token) -> Word:
    start = token.start_pos or 0
    return Word(str(token), Span(start, start + len(token)))
