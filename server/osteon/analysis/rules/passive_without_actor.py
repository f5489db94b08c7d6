"""A passive demand does not say who acts.

## What it finds
`shall be stored`, `must be shown` without `by …`, in a sentence whose section has no actor to take it from. Opt-in:
a passive voice is often clear from its place.

## Why it matters
What nobody has to do is done twice, or not at all, when a spec has several components.

## Example
```
The log shall be rotated.
```

## Fix
Name the actor: `The server shall rotate the log.`
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

CODE = "passive-without-actor"
SEVERITY = Severity.INFORMATION
ENABLED = False

_PASSIVE = re.compile(
    r"\b(?:shall|must|should|will)\s+(?:not\s+|never\s+|always\s+|also\s+)?(?:be|have\s+been)\s+(?:\w+ly\s+)?"
    r"(?:[a-z]+ed|written|read|sent|kept|set|shown|drawn|given|taken|made|held|built|put|run|found|done|hidden|chosen)\b",
    re.IGNORECASE,
)
_ACTOR = re.compile(r"\bby\s", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report passive demands without `by`."""
    for statement in demands(section):
        passive = _PASSIVE.search(statement.masked) if statement.modality != "none" else None
        if passive and not _ACTOR.search(statement.masked, passive.end()):
            message = f"Who does it? Name the actor: '<actor> {passive[0].split()[0].casefold()} …', or say 'by …'"
            span = section.at(statement.span_of(*passive.span()))
            edit = edit_to_fill_in(Span(span.end, span.end), " by ", Blank("<actor>"))
            yield Finding(CODE, SEVERITY, span, message, fixes=(fix_here("Say by whom", file.path, edit),))
