"""A sentence promises another number of things than follow it.

## What it finds
"The following three states:" over a list of four, "in two steps:" over three steps, "both of the following:" over any
other number than two, "three sizes: small and large", also without "and" ("three things: a wall, a door"), and a number
of rows or columns that a table does not have. Only numbers that surely count what follows are looked at: those beside
"following" or "these", those whose noun ends the sentence before its colon, and "in one of three states." shortly above
a table whose first column is called "State". Items below other items are not counted.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 21 of 21 seeded faults found.

## Why it matters
One of the two is out of date: an item was added, or one is missing. Which one, a reader cannot tell.

## Example
```
An order is in one of the following three states:

- open
- paid
- sent
- returned
```

## Fix
Correct the number, or the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.enumerations import Enumeration, enumerations
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.quantities import NUMBER_WORDS
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import TextEdit

CODE = "count-mismatch"
SEVERITY = Severity.WARNING


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report numbers that differ from the number of things that follow."""
    for one in enumerations(section.piece):
        if one.promised != one.found:
            written = section.piece.text[one.span.start : one.span.end]
            message = (
                f"{written} promises {one.promised}, and {one.found} {_named(one)}: correct the number or the list"
            )
            related = (Related(Place(file.path, section.at(one.place)), f"{one.found} {_named(one)}"),)
            fixes = tuple(_fixes(one, written, section, file))
            yield Finding(CODE, SEVERITY, section.at(one.span), message, related, fixes)


def _named(one: Enumeration) -> str:
    return f"{one.what if one.found != 1 else one.what.removesuffix('s')} follow{'s' if one.found == 1 else ''}"


def _fixes(one: Enumeration, written: str, section: Section, file: SourceFile) -> Iterator[Fix]:
    if written.casefold() == "both" or one.found < 2:
        return
    words = {number: word for word, number in NUMBER_WORDS.items()}
    text = words.get(one.found, str(one.found)) if one.notation == "word" else str(one.found)
    text = text.capitalize() if written[:1].isupper() else text
    yield fix_here(f"Write `{text}`", file.path, TextEdit(section.at(one.span), text), preferred=False)
