"""A step of a scenario cannot be run.

## What it finds
A line that is no step; a given below the first when; a then without a when, or that does not belong to its kind; a
call without an outcome; calls and commands in one scenario; a command with an open quote or with shell characters; a
path that leaves the scenario's folder.

## Why it matters
A scenario runs as a whole or not at all.

## Example
```
scenario prints its version:
  when $ tool --version | head -1
```

## Fix
Calls end in `then returns <JSON>`, `then raises Type: message` or `then ok`; commands in `then exit 0`, `then stdout
has "…"`, `then file "path" is "…"` or lines that begin with `>`. A command runs without a shell: put `| < > ; &` in
quotes or use several when steps. The quick fixes write what was probably meant, a blank for what is missing, or make a
comment of the line.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "scenario-step"
SEVERITY = Severity.ERROR
