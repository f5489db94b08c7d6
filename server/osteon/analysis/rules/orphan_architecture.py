"""An architecture belongs to no spec.

## What it finds
An `.amd` file without `@spec`, or whose `@spec` names a spec that does not exist.

## Why it matters
Its components are in no plan: nothing of it is built.

## Example
`@spec: DISPLY`

## Fix
Name the spec; the quick fix offers the nearest ones that exist.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Architecture
from osteon.analysis.rules.headers import title_span, with_tag
from osteon.analysis.rules.suggestions import did_you_mean, replacements
from osteon.analysis.source_file import SourceFile, spec_key

CODE = "orphan-architecture"
SEVERITY = Severity.ERROR


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report an architecture whose spec is not named or not there."""
    architecture = file.architecture
    if architecture is None:
        return
    tag = architecture.header.get("spec")
    if tag is None or not tag.value.text:
        message = "The architecture does not say which spec it belongs to: add `@spec: SPEC_ID`"
        yield Finding(CODE, SEVERITY, title_span(architecture), message, fixes=_proposals(architecture, file, index))
    elif not index.definition(spec_key(tag.value.text)):
        near = index.like(tag.value.text, "spec")
        message = f"There is no spec {tag.value.text}: {did_you_mean(near, 'write it or correct the name')}"
        fixes = replacements(file.path, tag.value.span, near)
        yield Finding(CODE, SEVERITY, tag.value.span, message, fixes=fixes)


def _proposals(architecture: Architecture, file: SourceFile, index: Index) -> tuple[Fix, ...]:
    """Offer the spec with the same file name first, then others of a similar name."""
    stem = _stem(file.path)
    specs = (found for key in index.keys("spec") for found in index.definitions(key))
    names = dict.fromkeys((*(spec.name for path, spec in specs if _stem(path) == stem), *index.like(stem, "spec")))
    return tuple(
        fix_here(f"Add @spec: {name}", file.path, with_tag(architecture, "spec", name), preferred=number == 0)
        for number, name in enumerate(names)
    )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].split(".", 1)[0]
