"""A demand holds its own reason.

## What it finds
`in order to`, `so that`, `because`, `to ensure that`, `for the purpose of` in what a spec demands.

## Why it matters
A reason reads like a second demand, and is tested by nobody.

## Example
```
The server shall compress replies in order to save bandwidth.
```

## Fix
Move the reason to a field of its own: `**Rationale:** to save bandwidth`.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile

CODE = "purpose-phrase"
SEVERITY = Severity.HINT
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "move the reason to '**Rationale:**'": "in order to, so that, so as to, because, to ensure that"
        ", to make sure that, for the purpose of, for this reason, to allow, to enable, with the goal of"
        ", in an effort to, such that"
    }
)


def check_section_links(
    section: Section, _file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report reasons inside demands."""
    for hit in hits(section, index, _WORDS):
        if hit.statement.modality != "none":
            yield hit.finding(CODE, SEVERITY, f"'{hit.word}' begins a reason: {hit.advice}")
