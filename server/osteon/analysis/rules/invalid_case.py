"""A case asks for something that cannot be compared.

## What it finds
A case name with characters other than letters, digits, `-` and `_`; an error type that is no name; an expected value
that does not fit the group's mode: no pattern under `~matches`, no number under `~decimal`, no object under
`~struct`, no schema under `~schema`; no number in a decimal column.

## Why it matters
The case could never pass, or never fail.

## Example
```
version() ~matches
shape | "[0-9"
```

## Fix
Write what the message asks for.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "invalid-case"
SEVERITY = Severity.ERROR
