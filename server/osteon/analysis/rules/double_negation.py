"""Two negations in one clause.

## What it finds
`not … unless … not`, `not without`, `not un…`, `never … no`, `not impossible` in what a spec demands.

## Why it matters
Readers miscount negations, and so do models.

## Example
```
No request shall be sent without not being signed.
```

## Fix
Say it in the positive: `Every request shall be signed.`
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

CODE = "double-negation"
SEVERITY = Severity.WARNING
ENABLED = False

_NEGATION = r"(?:not|never|cannot|can['’]t|n['’]t|without|no|none|neither|nobody|nothing)"
_BETWEEN = r"(?:(?!(?:that|which|who|is|are|was|or|and|does|do|it|they)\s)[a-z]+\s+)"
_DOUBLE = re.compile(
    rf"\b{_NEGATION}\s+(?:{_BETWEEN}{{0,3}}?(?:without|unless|impossible|unlikely|im(?:possible|proper)"
    r"|un(?:able|known|available|necessary|set|used)|in(?:valid|correct|complete))"
    rf"|{_BETWEEN}?(?:not|never|cannot|nothing|nobody))\b",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, _file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report two negations within a few words."""
    for statement in demands(section):
        for match in _DOUBLE.finditer(statement.masked):
            span = section.at(statement.span_of(*match.span()))
            yield Finding(CODE, SEVERITY, span, "Two negations: say it in the positive")
