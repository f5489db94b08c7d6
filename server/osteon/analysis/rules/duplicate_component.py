"""Two components of one spec have the same name.

## What it finds
A component whose name another component of the same spec has too, in this or another `.amd` file.

## Why it matters
`**Depends on:**` and the plan name components; a name that means two of them means neither.

## Example
`display.amd` and `screen.amd`, both of `DISPLAY`, each describe `### Screen`.

## Fix
Rename one, or join the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.rules.suggestions import rename
from osteon.analysis.source_file import SourceFile, component_key

CODE = "duplicate-component"
SEVERITY = Severity.ERROR


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a component but the first of its name, in the order of files and places."""
    for own in file.definitions_in(section.piece) if is_component(section, file) else ():
        if own.key.kind != "component":
            continue
        path, first = index.definitions(own.key)[0]
        if (path, first.span) != (file.path, own.span):
            related = Related(Place(path, first.span), "The first one is here")
            message = f"There is a component {first.name} already, in {path}: rename one or join the two"
            fix = rename(file.path, own.span, own.name, lambda new: _is_component(new, file, index))
            yield Finding(CODE, SEVERITY, own.span, message, (related,), (fix,))


def _is_component(name: str, file: SourceFile, index: Index) -> bool:
    return index.definition(component_key(name, file.spec_id)) is not None
