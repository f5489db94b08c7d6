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
from osteon.analysis.inferred import CLASS
from osteon.analysis.model import Section, Spec
from osteon.analysis.origins import INTENT_ID, intents_key, origin_of
from osteon.analysis.passages import per_piece
from osteon.analysis.rules.sections import is_open, under_heading
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Piece
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
    own = [number for number in _requirements(spec) if _says(spec.document.pieces[number]) != ("inferred",)]
    lost = [number for number in own if not _leads_back(number, spec, about)]
    names = sorted({record.name for _path, record in records}, reverse=True)[:_MOST]
    is_usual = 2 * (len(own) - len(lost)) >= max(1, len(own) - 1)
    for section in map(spec.section, lost):
        origin = origin_of(section)
        if origin is not None:
            message = "This names no record: write the id of what a user asked for, as in `@origin: explicit I-0001`"
            fixes = tuple(_names(name, origin.value.span, file.path) for name in names)
            yield Finding(CODE, SEVERITY, origin.value.span, message, fixes=fixes)
        elif is_usual:
            message = f"No record says who asked for '{section.title.text}': add `@origin: explicit I-0001` with its id"
            fixes = tuple(_added(name, section, file.path) for name in names if not is_open(section))
            yield Finding(CODE, SEVERITY, section.title.span, message, fixes=fixes)


def _names(record: str, origin: Span, path: str) -> Fix:
    return fix_here(f"Name {record}", path, TextEdit(origin, f"explicit {record}"), preferred=False)


def _added(record: str, section: Section, path: str) -> Fix:
    edit = under_heading(section, f"@origin: explicit {record}\n")
    return fix_here(f"Name {record}", path, edit, preferred=False)


def _requirements(spec: Spec) -> Iterator[int]:
    """Yield the numbers of the requirements, without making a section of each: there may be thousands."""
    inside = False
    for number, entry in enumerate(spec.shape.entries):
        if entry.level in (1, 2):
            inside = entry.level == 2 and entry.title.casefold() == "requirements"
        elif inside and entry.level == 3:
            yield number


def _leads_back(number: int, spec: Spec, about: set[str]) -> bool:
    return _says(spec.document.pieces[number]) == ("named",) or spec.shape.anchors[number].casefold() in about


@per_piece
def _says(piece: Piece) -> Iterator[str]:
    """Yield what a requirement says of its origin: that it is inferred, that a record asks for it, or nothing."""
    origins = [tag.value.text for tag in piece.tags if tag.name.text.casefold() == "origin"]
    marked = piece.heading is not None and piece.heading.attributes and CLASS in piece.heading.attributes.classes
    if marked or any(origin.startswith("inferred") for origin in origins):
        yield "inferred"
    elif origins and INTENT_ID.search(origins[-1]):
        yield "named"
