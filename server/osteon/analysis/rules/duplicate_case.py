"""Two cases of a group have one name.

## What it finds
A row whose first cell another row of its group has.

## Why it matters
Reports name a case by that cell; with two of a name nobody can tell which failed.

## Example
```
clamp(x, low, high)
edge | 0 | 0 | 9 | 0
edge | 9 | 0 | 9 | 9
```

## Fix
Rename one; the quick fix adds a number.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "duplicate-case"
SEVERITY = Severity.ERROR
