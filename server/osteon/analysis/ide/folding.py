"""What an editor can fold away: sections, tasks, groups of cases, code fences, front matter, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from osteon.analysis.ide.symbols import Symbol, symbols
from osteon.analysis.model import Outline
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

_BLOCKS = frozenset({"FRONT_MATTER", "BACKTICK_FENCE", "TILDE_FENCE", "COMMENT"})


@dataclass(frozen=True, slots=True, order=True)
class Fold:
    """A range whose first line stays visible. It ends with its last text, so that the space after it stays too."""

    span: Span
    kind: Literal["region", "comment"]


def folds(file: SourceFile) -> tuple[Fold, ...]:
    """Return what can be folded in a file, in order; ranges of one line are left out."""
    found = {*_of_symbols(file, symbols(file)), *(_of_blocks(file, file.outline) if file.outline else ())}
    return tuple(sorted(fold for fold in found if _has_lines(file.text[slice(*fold.span)])))


def _of_symbols(file: SourceFile, found: Iterable[Symbol]) -> Iterator[Fold]:
    for symbol in found:
        yield Fold(_trimmed(file.text, symbol.span), "region")
        yield from _of_symbols(file, symbol.children)


def _of_blocks(file: SourceFile, outline: Outline) -> Iterator[Fold]:
    for section in outline.sections:
        at = section.start
        for token in section.piece.leaves():
            if token.type in _BLOCKS:
                span = _trimmed(file.text, Span(at, at + len(token)))
                yield Fold(span, "comment" if token.type == "COMMENT" else "region")
            at += len(token)


def _trimmed(text: str, span: Span) -> Span:
    return Span(span.start, span.start + len(text[slice(*span)].rstrip()))


def _has_lines(text: str) -> bool:
    return "\n" in text or "\r" in text
