"""A range has one end.

## What it finds
A length, count or size with `at least` and no `at most`, or the other way round, such as `at least 8 characters`.

## Why it matters
The missing end is where programs break: the empty text, the file of 4 GB.

## Example
```
A password shall have at least 8 characters.
```

## Fix
Give both ends: `8 to 128 characters`.
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
from osteon.analysis.text import Blank, Span, edit_to_fill_in

CODE = "open-range"
SEVERITY = Severity.HINT
ENABLED = False

_SIZED = (
    r"(?:characters?|chars?|digits?|letters?|words?|lines?|bytes?|[KMG]i?B|entries|items|elements|rows|columns|files?|users?"
    r"|records?|pixels)"
)
_LEAST = re.compile(
    rf"\b(?:at\s+least|no\s+fewer\s+than|more\s+than|a\s+minimum\s+of)\s+[\d.,]*\d\s+{_SIZED}\b"
    rf"|\b[\d.,]*\d\s+(?:or\s+more|and\s+more)\s+{_SIZED}\b|\b[\d.,]*\d\s+{_SIZED}\s+or\s+more\b",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:at\s+most|up\s+to|no\s+more\s+than|maximum|fewer\s+than|less\s+than|to)\s+(?:[\d.,]*\d|\ufffc)",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report lower limits without an upper one."""
    for statement in demands(section):
        least = _LEAST.search(statement.masked)
        if least and not _MOST.search(statement.masked):
            span = section.at(statement.span_of(*least.span()))
            edit = edit_to_fill_in(Span(span.end, span.end), " and at most ", Blank("<number>"))
            fix = fix_here("Give the other end", file.path, edit)
            yield Finding(CODE, SEVERITY, span, "The range has no upper end: add 'and at most …'", fixes=(fix,))
