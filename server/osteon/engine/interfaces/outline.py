"""The interface of a file by its tree-sitter grammar: the tokens of its declarations, less what users do not see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module

from tree_sitter import Language, Node, Parser

LINE_END = re.compile(rb"\r\n|\r")
WORD = re.compile(r"\w+")
WHOLE = re.compile(r".*(?:string|char|regex|comment).*|preproc_(?:function_)?def")
"""Matches nodes whose tokens do not hold all of their text."""
LONGEST_VALUE = 120
"""A value is kept when it fits on a line of this many characters: it may be all that tells its type."""
NAMES = ("name", "left", "declarator", "type")
"""The fields of a declaration of which the first one that it has holds its name."""


def _never(_node: Node) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Grammar:
    """What of a language's syntax tree is interface. Sets hold types of nodes."""

    package: str
    """The module of the grammar, imported when a file of the language is read first."""
    functions: frozenset[str]
    """Nodes whose `body` is left out."""
    groups: frozenset[str]
    """Nodes whose children are declarations, each with its documentation: files, bodies of classes, enumerations."""
    sealed: frozenset[str] = frozenset()
    """Groups in which what is hidden stays hidden, though something else of that name is mentioned there."""
    valued: frozenset[str] = frozenset()
    """Nodes in which a value follows an `=`."""
    structures: frozenset[str] = frozenset()
    """Values that say what can be used, however long they are."""
    attached: frozenset[str] = frozenset()
    """Nodes that belong to the declaration below them, as comments do: attributes and decorators."""
    imports: tuple[str, str] = ("", "")
    """A node that names several imports, and the node of each; each is shown only where it is mentioned."""
    idle: Callable[[Node], bool] = _never
    """Tells which children of a group declare nothing."""
    hidden: Callable[[Node], bool] = _never
    """Tells which declarations other files cannot name."""
    doc: re.Pattern[str] = re.compile("")
    """Matches the comments that document the declaration below them."""
    inner_doc: re.Pattern[str] = re.compile(r"(?!)")
    """Matches the comments that document what they stand in."""
    touching: bool = False
    """Whether a comment documents only what it touches: the line below it, or the declaration before it on its line."""
    ignored: re.Pattern[bytes] = re.compile(rb"(?!)")
    """Matches the text that is read as if it were blank."""
    entry: str = "language"


def outline_of(grammar: Grammar, text: str) -> str | None:
    """Return the interface of a text, None where it does not parse without an error or nests too deep.

    A hidden declaration is shown where a visible one mentions it. A file in which all are hidden, such as a script,
    shows them all.
    """
    try:
        source = grammar.ignored.sub(_blank, LINE_END.sub(b"\n", text.encode()))
        root = _parser(grammar).parse(source).root_node
        shown = None if root.has_error else _Outline(grammar, source).text(root)
    except (UnicodeEncodeError, RecursionError):
        return None
    return f"{shown}\n" if shown else shown


