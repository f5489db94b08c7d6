"""Two sections of one file have the same name.

## What it finds
A second `##` heading of the same name, or a second `###` of the same name under one `##`, without regard to case.

## Why it matters
A reader of the first does not look for a second; what they say may disagree.

## Example
Two `## Constraints` in one spec.

## Fix
Join them, or give the second one another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity
from osteon.analysis.rules.suggestions import rename
from osteon.analysis.source_file import SourceFile

CODE = "duplicate-section"
SEVERITY = Severity.ERROR

_OTHERS_CHECK = {"components"}


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report the second and later sections of a name; components have a check of their own."""
    outline = file.outline
    if outline is None:
        return
    for number, earlier in outline.shape.named_again:
        section, first = outline.section(number), outline.section(earlier)
        if not section.parent or section.parent.name not in _OTHERS_CHECK:
            related = Related(Place(file.path, first.title.span), "The first one is here")
            message = f"There is a second '{section.title.text}': join the two or rename one"
            fix = rename(file.path, section.title.span, section.title.text, lambda new: _has_section(file, new))
            yield Finding(CODE, SEVERITY, section.title.span, message, (related,), (fix,))


def _has_section(file: SourceFile, title: str) -> bool:
    return file.outline is not None and any(section.name == title.casefold() for section in file.outline.sections)
