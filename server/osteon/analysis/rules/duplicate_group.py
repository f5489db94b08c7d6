"""Two groups test one function with the same number of inputs.

## What it finds
A group whose name, in any case, and number of columns another group of the file has.

## Why it matters
Reports name a case by its group; with two of a name nobody can tell which row failed.

## Example
```
clamp(x, low, high)
inside | 5 | 0 | 9 | 5

clamp(value, minimum, maximum)
below | -1 | 0 | 9 | 0
```

## Fix
Put the rows under one signature, which a quick fix does where both compare in the same way; another one renames the
second.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "duplicate-group"
SEVERITY = Severity.ERROR