def _blank(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[^\n]", b" ", found[0])


@cache
def _parser(grammar: Grammar) -> Parser:
    return Parser(Language(getattr(import_module(grammar.package), grammar.entry)()))


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the result: where it stands in the source, by lines counted from 0 and by bytes."""

    text: str
    first: int
    last: int
    start: int
    end: int
    lead: str | None = None
    """What stands before it, whatever the source has there."""


@dataclass(slots=True)
class _Member:
    """A child of a group, as it would be shown."""

    tokens: list[_Token]
    names: frozenset[str] = frozenset()
    shown: bool = True
    declares: bool = False

    def words(self) -> set[str]:
        return {word for token in self.tokens for word in WORD.findall(token.text)}


class _Outline:
    """Walks one tree and gathers the tokens that are shown."""

    def __init__(self, grammar: Grammar, source: bytes) -> None:
        self._grammar = grammar
        self._source = source
        self._lines = source.split(b"\n")

    def text(self, root: Node) -> str:
        return self._written(self._group(root))

    # Groups: which of the children are shown

    def _group(self, node: Node) -> Iterator[_Token]:
        members = self._members(node)
        if node.parent is None and not any(member.declares and member.shown for member in members):
            for member in members:
                member.shown = True
        if node.type not in self._grammar.sealed:
            _show_mentioned(members)
        for member in members:
            if member.shown:
                yield from member.tokens

    def _members(self, node: Node) -> list[_Member]:
        """Return the children of a group, each with the comments, attributes and punctuation that belong to it."""
        members: list[_Member] = []
        pending: list[Node] = []
        last = _Member([])
        for child in node.children:
            if _ends_another(child) or (self._grammar.touching and _trails(child)):
                last.tokens += self._whole(child)
            elif _is_comment(child) and self._documents_whole(child, members):
                members.append(_Member([*self._docs(pending, child), *self._whole(child)]))
                pending.clear()
            elif _is_comment(child) or child.type in self._grammar.attached:
                pending.append(child)
            elif child.type == self._grammar.imports[0]:
                members += self._imports(child)
                pending.clear()
            else:
                last = self._member(child, self._docs(pending, child))
                members.append(last)
                pending.clear()
        return members

    def _member(self, node: Node, docs: Sequence[_Token]) -> _Member:
        if not node.is_named:
            return _Member(list(self._tokens(node)))
        if self._grammar.idle(node):
            return _Member([], shown=False)
        shown = not self._grammar.hidden(node)
        return _Member([*docs, *self._tokens(node)], self._names(node), shown, declares=True)

    def _imports(self, node: Node) -> Iterator[_Member]:
        """Yield each import of a declaration that holds several as if it stood alone."""
        for spec in _inside(node, self._grammar.imports[1]):
            (token,) = self._whole(spec)
            words = WORD.findall(token.text)
            alone = replace(token, text=f"{self._text(node.children[0])} {token.text}", lead="\n")
            yield _Member([alone], frozenset((words[0], words[-1])), shown=False, declares=True)

    def _names(self, node: Node) -> frozenset[str]:
        """Return the words by which others may speak of a declaration."""
        named = next((child for field in NAMES if (child := node.child_by_field_name(field))), None)
        while named and (inner := named.child_by_field_name("declarator") or named.child_by_field_name("object")):
            named = inner
        if named is None and node.type in self._grammar.valued:
            named = next(iter(node.named_children), None)
        parts = [] if named else [child for child in node.named_children if child.type in self._grammar.valued]
        if parts:
            return frozenset().union(*map(self._names, parts))
        return frozenset(self._text(leaf) for leaf in _leaves(named or node) if "identifier" in leaf.type)

    # Documentation

    def _documents_whole(self, comment: Node, members: Sequence[_Member]) -> bool:
        """Tell whether a comment documents what it stands in: by its form, or at the head of a file, set apart."""
        if self._grammar.inner_doc.match(self._text(comment)):
            return True
        after = comment.next_sibling
        apart = after is None or after.start_point.row - _last_row(comment) > 1
        at_head = comment.parent is not None and comment.parent.parent is None and not any(m.declares for m in members)
        return apart and at_head and bool(self._grammar.doc.match(self._text(comment)))

    def _docs(self, pending: Sequence[Node], node: Node) -> list[_Token]:
        """Return the tokens of those comments and attributes above a node that belong to it."""
        kept: list[Node] = []
        below = node
        for above in reversed(pending):
            if self._grammar.touching and below.start_point.row - _last_row(above) > 1:
                break
            below = above
            if not _is_comment(above) or self._grammar.doc.match(self._text(above)):
                kept.insert(0, above)
        return [
            token for above in kept for token in (self._whole(above) if _is_comment(above) else self._tokens(above))
        ]

    # Tokens of a node, without bodies, long values and comments

    def _tokens(self, node: Node) -> Iterator[_Token]:
        if _is_comment(node):
            return
        if not node.children or WHOLE.fullmatch(node.type):
            yield from self._whole(node)
        elif node.type in self._grammar.groups:
            yield from self._group(node)
        elif node.type in self._grammar.functions:
            yield from self._function(node)
        elif node.type in self._grammar.valued:
            yield from self._valued(node)
        else:
            for child in node.children:
                yield from self._tokens(child)

    def _whole(self, node: Node) -> list[_Token]:
        text = self._text(node)
        last = _last_row(node)
        return [_Token(text, node.start_point.row, last, node.start_byte, node.end_byte)] if text.strip() else []

    def _function(self, node: Node) -> Iterator[_Token]:
        body = node.child_by_field_name("body")
        ends = node.children[-1].type == "end"
        for child in node.children:
            if ends and child.type == "end":
                yield from (replace(token, text="... end", lead=" ") for token in self._whole(child))
            elif child != body:
                yield from self._tokens(child)
            elif not ends:
                yield replace(self._whole(child)[0], text="{ ... }", lead=" ")

    def _valued(self, node: Node) -> Iterator[_Token]:
        after_equals = False
        for child in node.children:
            yield from self._value(child) if after_equals and child.is_named else self._tokens(child)
            after_equals = after_equals or child.type == "="

    def _value(self, node: Node) -> list[_Token]:
        tokens = list(self._tokens(node))
        text = self._written(tokens)
        inner = _unwrapped(node, self._grammar.structures)
        if inner.type in self._grammar.structures or ("\n" not in text and len(text) <= LONGEST_VALUE):
            return tokens
        kind = inner.child_by_field_name("type")
        left_out = [replace(token, text="...", lead=" ") for token in self._whole(node)]
        return [*(self._tokens(kind) if kind else ()), *left_out]

    # Text

    def _written(self, tokens: Iterable[_Token]) -> str:
        parts: list[str] = []
        before: _Token | None = None
        for token in tokens:
            parts += (self._space(before, token) if before else "", token.text)
            before = token
        return "".join(parts)

    def _space(self, before: _Token, token: _Token) -> str:
        """Return what stands between two tokens: what the source has there, but no empty lines and nothing left out."""
        if token.lead is not None:
            return token.lead
        if token.first > before.last:
            line = self._lines[token.first]
            return "\n" + line[: len(line) - len(line.lstrip())].decode()
        gap = self._source[before.end : token.start].decode()
        if not gap.strip():
            return gap
        joined = WORD.fullmatch(before.text[-1:] + token.text[:1])
        return " " if joined or gap[0].isspace() else ""

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode().rstrip("\n")


def _show_mentioned(members: Sequence[_Member]) -> None:
    """Show the members that a shown one mentions, and those that these mention, and so on."""
    mentioned: set[str] = set()
    fresh = [member for member in members if member.shown]
    while fresh:
        mentioned.update(*(member.words() for member in fresh))
        fresh = [member for member in members if not member.shown and mentioned & member.names]
        for member in fresh:
            member.shown = True


def _unwrapped(node: Node, structures: frozenset[str]) -> Node:
    """Return what a list of one value, a parenthesis or a call with one argument holds."""
    while node.type not in structures:
        arguments = node.child_by_field_name("arguments")
        inner = [arguments] if arguments else node.named_children
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def _inside(node: Node, kind: str) -> Iterator[Node]:
    for child in node.named_children:
        yield from [child] if child.type == kind else _inside(child, kind)


def _leaves(node: Node) -> Iterator[Node]:
    """Yield the leaves of a node, without the path that leads to a name."""
    if not node.children:
        yield node
    way = node.child_by_field_name("path") or node.child_by_field_name("scope")
    for child in node.children:
        if child != way:
            yield from _leaves(child)


def _is_comment(node: Node) -> bool:
    return node.type.endswith("comment")


def _ends_another(node: Node) -> bool:
    return node.type in (",", ";") and node.prev_sibling is not None


def _trails(node: Node) -> bool:
    """Tell whether a comment stands behind something on its line."""
    before = node.prev_sibling
    return _is_comment(node) and before is not None and _last_row(before) == node.start_point.row


def _last_row(node: Node) -> int:
    """Return the last line that a node has text on; some hold the end of their line."""
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row
