"""No case and no task of the plan covers a requirement.

## What it finds
In a spec that has a `.vmd` file, a requirement that no group or scenario covers, by `@covers` or by a name like its
heading, and no task of the plan by `covers`. Cases that cannot run do not count: functions are called in Python only.
Requirements marked `.no-verify` are left out.

## Why it matters
Whatever is built for it, nothing notices when it is wrong.

## Example
`### Clear the screen` where no `@covers` says `clear-the-screen`.

## Fix
Add a group or a scenario below `@covers` with the requirement's anchor. If there is nothing to test, mark the heading
`{.no-verify}`, which the quick fix does.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.coverage import cover_of, has_cases
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section, requirement_of
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "uncovered-requirement"
SEVERITY = Severity.WARNING


def check_section_links(
    section: Section, file: SourceFile, index: Index, configuration: Configuration
) -> Iterator[Finding]:
    """Report an uncovered requirement at its title."""
    if not is_requirement(section, file) or not has_cases(file.spec_id, index):
        return
    cover = cover_of(requirement_of(section), file.spec_id, index, language=configuration.language)
    if not (cover.cases or cover.tasks or cover.requirement.no_verify):
        message = f"Nothing tests '{section.title.text}': add cases below `@covers {section.anchor}`"
        yield Finding(CODE, SEVERITY, section.title.span, message, fixes=(_mark(section, file.path),))


def _mark(section: Section, path: str) -> Fix:
    """Return the fix that marks a heading as on purpose without a test."""
    if section.attributes is not None:
        at = section.at(section.attributes.span).end - 1
        edit = TextEdit(Span(at, at), " .no-verify")
    else:
        edit = TextEdit(Span(section.title.span.end, section.title.span.end), " {.no-verify}")
    return fix_here("Mark as on purpose without a test", path, edit, preferred=False)
