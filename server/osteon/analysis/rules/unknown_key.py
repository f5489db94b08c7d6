"""The plan has a key that nothing reads.

## What it finds
A key in `plan.toml` that the format does not know.

## Why it matters
A misspelt key does nothing: `need = ["a"]` lets the task run before `a`.

## Example
`need = ["a"]`

## Fix
Correct the key; the quick fix offers the nearest one, and renames the keys of Ossature's plans.
"""

from osteon.analysis.findings import Severity

CODE = "unknown-key"
SEVERITY = Severity.ERROR
