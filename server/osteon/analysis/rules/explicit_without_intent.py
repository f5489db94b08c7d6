"""Nobody can tell from which request of a user this requirement came.

## What it finds
In a spec that has an `.intent` file with records: an `@origin: explicit` that names no record; and, where at least
half of the other requirements lead back to a record, a requirement that does not. A record may name the requirement
with `@about` instead. Requirements marked as inferred have a check of their own.

## Why it matters
A team that keeps what its users said can ask of each requirement who wanted it, in which words, and whether it still
says that. One without a record is either somebody's own idea or a request that was never written down.

## Example
`@origin: explicit` where `@origin: explicit I-0003` was meant.

## Fix
Name the record in `@origin: explicit I-0003`; write a missing one in the `.intent` file, where a
quick fix gives it its digest. Where a
requirement needs none, `@allow` with the reason says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Requirement
from osteon.analysis.origins import intents_key, origin_of
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "explicit-without-intent"
SEVERITY = Severity.WARNING

_MOST = 3
"""So many records, the latest, are offered."""


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report requirements without a record, where the spec has records."""
    spec = file.spec
    records = index.definitions(intents_key(spec.id)) if spec and spec.id else ()
    if spec is None or not records:
        return
    about = {anchor for _path, record in records if isinstance(record.detail, tuple) for anchor in record.detail}
    own = [requirement for requirement in spec.requirements if not requirement.inferred]
    lost = [requirement for requirement in own if not _leads_back(requirement, about)]
    names = sorted({record.name for _path, record in records}, reverse=True)[:_MOST]
    is_usual = 2 * (len(own) - len(lost)) >= max(1, len(own) - 1)
    for requirement in lost:
        origin = origin_of(requirement.section)
        if origin is not None:
            message = "This names no record: write the id of what a user asked for, as in `@origin: explicit I-0001`"
            fixes = tuple(_names(name, origin.value.span, file.path) for name in names)
            yield Finding(CODE, SEVERITY, origin.value.span, message, fixes=fixes)
        elif is_usual:
            message = f"No record says who asked for '{requirement.title}': add `@origin: explicit I-0001` with its id"
            yield Finding(CODE, SEVERITY, requirement.section.title.span, message)


def _names(record: str, origin: Span, path: str) -> Fix:
    return fix_here(f"Name {record}", path, TextEdit(origin, f"explicit {record}"), preferred=False)


def _leads_back(requirement: Requirement, about: set[str]) -> bool:
    origin = origin_of(requirement.section)
    return bool(origin and origin.intents) or requirement.anchor.casefold() in about
