"""A status is not one that Osteon knows.

## What it finds
A `@status` other than draft, review, approved, implemented or deprecated.

## Why it matters
Tools and people filter by status; a misspelt one drops out of every list.

## Example
`@status: drfat`

## Fix
The quick fix offers the nearest known status.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.model import STATUSES
from osteon.analysis.rules.choices import outside_choices
from osteon.analysis.source_file import SourceFile

CODE = "invalid-status"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report a status that is not one of `STATUSES`."""
    yield from outside_choices(file, "status", STATUSES, CODE, SEVERITY)
