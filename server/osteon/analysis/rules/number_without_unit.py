"""A number of time, temperature, weight or the like has no unit.

## What it finds
`wait for 30`, `a timeout of 5`, `the temperature is above 80`: a physical quantity whose number ends without a unit. 0
needs none.

## Why it matters
Seconds and milliseconds are a factor of a thousand apart.

## Example
```
The connection shall close after a timeout of 30.
```

## Fix
Write the unit: `a timeout of 30 s`.
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

CODE = "number-without-unit"
SEVERITY = Severity.WARNING

_QUANTITY = (
    r"(?:time-?outs?|delays?|intervals?|durations?|latency|response times?|temperatures?|voltage|pressure|weight|mass"
    r"|distance|speed|velocity|frequency|bandwidth|throughput|wait(?:ing)? times?|waits?|lifetime|cool-?down)"
)
_RELATION = (
    r"(?:of|is|are|be|shall be|must be|should be|equals|exceeds?|reaches|above|below|over|under|up to|to|for|at most"
    r"|at least|less than|more than|no more than|is set to|defaults to|falls below|rises above)"
)
_NUMBER = re.compile(
    rf"\b(?:{_QUANTITY}(?:\s+{_RELATION}){{1,3}}|waits?\s+for|(?:respond|answer|finish|complete|start|reply|replies)s?\s+within"
    rf"|within\s+at\s+most)\s+(?P<number>\d+(?:[.,]\d+)*)(?P<end>\s*[.,;:)](?=\s(?!\s*(?:(?:and|or)\s+)?\d)|\Z)|\s*\Z|\s+(?:and|or|when|if|before|after"
    rf"|until|unless|while|by|on|in|at)\s(?!\s*\d))",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report physical quantities whose number ends without a unit."""
    for statement in demands(section):
        for match in _NUMBER.finditer(statement.masked):
            if match["number"].strip("0.,"):
                span = section.at(statement.span_of(*match.span("number")))
                edit = edit_to_fill_in(Span(span.end, span.end), " ", Blank("<unit>"))
                message = f"{match['number']} of what? Write the unit"
                yield Finding(CODE, SEVERITY, span, message, fixes=(fix_here("Write the unit", file.path, edit),))
