"""Two tasks have the same id.

## What it finds
A task whose id another task above it has, upper and lower case taken as equal.

## Why it matters
State and traces are kept by id, in folders whose names ignore case on many systems.

## Example
Two tasks with `id = "display"`.

## Fix
Rename one of them, and the `needs` that mean it.
"""

from osteon.analysis.findings import Severity

CODE = "duplicate-task"
SEVERITY = Severity.ERROR
