"""A line of a case file is of no known form.

## What it finds
A line that is neither a directive, a comment, a signature, a row, a scenario nor one of its steps; a row or a step
that stands in no group or scenario; a signature with text that is no mode behind it.

## Why it matters
What cannot be read is not run, and a requirement that looks tested is not.

## Example
```
clamp(x, low, high)

inside | 5 | 0 | 9 | 5
```
The blank line ends the group before its first row.

## Fix
Bring the line into one of the forms that the message names. Rows follow their signature without blank lines; a
comment begins with `#`. The quick fixes join rows and steps with what they belong to, write a signature above them, or
make comments of them.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "vmd-syntax"
SEVERITY = Severity.ERROR
