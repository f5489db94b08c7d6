"""What the section checks share: telling what a heading stands for, and putting text under one."""

from __future__ import annotations

from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit, edit_to_fill_in


def is_component(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is a component of an architecture."""
    return file.kind == "architecture" and section.is_entry_of("components")


def is_requirement(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is a requirement of a spec."""
    return file.kind == "spec" and section.is_entry_of("requirements")


def is_example(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is an example of a spec."""
    return file.kind == "spec" and section.is_entry_of("examples")


def is_open(section: Section) -> bool:
    """Tell whether what is put at the end of a section would stand in a fence or a comment that never ends."""
    last = next(reversed(list(section.piece.leaves())), None)
    in_comment = last is not None and last.type == "COMMENT" and "-->" not in last
    return in_comment or section.piece.open_fence is not None


def under_heading(section: Section, *tag: str) -> TextEdit:
    """Return the edit that puts a tag before the other tags of a heading, or alone under it."""
    first = next(iter(section.piece.tags), None)
    if first is not None:
        at = section.start + first.span.start
        return edit_to_fill_in(Span(at, at), *tag)
    at = section.start + section.piece.heading_end
    lead = "\n" if section.outline.text[:at].endswith(("\n", "\r")) else "\n\n"
    return edit_to_fill_in(Span(at, at), lead, *tag)


def below(section: Section, *parts: str) -> TextEdit:
    """Return the edit that puts text at the end of a section, one blank line above it."""
    at = section.start + len(section.piece.text.rstrip())
    return edit_to_fill_in(Span(at, at), "\n\n", *parts)
