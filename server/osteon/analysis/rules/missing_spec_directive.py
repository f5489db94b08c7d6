"""A case file does not say whose cases it holds.

## What it finds
A `.vmd` file without `@spec`.

## Why it matters
Without its spec, no target of `@covers` can be resolved and no task of a plan can run the cases.

## Example
A file that begins with `clamp(x)`.

## Fix
Begin the file with `@spec SPEC_ID`.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "missing-spec-directive"
SEVERITY = Severity.ERROR
