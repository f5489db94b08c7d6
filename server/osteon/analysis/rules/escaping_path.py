"""A path leads out of its folder, or a build would not write there.

## What it finds
A component's `@path`, a path in the plan, or a folder of the configuration that is absolute, leads out with `..`, or
begins with a drive letter. A component's `@path` may also have no backslash, no `.`, `..` or empty part, and lie in no
folder that belongs to version control, its host or the build, such as `.git` or `.github`.

## Why it matters
A build writes only below its output folder; it refuses such a path.

## Example
`@path: ../../etc/passwd`

## Fix
Write a path relative to the output folder, with forward slashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.file_paths import path_problem
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.rules.suggestions import replacements
from osteon.analysis.source_file import SourceFile

CODE = "escaping-path"
SEVERITY = Severity.ERROR


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report a component's path that no build would write."""
    if not is_component(section, file):
        return
    for tag in section.tags("path"):
        problem = path_problem(tag.value.text) if tag.value.text else ""
        if problem:
            message = f"No build can write '{tag.value.text}': {problem}"
            span, inner = section.at(tag.value.span), _inside(tag.value.text)
            fixes = replacements(file.path, span, [inner] if inner and not path_problem(inner) else [])
            yield Finding(CODE, SEVERITY, span, message, fixes=fixes)


def _inside(path: str) -> str:
    """Return what a path is when nothing in it leads out of its folder."""
    parts = re.split(r"[/\\]", re.sub(r"\A[A-Za-z]:", "", path))
    return "/".join(part for part in parts if part not in ("", ".", "..", "~"))
