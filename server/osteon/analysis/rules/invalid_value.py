"""A value is of the wrong type or out of range.

## What it finds
A value in `plan.toml` or in the configuration that is not what its key takes, and a table without a key it needs.

## Why it matters
The default is used in its place, which is not what was meant.

## Example
`verify = "make test"`, where a list belongs.

## Fix
The message says what the key takes; text where a list belongs is put in brackets by the quick fix.
"""

from osteon.analysis.findings import Severity

CODE = "invalid-value"
SEVERITY = Severity.ERROR
