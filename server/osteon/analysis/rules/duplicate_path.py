"""Two components have the same path.

## What it finds
A component whose `@path` another component of the project has too.

## Why it matters
One task owns a file. Two components in one file would overwrite each other.

## Example
`### Screen` and `### Sprites` both say `@path: chip8/display.py`.

## Fix
Give each its own file, or join the components.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from posixpath import normpath, splitext

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.index import Definition, Index, Key
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, TextEdit, edit_to_fill_in

CODE = "duplicate-path"
SEVERITY = Severity.ERROR


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a component's path but the first of its kind, in the order of files and places."""
    for own in file.definitions_in(section.piece) if is_component(section, file) else ():
        if own.key.kind != "output":
            continue
        path, first = index.definitions(own.key)[0]
        if (path, first.span) != (file.path, own.span):
            related = Related(Place(path, first.span), f"{first.detail} has this path")
            message = f"{own.name} is the path of {first.detail} already, in {path}: give each component its own file"
            fix = fix_here("Give it a path of its own", file.path, _other_path(own, index), preferred=False)
            yield Finding(CODE, SEVERITY, own.span, message, (related,), (fix,))


def _other_path(own: Definition, index: Index) -> TextEdit:
    """Return the edit that puts a free number behind the file's name; a person may overwrite it."""
    stem, suffix = splitext(own.name)
    paths = (f"{stem}_{number}{suffix}" for number in count(2))
    free = next(path for path in paths if not index.definition(Key("output", normpath(path))))
    return edit_to_fill_in(own.span, Blank(free))
