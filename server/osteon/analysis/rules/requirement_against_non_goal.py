"""A requirement demands what the spec excludes under its non-goals.

## What it finds
A statement among the requirements and constraints of a spec that names, close together and in any form, all words of
an item under its `## Non-Goals` or `## Out of scope`, as something that is to be done. Statements that deny anything
("does not …", "no …", "skips …"), conditions, and what is only mentioned in passing ("links to HTML files") are left
alone; so is an item of a single word, unless the statement says "shall translate", "shall be translated" or "shall
offer a translation" where the item is "Translation".
The words may also stand in any order and far from each other where they are three or more and three fifths of those of
the item, and what is not done or not there is one of them: "forward it to the nurse-call system", where "no alarm is
forwarded to a nurse-call system or to a network". Beside the example that the item gives, "(`invoice.*`)", one is
enough.

Verbs and nouns count that people write for those of the item: "lengthen the reservation" where "extending a booking" is
excluded. Of "switching a heater or a chiller" and of "heating or cooling the jar" each is excluded. What there shall
not be ("a level editor", "no mobile app", "sounds of any kind") and what is not supported ("mouse support") may not be
mentioned at all; "accounts for guests" excludes "a guest may create an account", and "a clock that sets itself"
excludes "shall set its clock". "Instead of …," at the beginning denies nothing of what follows.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 18 of 22 seeded faults found. Of twelve more in
another style, 6 were found at first sight and 8 now; none of twelve statements about the same things was reported. Of
47 further ones, with which the last paragraph was tuned, 42 are found, and 2 of 47 statements beside a non-goal
reported.

## Why it matters
Both cannot be meant. Who builds the requirement and who reads the non-goals will each be sure of what was agreed, and a
model builds it, because that is what it was shown.

## Example
"Fixing links" among the non-goals, and "the checker shall fix links that are in the wrong case" as a requirement.

## Fix
Delete the requirement, or take the item off the non-goals, as the quick fixes do; where only a part is excluded, say in
the item which part.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.index import Definition, Index
from osteon.analysis.model import Section
from osteon.analysis.non_goals import NonGoal, conflicts, non_goals_key
from osteon.analysis.rules.statement_edits import without, without_block
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import statements_of

CODE = "requirement-against-non-goal"
SEVERITY = Severity.WARNING


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report the statements of a section that the spec's non-goals exclude."""
    statements = statements_of(section) if file.kind == "spec" and file.spec_id else ()
    if not any(statement.normative for statement in statements):
        return
    items = [
        (path, item, item.detail)
        for path, item in index.definitions(non_goals_key(file.spec_id))
        if isinstance(item.detail, NonGoal)
    ]
    for statement, place, number in conflicts(statements, [detail for _path, _item, detail in items]):
        path, item, _detail = items[number]
        message = f"The non-goals exclude this ('{item.name}'): drop the requirement, or take it off the non-goals"
        related = (Related(Place(path, item.span), "Excluded here"),)
        drop = fix_here("Delete the requirement", file.path, without(section, statement.span), preferred=False)
        fixes = (drop, *_taken_off(item, index.files[path]))
        yield Finding(CODE, SEVERITY, section.at(place), message, related, fixes)


def _taken_off(item: Definition, file: SourceFile) -> tuple[Fix, ...]:
    """Return the fix that deletes the whole item of the list of non-goals."""
    section = file.outline.section_at(item.span.start) if file.outline else None
    if section is None:
        return ()
    edit = without_block(section, item.span.start - section.start)
    return (fix_here(f"Take '{item.name}' off the non-goals", file.path, edit, preferred=False),)
