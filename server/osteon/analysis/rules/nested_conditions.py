"""One sentence has too many conditions.

## What it finds
Three or more of `if`, `when`, `while`, `unless`, `until`, `where` in one sentence.

## Why it matters
Readers lose which condition belongs to what, and cases miss combinations.

## Example
```
If the door is open, when the key is pressed, unless the lock is on, the lamp shall blink.
```

## Fix
Write one sentence for each case, or a decision table.
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

CODE = "nested-conditions"
SEVERITY = Severity.WARNING
ENABLED = False

MOST = 2
"""So many conditions may stand in one sentence."""
_CONDITION = re.compile(r"\b(?:if|when(?:ever)?|while|unless|until|except\s+when|provided\s+that)\b", re.IGNORECASE)


def check_section_links(
    section: Section, _file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report sentences with more than two conditions between their semicolons."""
    for statement in demands(section):
        count = max(len(_CONDITION.findall(part)) for part in statement.masked.split(";"))
        if count > MOST:
            message = f"{count} conditions in one sentence: write one sentence for each case, or a decision table"
            yield Finding(CODE, SEVERITY, section.at(statement.span), message)
