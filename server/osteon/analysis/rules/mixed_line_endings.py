"""A file mixes kinds of line end.

## What it finds
A line that ends in another way (LF, CR LF or CR) than the first line of the file.

## Why it matters
Differences show lines that nobody changed, and some tools count lines differently.

## Example
A file written on one system and added to on another.

## Fix
The quick fix gives every line the end that the first one has.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import LINE_END, Span, TextEdit

CODE = "mixed-line-endings"
SEVERITY = Severity.HINT


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report the first line end that differs from the first line's."""
    if not file.holds(_has_returns):
        return
    ends = list(LINE_END.finditer(file.text))
    odd = [match for match in ends if match[0] != ends[0][0]]
    if odd:
        edits = (TextEdit(Span(*match.span()), ends[0][0]) for match in odd)
        fix = fix_here("Make all line ends the same", file.path, *edits, safe=True)
        lines = "1 line ends" if len(odd) == 1 else f"{len(odd)} lines end"
        message = f"{lines} in another way than the first one: make them the same"
        yield Finding(CODE, SEVERITY, Span(*odd[0].span()), message, fixes=(fix,))


def _has_returns(text: str) -> bool:
    return "\r" in text
