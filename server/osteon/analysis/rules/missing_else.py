"""What happens otherwise is not said.

## What it finds
A demand that begins with `If …` in a section that says neither `otherwise` nor what happens if not. `If …, then …`, the
shape for faults and other unwanted events, needs no other branch.

## Why it matters
The other branch is code too; without a word on it, it is invented.

## Example
```
If the file exists, the tool shall append to it.
```

## Fix
Add the other branch: `Otherwise it shall create the file.`
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
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in

CODE = "missing-else"
SEVERITY = Severity.HINT
ENABLED = False

_THEN = re.compile(r",\s+then\s", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:otherwise|else|if\s+not|if\s+no\b|unless|in\s+all\s+other\s+cases)", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a lone branch; two or more of them are a table of cases."""
    statements = demands(section)
    branches = [one for one in statements if one.shape == "unwanted" and not _THEN.search(one.masked)]
    if len(branches) == 1 and not any(_ELSE.search(statement.masked) for statement in statements):
        condition = branches[0].slot("condition")
        span = section.at(condition.span if condition else branches[0].span)
        fix = fix_here("Say what happens otherwise", file.path, _otherwise(branches[0], section))
        message = "What happens if not? Add a sentence that begins with 'Otherwise'"
        yield Finding(CODE, SEVERITY, span, message, fixes=(fix,))


def _otherwise(branch: Statement, section: Section) -> TextEdit:
    """Return a sentence behind a branch, with a blank for what happens."""
    end = section.at(branch.span).end
    space = " " if branch.text.endswith((".", "!")) else ". "
    return edit_to_fill_in(Span(end, end), space, "Otherwise ", Blank("<what happens>"), ".")
