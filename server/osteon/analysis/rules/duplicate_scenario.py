"""Two scenarios of a file have one name.

## What it finds
A scenario whose name has the same words as another one's, without regard to case and punctuation.

## Why it matters
Reports name a scenario; with two of a name nobody can tell which failed.

## Example
`scenario clear-screen:` and `scenario Clear screen:`

## Fix
Rename one.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "duplicate-scenario"
SEVERITY = Severity.ERROR
