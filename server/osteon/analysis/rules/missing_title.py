"""A file has no title.

## What it finds
A spec, architecture or intent file without a `# Title` line, or with an empty one.

## Why it matters
The title is what people read in outlines, hovers, plans and prompts.

## Example
A file that begins with `## Overview`.

## Fix
Put `# Title` on the first line; the quick fix makes one from the file's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Outline
from osteon.analysis.rules.headers import text_start, title_span
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "missing-title"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report a file without a title, or with an empty one, at its first line."""
    outline = file.outline
    if outline is None or (outline.title is not None and outline.title.title.text):
        return
    title = PurePosixPath(file.path).name.split(".", 1)[0].replace("_", " ").replace("-", " ").capitalize()
    fix = fix_here(f"Add the title '{title}'", file.path, _insertion(outline, title))
    yield Finding(CODE, SEVERITY, title_span(outline), f"The file has no title: add `# {title}`", fixes=(fix,))


def _insertion(outline: Outline, title: str) -> TextEdit:
    if outline.title is not None:
        marks = outline.title.title.span.start
        return TextEdit(Span(marks, marks), f" {title}")
    at = outline.header.span.end if outline.header.dialect in ("yaml", "both") else text_start(outline.text)
    return TextEdit(Span(at, at), f"# {title}\n\n")
