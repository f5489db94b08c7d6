"""A fixture is not of the form `NAME = value`.

## What it finds
A `@fixture` without `=`, with a name that is none or that means something else in a cell (`true`, `false`, `null`,
`NaN`, `Infinity`, `Ok`), or with `!` and no constructor behind it.

## Why it matters
Rows that use the fixture cannot be read.

## Example
`@fixture null = 3`

## Fix
Write `@fixture NAME = <JSON>` for a value, or `@fixture NAME = !Machine(4096)` for an object that is made anew for
each case.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "invalid-fixture"
SEVERITY = Severity.ERROR
