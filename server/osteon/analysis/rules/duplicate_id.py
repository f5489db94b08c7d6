"""Two specs have the same id.

## What it finds
A spec whose `@id` another spec has too, without regard to case.

## Why it matters
A reference to that id means either of them: what a task sees would depend on the order of files.

## Example
`display.smd` and `screen.smd` both say `@id: DISPLAY`.

## Fix
Give one of them another id, and change what refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Spec
from osteon.analysis.rules.suggestions import rename
from osteon.analysis.source_file import SourceFile, anchor_key, heading_key, spec_key
from osteon.analysis.text import Span

CODE = "duplicate-id"
SEVERITY = Severity.ERROR


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report an id that stands in other files too, with their places."""
    tag = file.spec.header.get("id") if file.spec else None
    if file.spec is None or tag is None or not file.spec.id:
        return
    others = [(path, item) for path, item in index.definitions(spec_key(file.spec.id)) if path != file.path]
    if others:
        related = tuple(Related(Place(path, item.span), f"{item.name} is also the id here") for path, item in others)
        where = ", ".join(path for path, _ in others)
        message = f"The id {file.spec.id} is also the id of {where}: give one of them another id"
        yield Finding(CODE, SEVERITY, tag.value.span, message, related, _rename(file.spec, tag.value.span, file, index))


def _rename(spec: Spec, span: Span, file: SourceFile, index: Index) -> tuple[Fix, ...]:
    """Offer another id, unless something refers to a heading that only this spec has."""
    sections = [section for section in spec.sections if section.level > 1]
    keys = [anchor_key(spec.id, section.anchor) for section in sections]
    keys += [heading_key(spec.id, section.title.text) for section in sections]
    if any(index.references(key) and {path for path, _ in index.definitions(key)} == {file.path} for key in keys):
        return ()
    return (rename(file.path, span, spec.id, lambda new: index.definition(spec_key(new)) is not None, by="_"),)
