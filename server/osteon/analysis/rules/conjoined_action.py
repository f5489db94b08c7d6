"""One sentence demands two actions.

## What it finds
`shall … and shall …`, `shall …, and it shall …`, `shall … and then …`: two demands in one sentence.

## Why it matters
A case covers the sentence when it covers one of the two; the other can be missing and nobody sees it.

## Example
```
The server shall store the file and shall notify the owner.
```

## Fix
Write two sentences, or a list of steps.
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
from osteon.analysis.statements import Statement
from osteon.analysis.text import Blank, TextEdit, edit_to_fill_in

CODE = "conjoined-action"
SEVERITY = Severity.HINT
ENABLED = False

_FIRST = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)
_SECOND = re.compile(
    r"\band\s+(?:(?:it|they|the\s+\w+(?:\s+\w+)?)\s+)?(?:also\s+)?(?:shall|must)\b|\band\s+(?:also|then)\b",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report sentences with a second demand."""
    for statement in demands(section):
        first = _FIRST.search(statement.masked)
        second = _SECOND.search(statement.masked, first.end()) if first else None
        if first and second:
            span = section.at(statement.span_of(*second.span()))
            message = "A second demand in one sentence: write one sentence for each"
            edit = _second_sentence(section, statement, first, second)
            yield Finding(CODE, SEVERITY, span, message, fixes=(fix_here("Make two sentences", file.path, edit),))


def _second_sentence(section: Section, statement: Statement, first: re.Match[str], second: re.Match[str]) -> TextEdit:
    """Return an edit that ends the first demand and begins the second, with a blank for its subject."""
    end = len(statement.masked[: second.start()].rstrip(" ,;"))
    words = second[0].split()[1:]
    modal = words.pop() if words[-1].casefold() in ("shall", "must") else first[0].casefold()
    adverb = f" {words.pop().casefold()}" if words and words[-1].casefold() in ("also", "then") else ""
    subject = " ".join(words)
    begin = subject[:1].upper() + subject[1:] if subject else Blank("<It>")
    span = section.at(statement.span_of(end, second.end()))
    return edit_to_fill_in(span, ". ", begin, f" {modal}{adverb}")
