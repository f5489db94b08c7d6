"""A mode of a group or scenario is not known, or lacks its argument.

## What it finds
A `~mode` other than approx, unordered, matches, struct, decimal, schema and timeout; one that stands twice; an
argument where none belongs or none where one does.

## Why it matters
The results would be compared in another way than was meant.

## Example
`mean(values) ~aprox:0.01`

## Fix
The quick fix offers the nearest mode. `~approx` takes a tolerance, `~timeout` takes seconds: `~approx:0.01
~timeout:5`.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "invalid-mode"
SEVERITY = Severity.ERROR
