"""A priority is not one that Osteon knows.

## What it finds
A `@priority` other than low, medium, high or critical.

## Why it matters
Tools and people order work by priority; an unknown one has no place in that order.

## Example
`@priority: urgent`

## Fix
Use one of the four; the quick fix offers the nearest.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.model import PRIORITIES
from osteon.analysis.rules.choices import outside_choices
from osteon.analysis.source_file import SourceFile

CODE = "invalid-priority"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report a priority that is not one of `PRIORITIES`."""
    yield from outside_choices(file, "priority", PRIORITIES, CODE, SEVERITY)
