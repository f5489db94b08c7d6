"""One section demands with two words.

## What it finds
`shall` and `must` side by side in the demands of one section.

## Why it matters
A reader looks for the difference, and there is none.

## Example
```
The lamp shall blink. The horn must sound.
```

## Fix
Use one of them throughout; `shall` is the word of EARS and of ISO 29148.
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
from osteon.analysis.text import TextEdit

CODE = "modality-mix"
SEVERITY = Severity.HINT
ENABLED = False

_MODAL = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report the rarer of the two words; of equally many, `must`."""
    found = [(statement, match) for statement in demands(section) for match in _MODAL.finditer(statement.masked)]
    must = [(statement, match) for statement, match in found if match[0].casefold() == "must"]
    if not must or len(must) == len(found):
        return
    rare_is_must = len(must) * 2 <= len(found)
    for statement, match in found:
        if (match[0].casefold() == "must") is rare_is_must:
            other = _like(match[0], "shall" if rare_is_must else "must")
            span = section.at(statement.span_of(*match.span()))
            fix = fix_here(f"Write '{other}'", file.path, TextEdit(span, other))
            message = f"This section says '{other}' elsewhere: write '{other}' here too"
            yield Finding(CODE, SEVERITY, span, message, fixes=(fix,))


def _like(written: str, word: str) -> str:
    return word.upper() if written.isupper() else word.capitalize() if written[0].isupper() else word
