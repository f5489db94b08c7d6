"""A component says that it has no contracts, and lists some.

## What it finds
A `**Contracts:**` field whose first line is `None` and that has bullets or more text below it.

## Why it matters
A task that reads `None` may ignore the rest.

## Example
```
**Contracts:** None
- draw never raises
```

## Fix
Delete `None`, or delete the list; the quick fix deletes `None`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "contracts-none-with-items"
SEVERITY = Severity.ERROR

_NONE_THEN_MORE = re.compile(r"(none\.?)[^\S\r\n]*[\r\n]\s*\S", re.IGNORECASE)


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report `None` in front of contracts."""
    contracts = section.field("contracts") if is_component(section, file) else None
    match = _NONE_THEN_MORE.match(contracts.body.text) if contracts else None
    if contracts is None or match is None:
        return
    start = section.start + contracts.body.span.start
    none = Span(start, start + len(match[1]))
    fix = fix_here("Delete None", file.path, TextEdit(none, ""))
    yield Finding(CODE, SEVERITY, none, "The contracts are None and a list: delete one of the two", fixes=(fix,))
