"""Two fixtures of a file have one name.

## What it finds
A second `@fixture` of the same name.

## Why it matters
Rows would use the first value while a reader sees the second.

## Example
```
@fixture BLANK = [0, 0]
@fixture BLANK = [0, 0, 0]
```

## Fix
Rename one of them.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "duplicate-fixture"
SEVERITY = Severity.ERROR
