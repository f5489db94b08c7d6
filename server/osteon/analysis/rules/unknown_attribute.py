"""What stands in the braces of a heading is not read.

## What it finds
In the braces at the end of a heading, a word that is neither `#anchor`, `.class` nor `key=value`, a second anchor, and
a class that is nearly, but not quite, `.no-verify` or `.inferred`.

## Why it matters
A requirement marked `.noverify` is still expected to have a test, and a second anchor leads nowhere.

## Example
`### Draw a sprite {#draw noverify}`

## Fix
Correct the spelling; the quick fix offers the class that was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.findings import Finding, Fix, Severity
from osteon.analysis.model import Section
from osteon.analysis.rules.suggestions import closest, did_you_mean, replacements
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

CODE = "unknown-attribute"
SEVERITY = Severity.WARNING

CLASSES = ("no-verify", "inferred")
"""The classes that mean something."""


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report what a heading's braces hold and nobody reads."""
    attributes = section.attributes
    for stray in attributes.strays if attributes else ():
        near = [f".{name}" for name in closest(stray.text, CLASSES)]
        advice = did_you_mean(near, "write `#anchor`, `.class` or `key=value`")
        yield _finding(f"'{stray.text}' is not read: {advice}", section.at(stray.span), near, file.path)
    for name in sorted(attributes.classes) if attributes else ():
        near = [f".{known}" for known in closest(name, CLASSES)]
        if name not in CLASSES and near:
            yield _finding(
                f"'.{name}' means nothing: {did_you_mean(near, '')}", _class_span(section, name), near, file.path
            )


def _finding(message: str, span: Span, near: list[str], path: str) -> Finding:
    fixes: tuple[Fix, ...] = replacements(path, span, near)
    return Finding(CODE, SEVERITY, span, message, fixes=fixes)


def _class_span(section: Section, name: str) -> Span:
    start = section.piece.text.index(f".{name}", section.attributes.span.start if section.attributes else 0)
    return section.at(Span(start, start + len(name) + 1))
