"""A value is not JSON.

## What it finds
A cell, fixture, given value or argument that is not one JSON value, and an empty cell. `NaN`, `Infinity` and
`-Infinity` are allowed.

## Why it matters
The case cannot be run.

## Example
`wraps | True | 'left'`

## Fix
The quick fix turns `True`, `None` and single quotes into JSON. Write `""` for an empty string and `null` for nothing.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "invalid-json"
SEVERITY = Severity.ERROR
