"""The configuration has a key that nothing reads.

## What it finds
A key in `osteon.toml`, or under `[tool.osteon]` in `pyproject.toml`, that no setting has.

## Why it matters
A misspelt setting does nothing, and its default is in force.

## Example
`langage = "rust"`

## Fix
Correct the key; the quick fixes offer the nearest one, and to delete it with its value.
"""

from osteon.analysis.findings import Severity

CODE = "unknown-configuration-key"
SEVERITY = Severity.ERROR
