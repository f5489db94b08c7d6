"""A component does not say which file it becomes.

## What it finds
A `###` heading under `## Components` without `@path`, or with an empty one.

## Why it matters
A task needs a file to write. Without it, the component is in no plan.

## Example
```
### Screen

Draws sprites.
```

## Fix
Add `@path: folder/file` under the heading; the quick fix makes one from the component's name and the language of its
interface, or else of the configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Component, Section, component_of
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "missing-path"
SEVERITY = Severity.ERROR


_LANGUAGES = (
    "c, cpp c++, cs c# csharp, dart, ex elixir, go, hs haskell, java, jl julia, js javascript, kt kotlin, lua, "
    "php, py python, rb ruby, rs rust, scala, sh bash shell, sql, swift, ts typescript, zig"
)
SUFFIXES = {word: words.split()[0] for words in _LANGUAGES.split(", ") for word in words.split()}
"""What the names of files end in, by the language's name."""


def check_section_links(
    section: Section, file: SourceFile, _index: Index, configuration: Configuration
) -> Iterator[Finding]:
    """Report a component without a path at its name."""
    component = component_of(section) if file.architecture else None
    if component is not None and not any(tag.value.text for tag in section.tags("path")):
        yield _finding(component, file.path, configuration.language)


def _finding(component: Component, file_path: str, language: str) -> Finding:
    section = component.section
    empty = next(section.tags("path"), None)
    path = "_".join(section.name.split()) + _suffix(component, language)
    at = section.start + section.piece.heading_end
    edit = TextEdit(section.at(empty.span), f"@path: {path}") if empty else TextEdit(Span(at, at), f"\n@path: {path}\n")
    message = f"The component '{section.title.text}' has no path: add `@path: {path}`"
    return Finding(
        CODE, SEVERITY, section.title.span, message, fixes=(fix_here(f"Add @path: {path}", file_path, edit),)
    )


def _suffix(component: Component, language: str) -> str:
    """Return what the component's file ends in; nothing where its name has an end, or the language is not known."""
    if re.search(r"\.\w+\Z", component.name):
        return ""
    named = component.interface.language if component.interface else ""
    words = [*named.casefold().split(), *language.casefold().split()]
    return next((f".{SUFFIXES[word]}" for word in words if word in SUFFIXES), "")
