"""What the section checks share: telling what a heading stands for."""

from __future__ import annotations

from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile


def is_component(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is a component of an architecture."""
    return file.kind == "architecture" and section.is_entry_of("components")


def is_requirement(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is a requirement of a spec."""
    return file.kind == "spec" and section.is_entry_of("requirements")


def is_example(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is an example of a spec."""
    return file.kind == "spec" and section.is_entry_of("examples")
