"""Reads YAML front matter as strings with places, and says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from osteon.analysis.text import Span
from osteon.analysis.values import Word, parse_list

if TYPE_CHECKING:
    from yaml import Node


class Entry(NamedTuple):
    """One key of the front matter; `items` are the members of a list, or the parts of a comma-separated value."""

    name: Word
    value: Word
    items: tuple[Word, ...]
    span: Span


def read(block: str) -> tuple[tuple[Entry, ...], tuple[Word, ...]]:
    """Read a block with both of its `---` lines: the entries, and messages with places for what cannot be read.

    Every scalar is a string: `NO` stays `NO`, `010` stays `010`. Spans count from the start of the block.
    """
    import yaml  # only files with front matter pay for it

    start = len(block.splitlines(keepends=True)[0])
    body = block[start : block.rstrip().rindex("---")]
    try:
        node = yaml.compose(body, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        return (), (_problem(error, start, block),)
    if node is None:
        return (), ()
    if not isinstance(node, yaml.MappingNode):
        return (), (Word("The front matter is no list of entries: write lines `name: value`", _span(node, start)),)
    return tuple(_entry(key, value, start, block) for key, value in node.value), ()


def _entry(key: Node, value: Node, start: int, block: str) -> Entry:
    name = Word(_text(key), _span(key, start))
    span = _span(value, start)
    written = block[span.start : span.end]
    if isinstance(value.value, list):
        items = tuple(Word(_text(item), _span(item, start)) for item in value.value if not isinstance(item, tuple))
        return Entry(name, Word(written.strip(), span), items, Span(name.span.start, span.end))
    if getattr(value, "style", None) is None and value.value.casefold() in _NULL:
        return Entry(name, Word("", span), (), Span(name.span.start, span.end))
    at = span.start + max(0, written.find(value.value))
    items = tuple(Word(item.text, item.span.shifted(at)) for item in parse_list(value.value))
    return Entry(name, Word(value.value, span), items, Span(name.span.start, span.end))


_NULL = ("null", "~")
"""How YAML writes that there is no value."""


def _text(node: Node) -> str:
    return node.value if isinstance(node.value, str) else ""


def _span(node: Node, start: int) -> Span:
    return Span(start + node.start_mark.index, start + node.end_mark.index)


def _problem(error: Exception, start: int, block: str) -> Word:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "it cannot be read"
    at = min(start + (mark.index if mark else 0), len(block))
    return Word(f"The front matter is not valid YAML, correct it here: {what}", Span(at, min(at + 1, len(block))))
