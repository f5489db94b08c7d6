"""A limit has no value.

## What it finds
`a maximum size`, `the timeout`, `a limit on …` in a demand without any number, code span or reference.

## Why it matters
There is a limit, and it will be some constant in the code that nobody chose.

## Example
```
Uploads shall have a maximum size.
```

## Fix
Give the value, or name the constant that has it: `at most 10 MB`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "limit-without-value"
SEVERITY = Severity.WARNING
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "give the value": "a maximum, a minimum, a limit, a maximum size, a maximum length, a minimum length"
        ", a size limit, a time limit, a timeout, a threshold, an upper limit, a lower limit, a rate limit"
        ", a maximum number, a defined time, a predefined time, a specified time, a defined limit, a certain time"
        ", a given time",
    }
)
_VALUE = re.compile(
    r"\d|\ufffc|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|configur\w+)\b", re.IGNORECASE
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report limits in statements that give no value."""
    for hit in hits(section, index, _WORDS):
        if not _VALUE.search(hit.statement.masked):
            message = f"'{hit.word}' has no value: {hit.advice}, or name the constant"
            fix = hit.completed(file.path, "Give the value", " of ", Blank("<value>"))
            yield hit.finding(CODE, SEVERITY, message, fix)
