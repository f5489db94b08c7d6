"""A file lacks a section that its kind needs.

## What it finds
A spec without `## Requirements` (an error), `## Overview` or `## Acceptance Criteria` (warnings); an architecture
without `## Components` (an error).

## Why it matters
Requirements and components are what a build is made of. The overview tells every task what the whole is for, the
acceptance criteria tell when it is done.

## Example
A spec that goes from `## Goals` to `## Notes`.

## Fix
The quick fix adds the heading at its usual place, with a blank for what belongs there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Outline
from osteon.analysis.rules.headers import title_span
from osteon.analysis.rules.sections import is_open
from osteon.analysis.source_file import FileKind, SourceFile
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in

CODE = "missing-section"
SEVERITY = Severity.ERROR

WANTED: Mapping[FileKind, Mapping[str, Severity]] = {
    "spec": {
        "Overview": Severity.WARNING,
        "Requirements": Severity.ERROR,
        "Acceptance Criteria": Severity.WARNING,
    },
    "architecture": {"Components": Severity.ERROR},
}
"""The sections that each kind of file needs, and how much it matters."""

ORDER = (
    *("Overview", "Goals", "Non-Goals", "Requirements", "Components", "Data Models", "Flow", "Dependencies"),
    *("Constraints", "Examples", "Acceptance Criteria", "Glossary", "Notes"),
)
"""The usual order of sections."""


CONTENT: Mapping[str, tuple[str | Blank, ...]] = {
    "Overview": (Blank("<what the program, or this part of it, is for>"),),
    "Requirements": ("### ", Blank("<name>"), "\n\n", Blank("<what the program shall do>")),
    "Components": (
        *("### ", Blank("<name>"), "\n\n@path: ", Blank("path/of/file")),
        *("\n\n", Blank("<what it is for>")),
    ),
    "Acceptance Criteria": ("- ", Blank("<what a person can see when this is done>")),
}
"""What the fix writes into each of them."""


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report each wanted section that is not there, at the title."""
    if file.outline is None:
        return
    for name, severity in WANTED.get(file.kind, {}).items():
        if name.casefold() not in file.outline.top:
            edit = _insertion(file.outline, name)
            fixes = (fix_here(f"Add ## {name}", file.path, edit),) if edit else ()
            message = f"There is no `## {name}` section: add one"
            yield Finding(CODE, severity, title_span(file.outline), message, fixes=fixes)


def _insertion(outline: Outline, name: str) -> TextEdit | None:
    """Put the heading before the first section that usually comes later, else at the end; None where that is code."""
    later = {other.casefold() for other in ORDER[ORDER.index(name) + 1 :]}
    after = [section.start for section in outline.sections if section.level == 2 and section.name in later]
    if not after and outline.sections and is_open(outline.sections[-1]):
        return None
    at = min(after, default=len(outline.text))
    lead = "" if not at or outline.text[:at].endswith("\n\n") else "\n" if outline.text[at - 1] == "\n" else "\n\n"
    end = "\n\n" if outline.text[at:] else "\n"
    return edit_to_fill_in(Span(at, at), f"{lead}## {name}\n\n", *CONTENT[name], end)
