"""Reads what stands inside one line: headings, attributes and the values of tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from lark import Lark, Token, Tree

from osteon.analysis.grammar import load
from osteon.analysis.text import Span

Start = Literal["heading", "attributes", "list", "link", "outcome", "allow"]


class Word(NamedTuple):
    """A piece of a line: its text, and its range in that line."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in braces at the end of a heading: `{#anchor .class key=value}`."""

    span: Span
    anchor: Word | None = None
    classes: frozenset[str] = frozenset()
    pairs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    strays: tuple[Word, ...] = ()
    """What is neither an anchor, a class nor a pair, and second anchors."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: its level (1 to 6), its title, its attributes."""

    level: int
    title: Word
    attributes: Attributes | None = None


class Link(NamedTuple):
    """A reference, with the digest of its target as it was when somebody looked; None where it records none."""

    target: Word
    digest: Word | None = None


class Outcome(NamedTuple):
    """An error bullet, split at its first arrow; `result` is None where there is no arrow."""

    condition: Word
    result: Word | None


@lru_cache(maxsize=65_536)
def parse_heading(line: str) -> Heading:
    """Read a heading line; spans count from the line's start."""
    tokens = _tokens("heading", line.rstrip("\r\n"))
    words = [token for token in tokens[1:] if token.type != "SPACE"]
    if words and words[-1].type == "WORD" and not words[-1].strip("#"):
        words.pop()
    attributes = _trailing_attributes(words)
    level = tokens[0].count("#")
    if not words:
        end = _end(tokens[0])
        return Heading(level, Word("", Span(end, end)), attributes)
    span = Span(_start(words[0]), _end(words[-1]))
    return Heading(level, Word(line[span.start : span.end], span), attributes)


def _trailing_attributes(words: list[Token]) -> Attributes | None:
    """Take the attributes off the end of a heading; braces that hold none, as in `Set {x}`, stay in the title."""
    if not words or words[-1].type != "GROUP":
        return None
    attributes = parse_attributes(words[-1], _start(words[-1]))
    if not (attributes.anchor or attributes.classes or attributes.pairs):
        return None
    words.pop()
    return attributes


def parse_attributes(group: str, at: int = 0) -> Attributes:
    """Read `{#anchor .class key=value}`, braces included, that begins at offset `at` of its line."""
    anchors: list[Word] = []
    classes: set[str] = set()
    pairs: dict[str, str] = {}
    strays: list[Word] = []
    for token in _tokens("attributes", group):
        word = Word(str(token), Span(_start(token), _end(token)).shifted(at))
        if token.type == "ANCHOR":
            (strays if anchors else anchors).append(Word(word.text[1:], Span(word.span.start + 1, word.span.end)))
        elif token.type == "CLASS":
            classes.add(word.text[1:])
        elif token.type == "PAIR":
            key, _, value = word.text.partition("=")
            pairs[key] = value.strip('"')
        elif token.type == "WORD":
            strays.append(word)
    span = Span(at, at + len(group))
    return Attributes(span, next(iter(anchors), None), frozenset(classes), MappingProxyType(pairs), tuple(strays))


@lru_cache(maxsize=65_536)
def parse_list(value: str) -> tuple[Word, ...]:
    """Read `[A, B]` or `A, B`; quoted items keep their quotes."""
    items = (token for token in _tokens("list", value) if token.type in ("ITEM", "QUOTED"))
    return tuple(Word(str(token), Span(_start(token), _end(token))) for token in items)


@lru_cache(maxsize=65_536)
def parse_link(item: str) -> Link:
    """Read an item of a list of references: `SPEC_ID#anchor@1a2b3c4d`, of which only a section can have a digest."""
    tokens = _tokens("link", item) if "#" in item and "@" in item else []
    digest = next((token for token in tokens if token.type == "DIGEST"), None)
    if digest is None or "#" not in tokens[0]:
        return Link(Word(item, Span(0, len(item))))
    at = _start(digest)
    return Link(Word(item[:at], Span(0, at)), Word(item[at + 1 :], Span(at + 1, len(item))))


@lru_cache(maxsize=65_536)
def parse_outcome(bullet: str) -> Outcome:
    """Split the text of an error bullet at its first `->` or `→`."""
    tokens = _tokens("outcome", bullet)
    arrow = next((token for token in tokens if token.type == "ARROW"), None)
    if arrow is None:
        return Outcome(_trimmed(bullet, 0, len(bullet)), None)
    return Outcome(_trimmed(bullet, 0, _start(arrow)), _trimmed(bullet, _end(arrow), len(bullet)))


@lru_cache(maxsize=4096)
def parse_allow(value: str) -> tuple[Word, Word]:
    """Read `code reason`: both words, empty where they are missing."""
    tokens = _tokens("allow", value)
    end = _end(tokens[0]) if tokens and tokens[0].type == "CODE" else 0
    reason = _trimmed(value, end, len(value), " \t:,")
    return Word(value[:end], Span(0, end)), reason


def _trimmed(text: str, start: int, end: int, drop: str | None = None) -> Word:
    """Return `text[start:end]` without the characters of `drop` (white space by default) around it."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(drop))
    inner = inner.strip(drop)
    return Word(inner, Span(start, start + len(inner)))


def _start(token: Token) -> int:
    return token.start_pos or 0


def _end(token: Token) -> int:
    return (token.start_pos or 0) + len(token)


def _tokens(start: Start, text: str) -> list[Token]:
    tree: Tree[Token] = _parser().parse(text, start=start)
    return [child for child in tree.children if isinstance(child, Token)]


@cache
def _parser() -> Lark:
    return Lark(load("values.lark"), parser="lalr", start=list(get_args(Start)), maybe_placeholders=False)
