"""A parameter of a group cannot be read.

## What it finds
A parameter that is no name, is empty, stands twice, or has a type other than `decimal`.

## Why it matters
The rows under the signature cannot be matched to its parameters.

## Example
`price(amount: float)`

## Fix
Write names with commas between them. Types come from the JSON values; only `: decimal` keeps the exact digits of a
number.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "invalid-parameter"
SEVERITY = Severity.ERROR
