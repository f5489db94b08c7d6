"""A source file cannot be read.

## What it finds
A file with the name of a source that is a link to nowhere, that may not be read, or that is no file but a pipe, a
socket or a device.

## Why it matters
Nothing in it is checked, and `osteon plan` and `osteon build` stop: without it they would leave out what it says.

## Example
`display.smd` is a symbolic link, and the file that it leads to was moved.

## Fix
Correct the link or the permissions, or delete what has that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

CODE = "unreadable-file"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report a file that whoever loads the project could not read."""
    if file.unreadable:
        yield Finding(CODE, SEVERITY, Span(0, 0), f"This file cannot be read: {file.unreadable}")
