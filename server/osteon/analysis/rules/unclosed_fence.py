"""A code fence never ends.

## What it finds
A line of three or more backticks or tildes that no later line closes.

## Why it matters
Everything to the end of the file is code then: headings, tags and requirements below it are not read.

## Example
A file whose last fence was opened with four backticks and closed with three.

## Fix
Close the fence with at least as many marks as opened it; the quick fix does so at the end of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "unclosed-fence"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report the last fence of a file if it is open; only the last one can be."""
    pieces = file.outline.document.pieces if file.outline else ()
    section = file.outline.section(len(pieces) - 1) if file.outline and pieces else None
    fence = section.piece.open_fence if section else None
    if section is None or fence is None:
        return
    end = len(file.text)
    lead = "" if file.text.endswith(("\n", "\r")) else "\n"
    fix = fix_here(
        "Close the fence at the end of the file", file.path, TextEdit(Span(end, end), f"{lead}{fence.text}\n")
    )
    message = "This fence never ends: close it with a line of the same marks"
    yield Finding(CODE, SEVERITY, section.at(fence.span), message, fixes=(fix,))
