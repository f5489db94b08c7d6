"""What the section checks share: telling what a heading stands for."""

from __future__ import annotations

from osteon.analysis.model import Section
from osteon.analysis.source_file import SourceFile


def is_component(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is a component of an architecture."""
    return file.kind == "architecture" and _is_entry(section, "components")


def is_requirement(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is a requirement of a spec."""
    return file.kind == "spec" and _is_entry(section, "requirements")


def is_example(section: Section, file: SourceFile) -> bool:
    """Tell whether a heading is an example of a spec."""
    return file.kind == "spec" and _is_entry(section, "examples")


def _is_entry(section: Section, parent: str) -> bool:
    return section.level == 3 and section.parent is not None and section.parent.name == parent
