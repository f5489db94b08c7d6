"""A `@covers` names nothing, or nothing follows it.

## What it finds
A `@covers` without targets, with a target that is neither an anchor nor a heading in quotes, without commas between
targets, or without a group or scenario below it.

## Why it matters
The requirement that was meant does not count as covered.

## Example
`@covers draw sprite`

## Fix
Write anchors and quoted headings with commas between them, `@covers draw-sprite, "Clear the screen"`, above the group
or scenario. The quick fixes put the comma, join words to an anchor, or take out what names nothing.
"""

from __future__ import annotations

from osteon.analysis.findings import Severity

CODE = "invalid-covers"
SEVERITY = Severity.ERROR
