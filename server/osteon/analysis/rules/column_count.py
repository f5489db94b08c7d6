"""A row has more or fewer cells than its group has columns.

## What it finds
A row that does not have one cell for its name, one for each parameter without a constructor, and one for what is
expected.

## Why it matters
It cannot be told which cell is which input.

## Example
```
clamp(x, low, high)
inside | 5 | 0 | 5
```

## Fix
Add or remove cells; the message shows the columns. A `|` inside a value must stand in a JSON string.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "column-count"
SEVERITY = Severity.ERROR
