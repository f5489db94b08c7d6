"""One sentence demands two actions.

## What it finds
`shall … and shall …`, `shall …, and it shall …`, `shall … and then …`: two demands in one sentence.

## Why it matters
A case covers the sentence when it covers one of the two; the other can be missing and nobody sees it.

## Example
```
The server shall store the file and shall notify the owner.
```

## Fix
Write two sentences, or a list of steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile

CODE = "conjoined-action"
SEVERITY = Severity.HINT
ENABLED = False

_FIRST = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)
_SECOND = re.compile(
    r"\band\s+(?:(?:it|they|the\s+\w+(?:\s+\w+)?)\s+)?(?:also\s+)?(?:shall|must)\b|\band\s+(?:also|then)\b",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, _file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report sentences with a second demand."""
    for statement in demands(section):
        first = _FIRST.search(statement.masked)
        second = _SECOND.search(statement.masked, first.end()) if first else None
        if second:
            span = section.at(statement.span_of(*second.span()))
            yield Finding(CODE, SEVERITY, span, "A second demand in one sentence: write one sentence for each")
