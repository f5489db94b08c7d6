"""A demand says what shall not happen.

## What it finds
`shall not`, `must not`, `may not` in what a spec demands.

## Why it matters
A prohibition is tested by everything that could happen; what shall happen instead is not said. `may not` even has two
readings: it is forbidden, or it is possible that not.

## Example
```
The form shall not accept an empty name.
```

## Fix
Say what happens: `The form shall refuse an empty name with the message "name missing".`
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile

CODE = "negation"
SEVERITY = Severity.HINT
ENABLED = False

_WORDS = lexicon(
    {
        "say what happens instead": "shall not, must not, shall never, must never, should not, should never, mustn't",
        "write 'shall not', or 'may or may not'": "may not",
    }
)


def check_section_links(
    section: Section, _file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report demands that only forbid."""
    for hit in hits(section, index, _WORDS):
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' only forbids: {hit.advice}")
