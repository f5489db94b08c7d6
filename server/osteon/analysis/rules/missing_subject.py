"""A demand does not say who.

## What it finds
A sentence that begins with `shall`, `must` or `should`; items under a sentence with a colon, which go on with it, are
right.

## Why it matters
Whoever reads it takes the nearest component for the subject.

## Example
```
- Shall store the file.
```

## Fix
Begin with the actor: `The server shall store the file.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, edit_to_fill_in

CODE = "missing-subject"
SEVERITY = Severity.WARNING
ENABLED = False

_MODAL = re.compile(r"(?:shall|must|should)\b(?!\s+(?:it|they|the|an?|this|that)\b)", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report demands that begin with their modal verb."""
    for statement in demands(section):
        modal = _MODAL.match(statement.masked)
        if modal and not statement.continues:
            span = section.at(statement.span_of(*modal.span()))
            edit = edit_to_fill_in(span, "The ", Blank("<actor>"), f" {modal[0].lower()}")
            fix = fix_here("Name the actor", file.path, edit)
            yield Finding(CODE, SEVERITY, span, f"Who {modal[0].casefold()}? Begin with the actor", fixes=(fix,))
