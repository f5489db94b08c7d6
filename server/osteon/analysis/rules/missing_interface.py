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
Write the signatures in a fence under `**Interface:**`; the quick fix adds an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "missing-interface"
SEVERITY = Severity.WARNING


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report a component without an interface at its name."""
    if not is_component(section, file):
        return
    interface = section.field("interface")
    if interface is not None and interface.fences:
        return
    at = section.start + len(section.piece.text.rstrip())
    text = "\n\n**Interface:**\n\n```\n\n```"
    fixes = (fix_here("Add an interface", file.path, TextEdit(Span(at, at), text)),) if not interface else ()
    message = f"The component '{section.title.text}' has no interface: add `**Interface:**` and a code fence"
    yield Finding(CODE, SEVERITY, section.title.span, message, fixes=fixes)
