"""A demand has none of the shapes of EARS.

## What it finds
A sentence with `shall` or `must` that is neither `The <actor> shall …` nor begins with its condition: `When`, `While`,
`If … then`, `Where`.

## Why it matters
In EARS, the Easy Approach to Requirements Syntax, condition, actor and response have fixed places, and a missing one is
seen at a glance. Hover shows which shape a sentence has.

## Example
```
The pump shall stop when the tank is empty.
```

## Fix
Put the condition first: `When the tank is empty, the pump shall stop.`
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Statement
from osteon.analysis.text import TextEdit

CODE = "ears-shape"
SEVERITY = Severity.HINT
ENABLED = False

_EARS = frozenset({"ubiquitous", "event", "state", "unwanted", "optional", "complex", "scenario", "outcome"})


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report demands of another shape, and those whose condition stands last."""
    for statement in demands(section):
        if statement.modality not in ("obligation", "prohibition") or statement.continues:
            continue
        span = section.at(statement.span)
        if _ends_with_condition(statement):
            message = "The condition stands last: begin the sentence with it"
            yield Finding(CODE, SEVERITY, span, message, fixes=_turned(statement, section, file))
        elif statement.shape not in _EARS and statement.slot("actor") is None:
            yield Finding(CODE, SEVERITY, span, "This is no shape of EARS: write 'The <actor> shall …'")


def _ends_with_condition(statement: Statement) -> bool:
    """Tell whether a lone condition with a conjunction ends a plain sentence."""
    condition = statement.slot("trigger") or statement.slot("condition")
    if statement.shape not in ("ubiquitous", "shall") or condition is None:
        return False
    word, *others = _written(statement, *condition.span).casefold().split()
    is_last = condition.span.end >= statement.span.end - 1
    return is_last and len(others) > 1 and word in ("when", "whenever", "while", "if")


def _turned(statement: Statement, section: Section, file: SourceFile) -> tuple[Fix, ...]:
    """Offer the sentence with its condition first."""
    condition = statement.slot("trigger") or statement.slot("condition")
    actor = statement.slot("actor")
    if condition is None or actor is None or actor.span.start != statement.span.start:
        return ()
    first = _written(statement, *condition.span)
    rest = _written(statement, statement.span.start, condition.span.start).rstrip(" ,")
    begin = rest[0].lower() + rest[1:] if rest.startswith(("The ", "A ", "An ", "Each ", "Every ", "It ")) else rest
    end = _written(statement, condition.span.end, statement.span.end)
    edit = TextEdit(section.at(statement.span), f"{first[0].upper()}{first[1:]}, {begin}{end}")
    return (fix_here("Put the condition first", file.path, edit),)


def _written(statement: Statement, start: int, end: int) -> str:
    """Return a part of the text by a span of the piece."""
    return statement.text[start - statement.span.start : end - statement.span.start]
