"""An example lacks its input or its output.

## What it finds
A `###` heading under `## Examples` without `**Input:**` or `**Output:**`, or where one of them has no code fence.

## Why it matters
An example is a promise: this comes out of that. With one half it is an anecdote.

## Example
~~~
### Add two numbers

**Input:**
```
1 + 2
```
~~~

## Fix
Add the missing half, in a fence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_example
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

_STEP = re.compile(r"(?:\*\*)?(given|when|then)\b", re.IGNORECASE)

CODE = "example-without-output"
SEVERITY = Severity.WARNING


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report each half of an example that is missing or has no fence."""
    for half in ("Input", "Output") if is_example(section, file) and not _is_scenario(section) else ():
        field = section.field(half.casefold())
        if field is None:
            at = section.start + len(section.piece.text.rstrip())
            fix = fix_here(f"Add **{half}:**", file.path, TextEdit(Span(at, at), f"\n\n**{half}:**\n\n```\n\n```"))
            message = f"The example '{section.title.text}' has no `**{half}:**`: add it with a code fence"
            yield Finding(CODE, SEVERITY, section.title.span, message, fixes=(fix,))
        elif not field.fences:
            message = f"`**{half}:**` has no code fence: put the {half.casefold()} into one"
            yield Finding(CODE, SEVERITY, section.at(field.name.span), message)


def _is_scenario(section: Section) -> bool:
    """Tell whether an example is told in steps: Given, When, Then."""
    steps = {match[1].casefold() for item in section.piece.items if (match := _STEP.match(item.text.text))}
    return steps >= {"when", "then"}
