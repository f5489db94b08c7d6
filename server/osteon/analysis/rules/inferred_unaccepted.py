"""A model added this, and no person has accepted it yet.

## What it finds
A heading or a list item marked `{.inferred}`, and a heading with `@origin: inferred by …`. It is a warning; with
`osteon check --strict` it is an error where a task of the plan would build it.

## Why it matters
A model fills gaps with what is likely, which is not always what is wanted. Until somebody has read it, it is a guess
in the place of a decision.

## Example
```
### Wrap at the edge {#wrap .inferred}

@origin: inferred by audit, from missing-else
```

## Fix
Read it. Accept it, which takes the marks away, or reject it, which
deletes it; the quick fixes do either. Rejecting is offered where nothing else names the heading. `@allow` keeps the
mark and silences the warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.inferred import CLASS, Inferred, inferred_in, keys_of
from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import TextEdit

CODE = "inferred-unaccepted"
SEVERITY = Severity.WARNING

_LONGEST_NAME = 60


def check_links(file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    """Report what a model added to a spec or an architecture."""
    if file.kind in ("spec", "architecture") and file.outline is not None:
        for section in file.outline.where(_may_be_inferred):
            yield from _check(section, file, index, configuration)


def _may_be_inferred(text: str) -> bool:
    return CLASS in text


def _check(section: Section, file: SourceFile, index: Index, configuration: Configuration) -> Iterator[Finding]:
    for found in inferred_in(section):
        built = configuration.strict and _is_built(section, file, index)
        by = f" ({found.by})" if found.by else ""
        what = "a task would build it, and " if built else ""
        message = f"A model added '{_shortened(found.name)}'{by}: {what}no person accepted it; accept or reject it"
        severity = Severity.ERROR if built else SEVERITY
        yield Finding(CODE, severity, found.span, message, fixes=_fixes(found, file, index))


def _fixes(found: Inferred, file: SourceFile, index: Index) -> tuple[Fix, ...]:
    accept = fix_here("Accept it: take the mark away", file.path, *found.acceptance, preferred=False)
    named = (key for one in (found.section.walk() if found.section else ()) for key in keys_of(one, file))
    if any(index.references(key) for key in named):
        return (accept,)
    return (accept, fix_here("Reject it: delete it", file.path, TextEdit(found.whole, ""), preferred=False))


def _is_built(section: Section, file: SourceFile, index: Index) -> bool:
    """Tell whether a task of the plan shows a section, or one that it stands in, to a model."""
    above: Section | None = section
    while above is not None:
        if any(index.files[path].plan for key in keys_of(above, file) for path, _use in index.references(key)):
            return True
        above = above.parent
    return False


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}…"
