"""The plan has a key that nothing reads.

## What it finds
A key in `plan.toml` that the format does not know.

## Why it matters
A misspelt key does nothing: `need = ["a"]` lets the task run before `a`.

## Example
`need = ["a"]`

## Fix
Correct the key; the quick fixes offer the nearest one, rename the keys of Ossature's plans, and delete the key with its
value.
"""

from osteon.analysis.findings import Severity

CODE = "unknown-key"
SEVERITY = Severity.ERROR
