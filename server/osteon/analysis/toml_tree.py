"""TOML text as located values: every table, key and value with its range, and the good parts of a broken file."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, cast

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.toml_repairs import Repair, repairs

DEPTH = 64
"""How deep arrays and inline tables may nest; a deeper one is a finding."""

Scalar = str | bool | int | float | date | time | datetime


class Entry(NamedTuple):
    """One key of a table: where the key stands, and its value."""

    key: Span
    value: Value


@dataclass(slots=True)
class Table:
    """A table in any notation; `span` covers its header or braces and all its pairs."""

    span: Span
    entries: dict[str, Entry] = field(default_factory=dict)
    head: Span = field(init=False)
    """The header alone; the whole of an inline table."""

    def __post_init__(self) -> None:
        self.head = self.span

    def get(self, key: str) -> Value | None:
        entry = self.entries.get(key)
        return entry.value if entry else None


@dataclass(frozen=True, slots=True)
class Value:
    """A value and its range: a scalar, an array (a list of values) or a table."""

    span: Span
    data: Scalar | list[Value] | Table


def plain(value: Value | Table) -> object:
    """Return a value as `tomllib` would: dicts, lists and scalars without positions."""
    data = value.data if isinstance(value, Value) else value
    if isinstance(data, Table):
        return {key: plain(entry.value) for key, entry in data.entries.items()}
    if isinstance(data, list):
        return [plain(item) for item in data]
    return data


def read_toml(text: str, path: str = "") -> tuple[Table, tuple[Finding, ...]]:
    """Read any text as TOML: the values that can be read, and a `toml-syntax` finding for each place that cannot.

    A byte order mark and CR LF are accepted. Of a key that is written twice the first value counts. `path` is the file
    that fixes name; without it there are none.
    """
    report = _Report(path)
    builder = _Builder(report)
    for statement in _statements(text, report):
        builder.add(statement)
    return builder.root, tuple(sorted(report.findings or _refusals(text)))


@dataclass(slots=True)
class _Report:
    """Collects the findings of one file."""

    path: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, span: Span, reason: str, next_step: str, *fixes: Repair, by: int = 0) -> None:
        """Add a finding; `by` is where the text begins that the edits of its fixes count from."""
        made: list[Fix] = []
        for fix in fixes if self.path else ():
            edits = (edit.shifted(by) for edit in fix.edits)
            made.append(fix_here(fix.title, self.path, *edits, preferred=fix.preferred and not made))
        self.findings.append(_finding(span, reason, next_step, tuple(made)))


# From statements to tables --------------------------------------------------------------------------------------------


class _Key(NamedTuple):
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Statement:
    """A header (`value` is None; `array` if its brackets are doubled) or a `key = value` pair."""

    keys: Sequence[_Key]
    span: Span
    value: Value | None = None
    array: bool = False


class _Builder:
    """Puts statements into the tables where TOML says they belong."""

    __slots__ = ("_open", "_report", "root")

    def __init__(self, report: _Report) -> None:
        self.root = Table(Span(0, 0))
        self._open = [self.root]
        self._report = report

    def add(self, statement: _Statement) -> None:
        if statement.value is None:
            self._open = self._opened(statement)
        else:
            _put(self._open[-1], statement.keys, statement.value, self._report)
        for table in self._open:
            table.span = Span(table.span.start, max(table.span.end, statement.span.end))

    def _opened(self, header: _Statement) -> list[Table]:
        """Return the tables that a header leads through, from the root to the one it opens."""
        path = [self.root]
        for key in header.keys[:-1]:
            path.append(_inner(path[-1], key, header.span, self._report))
        step = _element if header.array else _inner
        return [*path, step(path[-1], header.keys[-1], header.span, self._report)]


def _put(table: Table, keys: Sequence[_Key], value: Value, report: _Report, *, is_inline: bool = False) -> None:
    """Add a pair whose key may be dotted."""
    for key in keys[:-1]:
        table = _inner(table, key, Span(key.span.start, value.span.end), report)
    last = keys[-1]
    if last.text in table.entries:
        span = Span(keys[0].span.start, value.span.end)
        fixes = () if is_inline else (Repair("Delete this one", (TextEdit(span, ""),), preferred=False),)
        report.add(last.span, f"`{last.text}` is written twice in this table", "delete one of the two", *fixes)
    else:
        table.entries[last.text] = Entry(last.span, value)


def _inner(parent: Table, key: _Key, span: Span, report: _Report) -> Table:
    """Return the table under a key: a new one, the one that is there, or the last of an array of tables."""
    data = parent.entries.setdefault(key.text, Entry(key.span, Value(span, Table(span)))).value.data
    if isinstance(data, list) and data:
        data = data[-1].data
    return data if isinstance(data, Table) else _detached(key, span, report)


def _element(parent: Table, key: _Key, span: Span, report: _Report) -> Table:
    """Return a new table at the end of an array of tables."""
    data = parent.entries.setdefault(key.text, Entry(key.span, Value(span, []))).value.data
    if not isinstance(data, list):
        return _detached(key, span, report)
    table = Table(span)
    data.append(Value(span, table))
    return table


def _detached(key: _Key, span: Span, report: _Report) -> Table:
    """Return a table that belongs nowhere, because its name is taken."""
    report.add(key.span, f"`{key.text}` already is something else", "rename or delete one of the two")
    return Table(span)


# From text to statements ----------------------------------------------------------------------------------------------

_TABLES = ("table", "table_array_element")

_START = re.compile(
    r"""^[ \t]*(?:
        \[\[?[ \t]*[A-Za-z_"'][^\[\]\n,=]*(?:\]|$)            # a header, closed or not
      | (?:[A-Za-z0-9_.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*=        # the key of a pair
    )""",
    re.MULTILINE | re.VERBOSE,
)
"""Where reading begins anew inside a broken region."""

_HEADER = re.compile(r"\s*(\[\[?)[ \t]*([\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*)", re.ASCII)


def _statements(text: str, report: _Report) -> Iterator[_Statement]:
    """Yield what can be read, in order; whole lines that touch an error are read again, statement by statement."""
    source = _Source(text)
    at = 0
    for region in _broken_lines(source) if source.root.has_error else ():
        yield from source.statements(Span(at, region.start), report)
        yield from _salvaged(text, region, report)
        at = region.end
    yield from source.statements(Span(at, len(text)), report)


def _broken_lines(source: _Source) -> list[Span]:
    """Return the runs of whole lines that the errors of a syntax tree touch."""
    regions: list[Span] = []
    for node in _broken(source.root):
        lines = _whole_lines(source.text, source.span(node))
        if regions and lines.start < regions[-1].end:
            before = regions.pop()
            lines = Span(before.start, max(lines.end, before.end))
        regions.append(lines)
    return regions


def _broken(node: Node) -> Iterator[Node]:
    """Yield the outermost statements and fragments that are not TOML."""
    for child in node.children:
        if child.type in _TABLES:
            yield from _broken(child) if child.has_error else ()
        elif child.has_error or child.is_missing:
            yield child


def _whole_lines(text: str, span: Span) -> Span:
    newline = text.find("\n", max(span.start, span.end - 1))
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if newline < 0 else newline + 1)


_MOST_REPAIRED = 50
"""So many broken pieces get fixes; no more findings of one code are reported."""


def _salvaged(text: str, region: Span, report: _Report) -> Iterator[_Statement]:
    """Read a broken region in pieces, each from where a statement seems to begin."""
    starts = [match.start() for match in _START.finditer(text, *region)]
    cuts = [region.start, *(start for start in starts if start > region.start), region.end]
    for start, end in pairwise(cuts):
        piece = _Source(text[start:end], start)
        if piece.root.has_error:
            meant = repairs(piece.text) if len(report.findings) < _MOST_REPAIRED else ()
            report.add(*_unreadable(piece), *meant, by=start)
            yield from _meant_header(piece)
        else:
            yield from piece.statements(Span(start, end), report)


def _meant_header(piece: _Source) -> Iterator[_Statement]:
    """Yield the header that a broken line was meant to be, so that its pairs stay out of the table above."""
    if match := _HEADER.match(piece.text):
        span = Span(match.start(1), match.end()).shifted(piece.offset)
        keys = [_Key(part.strip(), span) for part in match[2].split(".")]
        yield _Statement(keys, span, array=match[1] == "[[")


# From the grammar's nodes to values -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> Parser:
    return Parser(Language(tree_sitter_toml.language()))


class _Source:
    """A piece of the file with its syntax tree, which counts bytes; the spans that leave here count characters."""

    __slots__ = ("_inner", "_nodes", "offset", "root", "text")

    def __init__(self, text: str, offset: int = 0) -> None:
        self.text = text
        self.offset = offset
        data = text.encode("utf-8", "replace")
        self.root = _parser().parse(data).root_node
        self._inner = [] if len(data) == len(text) else [at for at, byte in enumerate(data) if byte & 0xC0 == 0x80]
        self._nodes = [(self._place(node.start_byte), node) for node in _headers_and_pairs(self.root)]

    def span(self, node: Node) -> Span:
        return Span(self._place(node.start_byte), self._place(node.end_byte))

    def _place(self, byte: int) -> int:
        return self.offset + byte - (bisect_left(self._inner, byte) if self._inner else 0)

    def written(self, node: Node) -> str:
        if not self._inner:
            return self.text[node.start_byte : node.end_byte]
        return self.text[slice(*self.span(node).shifted(-self.offset))]

    def statements(self, within: Span, report: _Report) -> Iterator[_Statement]:
        """Yield the headers and pairs that begin in a range."""
        first = bisect_left(self._nodes, within.start, key=lambda pair: pair[0])
        after = bisect_left(self._nodes, within.end, key=lambda pair: pair[0])
        for _, node in self._nodes[first:after]:
            if statement := self._statement(node, report):
                yield statement

    def _statement(self, node: Node, report: _Report) -> _Statement | None:
        if node.type in _TABLES:
            opening, key, closing = node.children[:3]
            span = Span(self._place(opening.start_byte), self._place(closing.end_byte))
            return _Statement(self._keys(key), span, array=node.type == "table_array_element")
        key, value = self._pair(node)
        located = self.value(value, report)
        start = self._place(key.start_byte)
        return _Statement(self._keys(key), Span(start, located.span.end), located) if located else None

    def _pair(self, node: Node) -> tuple[Node, Node]:
        key, _equals, value = node.children[:3]
        return key, value

    def _keys(self, node: Node) -> list[_Key]:
        if node.type == "dotted_key":
            return [key for child in node.named_children for key in self._keys(child)]
        written = self.written(node)
        return [_Key(cast(str, _scalar(written)) if node.type == "quoted_key" else written, self.span(node))]

    def value(self, node: Node, report: _Report, depth: int = 0) -> Value | None:
        """Return the located value of a node, or None with a finding where there is none that could be read."""
        span = self.span(node)
        try:
            if depth > DEPTH:
                raise ValueError(f"Nested more than {DEPTH} deep")
            if node.type == "array":
                return Value(span, self._array(node, report, depth))
            if node.type == "inline_table":
                return Value(span, self._inline_table(node, report, depth))
            return Value(span, _scalar(self.written(node)))
        except ValueError as error:
            report.add(span, str(error).partition(" (at ")[0], "write a valid value")
            return None

    def _array(self, node: Node, report: _Report, depth: int) -> list[Value]:
        items = (self.value(child, report, depth + 1) for child in node.named_children if child.type != "comment")
        return [item for item in items if item]

    def _inline_table(self, node: Node, report: _Report, depth: int) -> Table:
        table = Table(self.span(node))
        for child in node.named_children:
            if child.type == "pair":
                key, value = self._pair(child)
                if located := self.value(value, report, depth + 1):
                    _put(table, self._keys(key), located, report, is_inline=True)
        return table


def _headers_and_pairs(root: Node) -> Iterator[Node]:
    for child in root.named_children:
        if child.type in _TABLES:
            yield child
            yield from (pair for pair in child.named_children if pair.type == "pair")
        elif child.type == "pair":
            yield child


def _scalar(written: str) -> Scalar:
    """Return the value of a scalar as written. Raises ValueError (`tomllib.TOMLDecodeError`) where it has none."""
    if written[0] in "\"'" and written[:3] not in ('"""', "'''") and (written[0] == "'" or "\\" not in written):
        return written[1:-1]
    return cast(Scalar, tomllib.loads(f"value = {written}")["value"])


# What is not TOML, in the words of the standard library ---------------------------------------------------------------

_BYTE_ORDER_MARK = "\ufeff"
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")
_NEXT_STEPS = {
    "Unclosed array": "close it with `]`",
    "Unclosed inline table": "close it with `}`",
    "Unterminated string": "close it with the quotes it began with",
    "Illegal character": "close the string on its line, or escape the character",
    "Expected newline or end of document": "put each `key = value` on its own line",
    "Invalid value": 'write a value: text in quotes, a number, `true`, `false`, or an array such as `["a"]`',
    "Expected '='": "write `key = value`; a key with blanks or dots goes in quotes",
    "Expected ']": "close the header: `[name]` or `[[name]]`",
    "Unescaped '\\'": "write `\\\\` for a backslash, or use single quotes",
    "twice": "write it once",
    "Cannot overwrite": "delete one of the two",
}


def _unreadable(piece: _Source) -> tuple[Span, str, str]:
    """Say what is wrong with a piece that the grammar refuses: where, why, and what to do."""
    refused = _refusal(piece.text, piece.offset)
    return refused or (_visible(piece.text, 0).shifted(piece.offset), "This is not TOML", _next_step(""))


def _refusals(text: str) -> list[Finding]:
    """Return what `tomllib` refuses where the grammar saw no error, a table declared twice for example."""
    body = text.removeprefix(_BYTE_ORDER_MARK)
    refused = _refusal(body, len(text) - len(body))
    return [_finding(*refused)] if refused else []


def _refusal(text: str, offset: int) -> tuple[Span, str, str] | None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, at = _reason(str(error), text)
        return _visible(text, at).shifted(offset), reason, _next_step(reason)
    except (ValueError, RecursionError) as error:
        return _visible(text, 0).shifted(offset), str(error), "write a smaller value"
    return None


def _reason(message: str, text: str) -> tuple[str, int]:
    """Split a message of `tomllib` into its reason and the offset in `text` that it names."""
    match = _AT.search(message)
    if match is None:
        return message.removesuffix(" (at end of document)"), len(text)
    lines = text.split("\n")[: int(match[1]) - 1]
    return message[: match.start()], sum(map(len, lines)) + len(lines) + int(match[2]) - 1


def _visible(text: str, at: int) -> Span:
    """Return what is written from an offset to the end of its line; if nothing is, the last line before it."""
    for start, end in ((at, _line_end(text, at)), (text.rfind("\n", 0, len(text[:at].rstrip())) + 1, at)):
        if written := text[start:end].strip():
            begin = text.index(written, start)
            return Span(begin, begin + len(written))
    return Span(min(at, len(text)), min(at, len(text)))


def _line_end(text: str, at: int) -> int:
    newline = text.find("\n", at)
    return len(text) if newline < 0 else newline


def _next_step(reason: str) -> str:
    return next((step for part, step in _NEXT_STEPS.items() if part in reason), "write `key = value`, one to a line")


def _finding(span: Span, reason: str, next_step: str, fixes: tuple[Fix, ...] = ()) -> Finding:
    return Finding("toml-syntax", Severity.ERROR, span, f"{reason}: {next_step}", fixes=fixes)
