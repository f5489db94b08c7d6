"""A group or a file has no cases.

## What it finds
A signature without rows under it, and a file without groups and scenarios.

## Why it matters
Nothing would be run, and yet there is a file that says the spec is tested.

## Example
```
clamp(x, low, high)
```
as the last line of a file.

## Fix
Write at least one row `case | input | … | expected`, or remove the group.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "no-cases"
SEVERITY = Severity.ERROR
