"""A requirement says what it accepts and not what happens to anything else.

## What it finds
A requirement with `**Accepts:**` and without `**Errors:**`, in whose text nothing is rejected, refused, ignored, cut
or raised either. Only where the input may not fit: `**Accepts:**` has a number or a limit, a form such as JSON or a
date, or something that may not be there, such as a file. Not in specs that have a section of their own about errors.

Measured on the 61 specs of `tests/corpus`: no false alarm, and 1 of 6 seeded faults found.

## Why it matters
Input that does not fit will come. Without a word about it every builder decides anew: an exception, a silent default,
a crash.

## Example
```
### Set the volume

**Accepts:** a level from 0 to 10

**Returns:** nothing
```
What is done with 11?

## Fix
Add `**Errors:**` with a line for each way in which the input can be wrong, as the quick fix prepares; or write
`**Errors:** None` where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.requirement_facts import refusal_key, says_what_happens
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Field
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in

CODE = "error-path-missing"
SEVERITY = Severity.WARNING

_MAY_NOT_FIT = re.compile(
    r"(?i)\d|\b(?:at (?:most|least)|between|up to|more than|less than|non-?empty|valid|well-formed|one of|exactly|"
    r"unique|files?|folders?|paths?|urls?|json|ya?ml|xml|csv|toml|dates?|e-?mail|ids?|identifiers?|positive|existing)\b"
)
"""What shows that not every input fits: a limit, a form, something that may not be there."""


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a requirement that accepts something and refuses nothing."""
    accepts = section.field("accepts") if is_requirement(section, file) else None
    if accepts is None or not _MAY_NOT_FIT.search(accepts.body.text) or says_what_happens(section.piece):
        return
    keys = (refusal_key(file.path, section.anchor), refusal_key(file.path, ""))
    if not index.first_defined(keys):
        message = f"'{section.title.text}' does not say what happens to input that does not fit: add `**Errors:**`"
        span = section.at(accepts.name.span)
        yield Finding(CODE, SEVERITY, span, message, fixes=_fixes(section, accepts, file.path))


def _fixes(section: Section, accepts: Field, path: str) -> tuple[Fix, ...]:
    """Offer the field with a bullet to fill in, and the field that says that nothing can go wrong."""
    if section.piece.open_fence:
        return ()
    last = section.field("returns") or accepts
    at = section.start + len(section.piece.text[: last.span.end].rstrip())
    insert = Span(at, at)
    blanks = (Blank("<what goes wrong>"), " -> ", Blank("<what happens then>"))
    bullet = edit_to_fill_in(insert, "\n\n**Errors:**\n\n- ", *blanks)
    none = TextEdit(insert, "\n\n**Errors:** None")
    return (
        fix_here("Add error bullets", path, bullet),
        fix_here("Say that nothing can go wrong", path, none, preferred=False),
    )
