"""A name in a case is neither a fixture nor given.

## What it finds
A word in a cell, in `given` or among the arguments of a call that is no JSON and no fixture; and a fixture made by a
constructor in a cell, where only values can stand.

## Why it matters
The case cannot be run. Often a string lacks its quotes.

## Example
`wraps | blank | 1`, where the fixture is called `BLANK`

## Fix
The quick fix offers the nearest fixture. Put a string in double quotes. For an object, name a parameter like the
fixture: it takes no column.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "unknown-fixture"
SEVERITY = Severity.ERROR
