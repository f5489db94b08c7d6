"""A task has no id, or one that cannot be used.

## What it finds
A `[[task]]` without `id`, or whose id has other characters than letters, digits, `-`, `_` and `.`.

## Why it matters
The id is the key for state and traces, the name of a folder, and what other tasks need.

## Example
`id = "draw sprites"`

## Fix
Give the task a short, unique id: `id = "draw-sprites"`.
"""

from osteon.analysis.findings import Severity

CODE = "invalid-task-id"
SEVERITY = Severity.ERROR
