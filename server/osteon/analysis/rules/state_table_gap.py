"""A state table or a decision table leaves a case open, or decides one twice.

## What it finds
In a table whose header names a state (mode, phase, screen), an event and a next state: a state that no row leads to,
two rows for one state and event, also where they count it and their numbers overlap ("attempt 1 to 8", "attempt 8") or
leave one out, and, where nearly every state has a row for every event, the pairs that have none. A next state without a
row of its own where the text says which states are final, how many there are or which, and does not mean this one, one
that is spelled nearly like another, and one that is the name of an event; a state that the text lists and no row has.

In a table of states by events: an empty cell, a state that no cell leads to, and one without a row that the text counts
or lists. Most cells may say in one word that nothing happens ("refused"), which is no state; nor is a word that the
text explains: '"Leave" ends the program'. The first title may be any where most cells are names of rows.

In a table of conditions with yes, no or `-` (does not matter) before a column of actions: a combination that no row
decides, and two rows that decide one differently. In a table of ranges, with each other or with yes and no, and in one
of names before a column of decisions: the few combinations that are missing, and those that are there twice. In a table
of rising bands: two that overlap, and what lies between two where the others adjoin, also where there are only two or
three before a column of decisions: "up to 50", "more than 60". In a table of names and ranges, some of them "any":
two rows that decide the same differently ("0", "0 or above"), the few combinations that no row is for, and what lies
between two ranges where other rows do not leave it out. A last row may be for more than those before it.

Other tables are not looked at. Prose in the same section counts: "other events are ignored", "the first row that
matches wins", "the initial state is Off". A table that writes out what stays as it is, or has a word or a dash for it,
needs a word about its empty cells.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 27 of 28 seeded faults found.

## Why it matters
What a table leaves out is decided by whoever builds it, and differently each time.

## Example
```
| State | Event | Next state |
|---|---|---|
| Off | start | On |
| On | stop | Off |
| Broken | repair | Off |
```
Nothing leads to Broken.

## Fix
Add the missing row, delete one of two, or say below the table what holds for the rest. The quick fixes do each, with
blanks for what the new row leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from osteon.analysis.decision_tables import decision_gaps
from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.passages import passages
from osteon.analysis.source_file import SourceFile
from osteon.analysis.state_tables import Gap, state_gaps
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import tables

CODE = "state-table-gap"
SEVERITY = Severity.WARNING


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report the gaps of each table that is one of states or decisions."""
    around = partial(_prose, section.piece)
    for table in tables(section.piece):
        for gap in (*state_gaps(table, around), *decision_gaps(table, around)):
            yield _finding(gap, section, file)


_MARKS = re.compile(r"[*`\"“”]+|^[ \t]*[-+][ \t]+", re.MULTILINE)


def _prose(piece: Piece) -> str:
    """Return what stands around the tables of a piece, names in quotes and code marks as words."""
    around = (piece.text[slice(*one.span)] for one in passages(piece) if one.kind != "row")
    return " ".join(" ".join(_MARKS.sub("", text).split()) for text in around)


def _finding(gap: Gap, section: Section, file: SourceFile) -> Finding:
    other = gap.other
    related = (Related(Place(file.path, section.at(other)), "The other row"),) if other else ()
    fixes = (
        fix_here(
            remedy.title,
            file.path,
            *(edit.shifted(section.start) for edit in remedy.edits),
            preferred=remedy.preferred,
        )
        for remedy in gap.remedies
    )
    return Finding(CODE, SEVERITY, section.at(gap.span), gap.message, related, tuple(fixes))
