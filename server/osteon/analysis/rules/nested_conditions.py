"""One sentence has too many conditions.

## What it finds
Three or more of `if`, `when`, `while`, `unless`, `until`, `where` in one sentence.

## Why it matters
Readers lose which condition belongs to what, and cases miss combinations.

## Example
```
If the door is open, when the key is pressed, unless the lock is on, the lamp shall blink.
```

## Fix
Write one sentence for each case, or a decision table. The quick fix puts each condition into an item of its own, and
says whether all of them must hold or any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Statement
from osteon.analysis.text import Blank, Span, edit_to_fill_in

CODE = "nested-conditions"
SEVERITY = Severity.WARNING
ENABLED = False

MOST = 2
"""So many conditions may stand in one sentence."""
_CONDITION = re.compile(r"\b(?:if|when(?:ever)?|while|unless|until|except\s+when|provided\s+that)\b", re.IGNORECASE)


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report sentences with more than two conditions between their semicolons."""
    for statement in demands(section):
        count = max(len(_CONDITION.findall(part)) for part in statement.masked.split(";"))
        if count > MOST:
            message = f"{count} conditions in one sentence: write one sentence for each case, or a decision table"
            fixes = _as_list(statement, section, file.path)
            yield Finding(CODE, SEVERITY, section.at(statement.span), message, fixes=fixes)


def _as_list(statement: Statement, section: Section, path: str) -> tuple[Fix, ...]:
    """Return the fix that puts each condition into an item of its own; none where it cannot be told from the rest."""
    parts = _parts(statement)
    if parts is None or statement.origin == "cell" or statement.field or statement.shape == "scenario":
        return ()
    what, conditions, any_or = parts
    text, span = section.piece.text, statement.span
    line = _LINE.match(text, max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1)
    indent = " " * len(line[0]) if line else ""
    items = f"{indent}- " + f"\n{indent}- ".join(conditions)
    goes_on = _GOES_ON.match(text, span.end)
    if goes_on:
        span = Span(span.start, goes_on.end())
        items += f"\n{goes_on['end']}" if goes_on["end"] else f"\n\n{indent}"
    head = (f"{what[0].upper()}{what[1:]} under ", Blank("any" if any_or else "all"), " of these conditions:\n\n")
    edit = edit_to_fill_in(section.at(span), *head, items)
    return (fix_here("Write one item for each condition", path, edit),)


_LINE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_GOES_ON = re.compile(r"[ \t]*(?P<end>(?:\r\n|\n|\r)?)(?=[ \t]*[^\s|>#@*+-])")
"""What parts a sentence from the next one of its paragraph."""
_JOINING = frozenset({",", "and", "or", "but"})
_NEAR = 8
_OR = re.compile(r"\bor\s+\Z", re.IGNORECASE)
_MAIN = re.compile(
    r",\s+(?:then\s+)?(?=(?:the|an?|each|every|all|any|no|both|its?|they|th(?:is|at|ese|ose)|one)\b|\ufffc)"
)
"""Where what happens begins, behind the conditions."""


def _parts(statement: Statement) -> tuple[str, list[str], bool] | None:
    """Return what happens, its conditions, and whether an "or" joins them; None for a sentence of another form."""
    text, masked = statement.text, statement.masked
    starts = [match.start() for match in _CONDITION.finditer(masked)]
    what = text[: starts[0]]
    conditions: list[str] = []
    for start, end in pairwise([*starts, len(text.rstrip(" .!"))]):
        until = end
        if not what.strip() and (len(conditions) == len(starts) - 1 or not text[start:end].rstrip().endswith(",")):
            main = max(_MAIN.finditer(masked, start, end), key=lambda found: found.start(), default=None)
            if main is None:
                return None
            until, what = main.start(), text[main.end() : end]
        conditions.append(_trimmed(text[start:until]))
    what, any_or = _trimmed(what), any(_OR.search(masked, max(0, start - _NEAR), start) for start in starts[1:])
    is_plain = what and all(conditions) and not set(masked) & set(";:")
    return (what, [f"{one[0].lower()}{one[1:]}" for one in conditions], any_or) if is_plain else None


def _trimmed(words: str) -> str:
    """Return words with single spaces, without what joins them to the next ones."""
    parts = words.replace(",", " , ").split()
    while parts and parts[-1].casefold() in _JOINING:
        parts.pop()
    return " ".join(parts).replace(" ,", ",")
