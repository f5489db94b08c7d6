"""A comparison does not say with what.

## What it finds
`faster`, `better`, `improved`, `more reliable` and the like without `than`.

## Why it matters
Faster than what, and by how much? Without both there is no test.

## Example
```
The new index shall make searches faster.
```

## Fix
Give the other side and the difference, or a limit: `A search shall take at most 50 ms.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import Hit, hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "comparative-without-baseline"
SEVERITY = Severity.WARNING
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "say than what, and by how much": "faster, better, quicker, slower, easier, simpler, cheaper, safer, smoother"
        ", more efficient, more reliable, more robust, more flexible, more secure, more accurate, more readable"
        ", more intuitive, improved, enhanced, less memory, fewer errors, worse",
    }
)
_NO_NOUN = re.compile(r"\s*(?:[.,;:!?)]|\Z)|\s+(?:and|or|but|when|if|while)\b", re.IGNORECASE)
"""What may follow a comparative with no noun between them."""
_BASELINE = re.compile(r"\b(?:than|compared|relative\s+to|over\s+the)\b", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report comparatives in statements that name nothing to compare with."""
    for hit in hits(section, index, _WORDS):
        if not _has_baseline(hit):
            message = f"'{hit.word}' compares with nothing: {hit.advice}"
            yield hit.finding(CODE, SEVERITY, message, *_fixes(hit, file.path))


def _fixes(hit: Hit, path: str) -> tuple[Fix, ...]:
    """Offer the other side where it can follow the word: not in front of a noun."""
    fits = _NO_NOUN.match(hit.after)
    return (hit.completed(path, "Say than what", " than ", Blank("<what>")),) if fits and hit.word[-2:] != "ed" else ()


def _has_baseline(hit: Hit) -> bool:
    return _BASELINE.search(hit.statement.masked) is not None
