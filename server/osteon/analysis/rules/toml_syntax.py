"""The file is not TOML here.

## What it finds
A place in `plan.toml` or in the configuration that breaks the rules of TOML: a string or bracket that does not close,
a key without a value, a key or table that stands twice.

## Why it matters
What cannot be read cannot be built. The tables around such a place are still checked.

## Example
`title = "Draw sprites`

## Fix
The message says what TOML expects there. The quick fixes are small changes after which the place can be read: a closing
quote or bracket, quotes around a value, a comma, a blank for a value.
"""

from osteon.analysis.findings import Severity

CODE = "toml-syntax"
SEVERITY = Severity.ERROR
