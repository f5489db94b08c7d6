"""A requirement declares an error that none of its cases expects.

## What it finds
A type such as `StackError` or `ParseException` in the error bullets of a requirement, where groups or calls cover the
requirement and none of them expects `!StackError` or `then raises StackError`.

## Why it matters
Error paths are what is built last and tested least; a person wrote this one down.

## Example
`- the stack is empty -> StackError` where all covering cases expect a value.

## Fix
Add a case that expects the error: `empty | [] | !StackError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.coverage import Cover, cover_of, has_cases
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section, requirement_of
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

CODE = "error-without-case"
SEVERITY = Severity.WARNING


def check_section_links(
    section: Section, file: SourceFile, index: Index, configuration: Configuration
) -> Iterator[Finding]:
    """Report the declared errors of a requirement without a case where their names stand."""
    if not is_requirement(section, file) or not has_cases(file.spec_id, index):
        return
    cover = cover_of(requirement_of(section), file.spec_id, index, language=configuration.language)
    for error in cover.missing_errors if not cover.requirement.no_verify else ():
        message = f"No case expects {error}: add one that ends in `!{error}`"
        yield Finding(CODE, SEVERITY, _place(cover, error), message)


def _place(cover: Cover, error: str) -> Span:
    """Return where the error's name first stands in the requirement's error bullets."""
    section = cover.requirement.section
    pattern = re.compile(rf"\b{error}\b")
    inside = (bullet.span.shifted(-section.start) for bullet in cover.requirement.errors)
    found = (pattern.search(section.piece.text, span.start, span.end) for span in inside)
    return next((section.at(Span(*match.span())) for match in found if match), section.title.span)
