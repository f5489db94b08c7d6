"""The configuration has a key that nothing reads.

## What it finds
A key in `osteon.toml`, or under `[tool.osteon]` in `pyproject.toml`, that no setting has.

## Why it matters
A misspelt setting does nothing, and its default is in force.

## Example
`langage = "rust"`

## Fix
Correct the key; the quick fix offers the nearest one.
"""

from osteon.analysis.findings import Severity

CODE = "unknown-configuration-key"
SEVERITY = Severity.ERROR
