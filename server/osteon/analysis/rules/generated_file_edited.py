"""A generated file was changed by hand, so that no build touches it until somebody decides.

## What it finds
A file that a task of the plan writes, whose content no build wrote. Editors say it in that file, at the first line
that differs, also before it is saved; `osteon check` looks at specs only, `osteon drift` lists these files.

## Why it matters
A build never overwrites what a person wrote: the task waits, and so does everything that needs it. What the change is
good for stands in no spec, so the next reader does not know it.

## Example
```
HEIGHT = 64        # built: HEIGHT = 32
```

## Fix
Say what the change means in the spec and build; or keep your version, which pins the task (`osteon drift keep FILE`);
or go back to what was built (`osteon drift discard FILE`, which puts your version aside). `osteon drift diff FILE`
shows the difference. The editor offers all three.
"""

from __future__ import annotations

from itertools import takewhile

from osteon.analysis.build_state import GeneratedFile
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.text import Span

CODE = "generated-file-edited"
SEVERITY = Severity.WARNING
FROM_BUILDS = True


def check_generated(text: str, file: GeneratedFile, built: str | None) -> Finding:
    """Report an edited file at the first line that is not as it was built; `built` is None where that is not known."""
    what = "no build wrote this file" if not file.digests else "you changed it since it was built"
    message = f"Task {file.task} writes this file, and {what}: a build leaves it alone until you keep or discard it"
    return Finding(CODE, SEVERITY, _first_difference(text, built), message)


def _first_difference(text: str, built: str | None) -> Span:
    """Return the first line of a text that another one does not have there; its first line where that is not known."""
    lines, others = text.splitlines(keepends=True), (built or "").splitlines(keepends=True)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(lines, others, strict=False))
    number = min(sum(1 for _pair in same), max(len(lines) - 1, 0))
    start = sum(map(len, lines[:number]))
    return Span(start, start + len(lines[number].rstrip("\r\n")) if lines else start)
