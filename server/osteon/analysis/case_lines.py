"""Reads one line of a `.vmd` file: its text without the comment, its cells, its words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from lark import Lark, Token, Tree

from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.grammar import load
from osteon.analysis.text import Span, TextEdit, edit_to_fill_in, whole_lines
from osteon.analysis.values import Word

NAME = re.compile(r"[^\W\d]\w*")
CASE_NAME = re.compile(r"[\w-]+")
TARGET = re.compile(r"[^\W\d][\w.-]*")
ERROR_TYPE = re.compile(r"[^\W\d][\w.]*")


class Line(NamedTuple):
    """A line without its line end and, but for a directive, without its comment."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        """The range of the line without white space around it."""
        return self.word().span

    def word(self, start: int = 0, end: int | None = None) -> Word:
        """Return a part of the line without white space around it; its span counts from the start of the file."""
        inner = self.text[start:end]
        begin = self.start + start + len(inner) - len(inner.lstrip())
        inner = inner.strip()
        return Word(inner, Span(begin, begin + len(inner)))

    def group(self, match: re.Match[str], group: int | str = 0) -> Word:
        return self.word(*match.span(group))

    def cells(self) -> tuple[Word, ...]:
        """Split the line at each `|` outside of strings."""
        borders = [token.start_pos or 0 for token in _inside(self.text) if token.type == "BORDER"]
        edges = [-1, *borders, len(self.text)]
        return tuple(self.word(start + 1, end) for start, end in pairwise(edges))


@dataclass(slots=True)
class Report:
    """Collects the findings of one file while it is read."""

    path: str
    text: str
    """The whole file."""
    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, span: Span, message: str, *fixes: Fix, first: Span | None = None) -> None:
        """Add an error; `first` is where the thing that this one repeats stands."""
        related = () if first is None else (Related(Place(self.path, first), "first one here"),)
        self.findings.append(Finding(code, Severity.ERROR, span, message, related, fixes))

    def replacement(self, word: Word, by: str) -> Fix:
        return fix_here(f"Change to `{by}`", self.path, TextEdit(word.span, by))

    def removal(self, span: Span, title: str) -> Fix:
        return fix_here(title, self.path, TextEdit(span, ""), preferred=False)

    def line_removal(self, span: Span, title: str = "Remove this line") -> Fix:
        """Return the fix that removes the lines of a range whole: an empty one would end what they stand in."""
        return self.removal(whole_lines(self.text, span), title)

    def commented(self, *spans: Span) -> Fix:
        """Return the fix that makes a comment of each line, from where its range begins."""
        edits = (TextEdit(Span(span.start, span.start), "# ") for span in spans)
        title = "Make it a comment" if len(spans) == 1 else "Make comments of these lines"
        return fix_here(title, self.path, *edits, preferred=False)

    def completion(self, at: int, title: str, *parts: str) -> Fix:
        """Return the fix that inserts `parts`, with what a person must fill in among them."""
        return fix_here(title, self.path, edit_to_fill_in(Span(at, at), *parts))

    def unknown(self, code: str, word: Word, message: str, known: Iterable[str], *others: Fix) -> None:
        """Add an error about a name that does not exist, with the nearest one as its fix."""
        near = get_close_matches(word.text, known, 1)
        fixes = tuple(self.replacement(word, name) for name in near)
        advice = f"; did you mean `{near[0]}`?" if near else ""
        self.error(code, word.span, f"{message}{advice}", *fixes, *others)


def scenario_slug(name: str) -> str:
    """Return what identifies a scenario: its words in lower case, joined by `_`."""
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")


def read_line(token: Token) -> Line:
    """Return the line of a token of `grammar/cases.lark`, without its comment unless it is a directive or output."""
    text = token.rstrip("\r\n")
    if token.type not in ("DIRECTIVE", "OUTPUT"):
        text = without_comment(text)
    return Line(text, token.start_pos or 0)


def without_comment(text: str) -> str:
    """Cut `text` at the first `#` outside of strings."""
    if "#" not in text:
        return text
    remark = next((token for token in _inside(text) if token.type == "REMARK"), None)
    return text if remark is None else text[: remark.start_pos]


@cache
def parser() -> Lark:
    """Return the parser of `grammar/cases.lark`."""
    return Lark(load("cases.lark"), parser="lalr", start=["start", "inside"], maybe_placeholders=False)


@lru_cache(maxsize=65_536)
def _inside(text: str) -> tuple[Token, ...]:
    tree: Tree[Token] = parser().parse(text, start="inside")
    return tuple(child for child in tree.children if isinstance(child, Token))
