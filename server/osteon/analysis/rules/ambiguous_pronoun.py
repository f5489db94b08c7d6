"""A sentence begins with a pronoun that may mean two things.

## What it finds
A sentence that begins with `it`, `they`, `this` or `these` behind a sentence that names two or more things.

## Why it matters
A task may be shown this section alone, and a reader may pick the other thing.

## Example
```
The server shall send the file to the client. It shall log the transfer.
```

## Fix
Repeat the noun: `The server shall log the transfer.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Statement
from osteon.analysis.text import Blank, edit_to_fill_in

CODE = "ambiguous-pronoun"
SEVERITY = Severity.INFORMATION
ENABLED = False

_PRONOUN = re.compile(
    r"(?:It|They|This|These|Those)(?=\s+(?:shall|must|should|may|can|will|is|are|has|have|[a-z]+s)\b)"
)
_THING = re.compile(r"\b(?:the|an?|each|every|its|their)\s+(?!same\b|other\b)", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report pronouns at the begin of a sentence with more than one thing before them."""
    for before, statement in pairwise(demands(section)):
        pronoun = _PRONOUN.match(statement.masked)
        if pronoun and _is_sentence(statement) and len(_THING.findall(before.masked)) > 1:
            message = f"'{pronoun[0]}' may mean more than one thing of the sentence before: repeat the noun"
            span = section.at(statement.span_of(*pronoun.span()))
            fix = fix_here("Repeat the noun", file.path, edit_to_fill_in(span, "The ", Blank("<noun>")))
            yield Finding(CODE, SEVERITY, span, message, fixes=(fix,))


def _is_sentence(statement: Statement) -> bool:
    return statement.origin == "sentence"
