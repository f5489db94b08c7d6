"""A tag is not one that Osteon knows.

## What it finds
An `@name:` line whose name is neither a tag of this kind of file nor one that the project declares in its
configuration (`tags = ["owner"]`). In front matter only names close to a known tag are reported, because other tools
keep their own keys there.

## Why it matters
A misspelt tag is read by nobody: `@dependz: MEMORY` depends on nothing.

## Example
`@dependz: [MEMORY]`

## Fix
The quick fix offers the nearest known tag. For a tag of your own, declare it in the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.rules.suggestions import closest, did_you_mean, replacements
from osteon.analysis.rules.tag_names import known_tags
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span
from osteon.analysis.values import Word

CODE = "unknown-tag"
SEVERITY = Severity.WARNING


def check_file(file: SourceFile, configuration: Configuration) -> Iterator[Finding]:
    """Report every tag, in the head or under a heading, that nobody knows."""
    known = (*known_tags(file.kind), *configuration.tags)
    folded = {name.casefold() for name in known}
    for name, foreign_names_expected in _names(file, folded):
        if name.text.casefold() in folded:
            continue
        near = closest(name.text, known)
        if near or not foreign_names_expected:
            advice = did_you_mean([f"@{other}" for other in near], "declare it under `tags` in the configuration")
            without_at = Span(name.span.end - len(name.text), name.span.end)
            fixes = replacements(file.path, without_at, near)
            yield Finding(
                CODE, SEVERITY, name.span, f"@{name.text} is no tag of this kind of file: {advice}", fixes=fixes
            )


def _names(file: SourceFile, known: Set[str]) -> Iterator[tuple[Word, bool]]:
    """Return the names of tags that may be unknown, and whether each stands in front matter."""
    yield from ((directive.name, False) for directive in (file.cases.directives if file.cases else ()))
    outline = file.outline
    if outline is None:
        return
    for other in outline.shape.tagged.keys() - known:
        yield from ((section.word(tag.name), False) for section in outline.tagged(other) for tag in section.tags(other))
    if outline.header.dialect in ("yaml", "both"):
        inside = outline.header.span
        yield from ((tag.name, True) for tag in outline.header.tags if inside.contains(tag.name.span.start))
