"""From Ossature's `spec_refs` and `arch_refs`, which are titles, to sections by anchor and components by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from osteon.analysis.model import Outline, Section, slug
from osteon.engine.sources import Sources

_PARTS = re.compile(r"\s*>\s*|\s*/\s*")
_MARKS = re.compile(r"^#{2,6}\s+|\s*\{[^{}]*\}\s*$")


def section_reference(written: str, spec_id: str, sources: Sources) -> str | None:
    """Return the `#anchor` of a task of `spec_id` that a `spec_refs` or `covers` entry means; None for none.

    `Requirements > Token Format` and `OTHER_SPEC > Notes` are read as meant, though Ossature may drop them.
    """
    for spec, names in _readings(written, spec_id, sources):
        found = sources.specs.get(spec.casefold())
        anchor = _anchor(names, (found[1],)) if found else None
        if anchor:
            return f"#{anchor}" if spec.casefold() == spec_id.casefold() else f"{spec}#{anchor}"
    return None


def architecture_reference(written: str, spec_id: str, sources: Sources) -> str | None:
    """Return the component, or the `#anchor` of an architecture, that an `arch_refs` entry means; None for none."""
    for spec, names in _readings(written, spec_id, sources):
        own = spec.casefold() == spec_id.casefold()
        component = sources.components.get(f"{spec}.{names[-1]}".casefold())
        if component and names[0].casefold() in ("components", names[-1].casefold()):
            return component[2].name if own else f"{spec}.{component[2].name}"
        outlines = (outline for _, outline in sources.architectures.get(spec.casefold(), ()))
        if anchor := _anchor(names, outlines):
            return f"#{anchor}" if own else f"{spec}#{anchor}"
    return None


def titles_of(spec_id: str, sources: Sources) -> tuple[str, ...]:
    """Return the titles of a spec's headings below its own; of none where there is no such spec."""
    found = sources.specs.get(spec_id.casefold())
    return tuple(section.title.text for section in found[1].sections if section.level > 1) if found else ()


def _readings(written: str, spec_id: str, sources: Sources) -> Iterator[tuple[str, list[str]]]:
    """Yield what an entry may mean, the likeliest first: a spec, and the titles that lead to a heading in it."""
    plain = _unmarked(written)
    spec, mark, anchor = plain.partition("#")
    if mark:
        yield spec or spec_id, [anchor]
        return
    yield spec_id, [plain]
    parts = [part for part in map(_unmarked, _PARTS.split(plain)) if part]
    if len(parts) > 1 and parts[0].casefold() in sources.specs:
        yield parts[0], parts[1:]
    if len(parts) > 1:
        yield spec_id, parts
    before, colon, after = plain.partition(":")
    if colon and after.strip():
        yield spec_id, [_unmarked(before), _unmarked(after)]


def _unmarked(written: str) -> str:
    """Return a title without the marks of a heading and quotes around it."""
    return _MARKS.sub("", written.strip().strip("\"'`")).strip()


def _anchor(names: list[str], outlines: Iterable[Outline]) -> str | None:
    """Return the anchor of the heading that titles lead to, each below the one before; None where none does."""
    for outline in outlines:
        for section in outline.sections:
            if section.level > 1 and _leads_to(names, section):
                return section.anchor
    return None


def _leads_to(names: list[str], section: Section) -> bool:
    if not _is_called(section, names[-1]):
        return False
    above = list(section.above())
    return all(any(_is_called(other, name) for other in above) for name in names[:-1])


def _is_called(section: Section, name: str) -> bool:
    return name.casefold() in (section.name, section.anchor.casefold()) or slug(name) == section.anchor.casefold()
