"""A spec has no `@id`.

## What it finds
A `.smd` file whose header has no `@id`, or an empty one.

## Why it matters
The id is the name that other specs, architectures, cases and the plan use. Without it nothing can refer to the spec,
and nothing of it can be planned or built.

## Example
```
# Display

@status: draft
```

## Fix
Add `@id: DISPLAY` under the title; the quick fix makes one from the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Spec
from osteon.analysis.rules.headers import title_span, with_tag
from osteon.analysis.source_file import SourceFile

CODE = "missing-id"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report a spec without an id at its title; front matter that cannot be read is reported by another check."""
    if file.spec is None or file.spec.id or file.spec.header.problems:
        return
    proposal = id_from_title(file.spec)
    fix = fix_here(f"Add @id: {proposal}", file.path, with_tag(file.spec, "id", proposal))
    yield Finding(CODE, SEVERITY, title_span(file.spec), f"The spec has no id: add `@id: {proposal}`", fixes=(fix,))


def id_from_title(spec: Spec) -> str:
    """Return an id in capitals made of the title's words, `SPEC` where there are none."""
    words = re.findall(r"[A-Za-z0-9]+", spec.title.title.text if spec.title else "")
    written = "_".join(words).upper()
    return written if written[:1].isalpha() else f"SPEC_{written}".rstrip("_")
