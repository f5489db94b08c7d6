"""A component does not show its interface.

## What it finds
A component without an `**Interface:**` field that holds a code fence.

## Why it matters
The interface is what other tasks see of the component. Without it, a model invents names, and what is built does not
fit together.

## Example
```
### Screen

@path: screen.py

Draws sprites.
```

## Fix
Write the signatures in a fence under `**Interface:**`; the quick fix adds one to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Field
from osteon.analysis.text import Blank, Span, edit_to_fill_in

CODE = "missing-interface"
SEVERITY = Severity.WARNING


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report a component without an interface at its name."""
    if not is_component(section, file):
        return
    interface = section.field("interface")
    if interface is not None and interface.fences:
        return
    message = f"The component '{section.title.text}' has no interface: add `**Interface:**` and a code fence"
    fixes = (_add_fence(section, file, interface),) if not section.piece.open_fence else ()
    yield Finding(CODE, SEVERITY, section.title.span, message, fixes=fixes)


def _add_fence(section: Section, file: SourceFile, interface: Field | None) -> Fix:
    """Put a fence at the end of the field, with the field itself at the end of the component where there is none."""
    text = section.piece.text
    at = section.start + len((text[: interface.span.end] if interface else text).rstrip())
    lead = "" if interface else "\n\n**Interface:**"
    edit = edit_to_fill_in(Span(at, at), f"{lead}\n\n```\n", Blank("<signatures>"), "\n```")
    return fix_here("Add an interface", file.path, edit)
