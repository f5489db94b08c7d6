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
Add what is missing, in fences; the quick fix adds both halves where both are missing.
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
    """Report the halves of an example that are missing, at once, and each that has no fence."""
    if not is_example(section, file) or _is_scenario(section):
        return
    fields = {half: section.field(half.casefold()) for half in ("Input", "Output")}
    if missing := [f"**{half}:**" for half, field in fields.items() if field is None]:
        at = section.start + len(section.piece.text.rstrip())
        added = "".join(f"\n\n{half}\n\n```\n\n```" for half in missing)
        fix = fix_here(f"Add {' and '.join(missing)}", file.path, TextEdit(Span(at, at), added))
        names = " and no ".join(f"`{half}`" for half in missing)
        message = (
            f"The example '{section.title.text}' has no {names}: add {'both' if missing[1:] else 'it'} with a fence"
        )
        yield Finding(CODE, SEVERITY, section.title.span, message, fixes=(fix,))
    for half, field in fields.items():
        if field is not None and not field.fences:
            message = f"`**{half}:**` has no code fence: put the {half.casefold()} into one"
            yield Finding(CODE, SEVERITY, section.at(field.name.span), message)


def _is_scenario(section: Section) -> bool:
    """Tell whether an example is told in steps: Given, When, Then."""
    steps = {match[1].casefold() for item in section.piece.items if (match := _STEP.match(item.text.text))}
    return steps >= {"when", "then"}
