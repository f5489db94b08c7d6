"""A path leads out of its folder.

## What it finds
A component's `@path`, an output of a task, or a folder of the configuration that is absolute, climbs out with `..`, or
uses a drive letter or a backslash.

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

from osteon.analysis.findings import Finding, Severity
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile

CODE = "escaping-path"
SEVERITY = Severity.ERROR


def check_section(section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report a component's path that leads out of the output folder."""
    if not is_component(section, file):
        return
    for tag in section.tags("path"):
        if escapes(tag.value.text):
            message = f"'{tag.value.text}' leads out of the output folder: write a relative path with forward slashes"
            yield Finding(CODE, SEVERITY, section.at(tag.value.span), message)


def escapes(path: str) -> bool:
    """Tell whether a path is absolute, climbs out with `..`, or is not written with forward slashes."""
    return bool(re.match(r"[/~]|[A-Za-z]:", path)) or "\\" in path or ".." in path.split("/")
