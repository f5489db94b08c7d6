"""The front matter cannot be read.

## What it finds
A file that begins with `---` but has no closing `---` line, front matter that is not valid YAML, and front matter that
is not a list of `name: value` lines.

## Why it matters
Nothing in it counts: the file has no id, no status and no dependencies.

## Example
```
---
id: [DISPLAY
---
```

## Fix
Close the block with a line of three hyphens, or correct the line that the message names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import LINE_END, Lines, Span, TextEdit

CODE = "front-matter-syntax"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report what the YAML reader could not read, and a block that never ends."""
    if file.outline is None:
        return
    for problem in file.outline.header.problems:
        yield Finding(CODE, SEVERITY, problem.span, problem.text)
    head = file.outline.document.pieces[0].text if file.outline.document.pieces else ""
    start = len(head) - len(head.lstrip("\ufeff"))
    first_line = LINE_END.split(head[start:], maxsplit=1)[0].rstrip()
    if first_line == "---" and file.outline.header.dialect not in ("yaml", "both"):
        message = "The front matter never ends: close it with a line `---`"
        yield Finding(CODE, SEVERITY, Span(start, start + 3), message, fixes=_close(file))


_ENTRY = re.compile(r"[A-Za-z][\w-]*:|[ \t]+\S|- ")


def _close(file: SourceFile) -> tuple[Fix, ...]:
    """Offer the closing line behind the last line that looks like an entry; none where none does."""
    lines = Lines(file.text)
    last = 0
    while last + 1 < len(lines) and _ENTRY.match(lines.line(last + 1)):
        last += 1
    at = lines.start(last + 1)
    lead = "" if file.text[:at].endswith(("\n", "\r")) else "\n"
    return (fix_here("Close it with `---`", file.path, TextEdit(Span(at, at), f"{lead}---\n")),) if last else ()
