"""A file is not UTF-8 text.

## What it finds
Bytes that are not valid UTF-8.

## Why it matters
Every tool reads them differently; what a model sees is not what the author wrote.

## Example
A file saved as Latin-1 with an umlaut in it.

## Fix
Save the file as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "not-utf8"
SEVERITY = Severity.ERROR

_UNDECODED = re.compile("[\udc80-\udcff]+")
"""Whoever reads a file turns bytes that are not UTF-8 into these (Python's `surrogateescape`)."""


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report each run of bytes that could not be decoded."""
    if not file.holds(_is_undecoded):
        return
    for match in _UNDECODED.finditer(file.text):
        shown = " ".join(f"{ord(char) - 0xDC00:02x}" for char in match[0][:4])
        span = Span(*match.span())
        read = _read_as_windows(match[0])
        fix = fix_here(f"Read these bytes as Windows-1252: {read}", file.path, TextEdit(span, read), preferred=False)
        yield Finding(CODE, SEVERITY, span, f"Not UTF-8 (bytes {shown}): save the file as UTF-8", fixes=(fix,))


def _read_as_windows(undecoded: str) -> str:
    """Return what bytes mean in the encoding that most such files have; the five that mean nothing are left."""
    return undecoded.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _is_undecoded(text: str) -> bool:
    """Tell at once what is true of hardly any file; to search a long text for it takes much longer."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
