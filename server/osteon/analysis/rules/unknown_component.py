"""A component depends on one that does not exist.

## What it finds
A name under `**Depends on:**` that is no component of this spec (`Name`) or of the spec it names (`SPEC_ID.Name`).

## Why it matters
The dependency's interface would be missing from the prompt, and the order of tasks would be wrong.

## Example
`**Depends on:** Memmory`

## Fix
Correct the name; the quick fix offers the nearest components.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index, Key
from osteon.analysis.model import Section, component_of
from osteon.analysis.rules.suggestions import closest, did_you_mean, dotted_like, replacements
from osteon.analysis.source_file import SourceFile, component_keys

CODE = "unknown-component"
SEVERITY = Severity.ERROR


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report names of components that no architecture defines."""
    component = component_of(section) if file.architecture else None
    for word in component.depends if component else ():
        if not index.first_defined(component_keys(word.text, file.spec_id)):
            near = _near(word.text, file, index)
            message = f"There is no component {word.text}: {did_you_mean(near, 'describe it or correct the name')}"
            yield Finding(CODE, SEVERITY, word.span, message, fixes=replacements(file.path, word.span, near))


def _near(name: str, file: SourceFile, index: Index) -> list[str]:
    """Return names to suggest: components of the same spec, else of any spec, written in full."""
    if dotted := dotted_like(name, file.spec_id, index):
        return dotted
    spec, _, short = name.rpartition(".")
    own = closest(short, index.names("component", f"{(spec or file.spec_id).casefold()}."))
    if own:
        return [f"{spec}.{candidate}" if spec else candidate for candidate in own]
    everywhere = {_full_name(key, index) for key in index.keys("component")}
    return [full for full in sorted(everywhere) if full.rpartition(".")[2].casefold() == short.casefold()]


def _full_name(key: Key, index: Index) -> str:
    """Return `SPEC_ID.Name` as both are written."""
    spec_id, _, name = key.name.partition(".")
    spec, component = index.definition(Key("spec", spec_id)), index.definition(key)
    return f"{spec[1].name if spec else spec_id}.{component[1].name if component else name}"
