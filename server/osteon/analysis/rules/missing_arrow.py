"""An error bullet does not say what happens.

## What it finds
A bullet under `**Errors:**` without an arrow (`->` or `→`), and one with nothing before or after its arrow.

## Why it matters
An error without an outcome is left to the model's taste, and no case can expect it.

## Example
```
**Errors:**
- the file is missing
```

## Fix
Write `condition -> outcome`, for example `the file is missing -> FileNotFoundError that names the path`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Item
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in
from osteon.analysis.values import parse_outcome

CODE = "missing-arrow"
SEVERITY = Severity.ERROR

_ARROW = re.compile(r"(?<=\S)\s*(?:=>|⇒)\s+(?=\S)")
"""An arrow of another kind."""
_MEANT = re.compile(r"(?<=\S)\s*[:—–]\s+(?=\S)")
"""What people write where an arrow should stand."""


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report error bullets that are not `condition -> outcome`."""
    errors = section.field("errors") if is_requirement(section, file) else None
    top = min((item.indent for item in errors.items), default=0) if errors else 0
    for item in errors.items if errors else ():
        if item.indent == top:
            yield from _check(item, section, file)


def _check(item: Item, section: Section, file: SourceFile) -> Iterator[Finding]:
    condition, result = parse_outcome(item.text.text)
    span = section.at(item.text.span if item.text.text else item.span)
    if result is None:
        if condition.text.rstrip(".").casefold() in ("none", "n/a"):
            return
        message = "The error bullet has no arrow: write `condition -> outcome`"
        yield Finding(CODE, SEVERITY, span, message, fixes=_put_arrow(item.text.text, span, file.path))
    elif not condition.text or not result.text:
        side = "before" if not condition.text else "after"
        message = f"Nothing stands {side} the arrow: write `condition -> outcome`"
        yield Finding(CODE, SEVERITY, span, message, fixes=_fill_sides(condition.text, result.text, span, file.path))


def _put_arrow(text: str, span: Span, path: str) -> tuple[Fix, ...]:
    """Offer an arrow in the place of what was meant to be one, else behind the text, with an outcome to fill in."""
    arrow = _ARROW.search(text)
    meant = arrow or _MEANT.search(text)
    if meant is None:
        return _fill_sides(text, "", span, path)
    edit = TextEdit(Span(*meant.span()).shifted(span.start), " -> ")
    return (fix_here("Write an arrow here", path, edit, safe=arrow is not None),)


def _fill_sides(condition: str, outcome: str, span: Span, path: str) -> tuple[Fix, ...]:
    """Offer the whole bullet with blanks for what is not there."""
    sides = (condition or Blank("<condition>"), " -> ", outcome or Blank("<outcome>"))
    return (fix_here("Complete `condition -> outcome`", path, edit_to_fill_in(span, *sides)),)
