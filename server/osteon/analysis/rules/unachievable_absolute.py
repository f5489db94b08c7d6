"""A demand that nothing can meet.

## What it finds
`100 % available`, `never fail`, `under all circumstances`, `zero downtime`, `guarantee`, `perfect`, `bug-free`.

## Why it matters
No test can show it, and so nothing is tested.

## Example
```
The service shall be available under all circumstances.
```

## Fix
Give a limit and the circumstances: `99.5 % of each month, planned maintenance excepted`.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile

CODE = "unachievable-absolute"
SEVERITY = Severity.WARNING
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "give a limit": "zero downtime, no downtime, 100 % available, 100% available, 100 % availability, perfect"
        ", 100% availability, 100% uptime, 100 % uptime, always available, infinite, unlimited, perfectly"
        ", bug-free, error-free, fail-safe, foolproof, flawless, flawlessly, completely secure, totally secure",
        "say under which": "under all circumstances, under any circumstances, in all circumstances, in every situation"
        ", at all times, in all cases, all possible, any possible, every possible, all conceivable",
        "say what is checked": "never fail, never fails, never crash, never crashes, guarantee, guarantees, guaranteed"
        ", absolutely",
    },
)


def check_section_links(
    section: Section, _file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report absolutes."""
    for hit in hits(section, index, _WORDS):
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' cannot be shown: {hit.advice}")
