"""What a plan's references mean: the sections and components that stand in spec and architecture files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from osteon.analysis.model import Architecture, Component, Spec
from osteon.analysis.text import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a source file, byte for byte as it stands there."""

    reference: str
    """How it is addressed, in full: `SPEC_ID#anchor`, or `SPEC_ID.Component`."""
    path: str
    span: Span
    text: str

    def holds(self, other: Passage) -> bool:
        """Tell whether `other` is a part of this passage, or the same one."""
        return self.path == other.path and self.span.start <= other.span.start and other.span.end <= self.span.end


@dataclass(frozen=True, slots=True)
class Sources:
    """The specs and architectures of a project by id, folded: ids differ by more than case."""

    specs: dict[str, tuple[str, Spec]] = field(default_factory=dict)
    """Path and spec by folded id; of two specs with one id the first."""
    components: dict[str, tuple[str, Architecture, Component]] = field(default_factory=dict)
    """Path, file and component by folded `spec.name`."""
    by_path: dict[str, str] = field(default_factory=dict)
    """The folded `spec.name` of the component at each output path."""
    twins: dict[str, list[str]] = field(default_factory=dict)
    """The paths of all files that define a spec or a component, where they are several, by its key."""

    def section(self, spec: str, reference: str) -> Passage | None:
        """Resolve `#anchor` in `spec`, or `OTHER_SPEC#anchor`; None where there is no such section."""
        named, mark, anchor = reference.partition("#")
        found = self.specs.get((named or spec).casefold()) if mark else None
        if found is None:
            return None
        path, outline = found
        section = outline.by_anchor.get(anchor.casefold())
        if section is None:
            return None
        return Passage(f"{outline.id}#{anchor}", path, Span(section.start, section.end), outline.body(section))

    def component(self, spec: str, reference: str) -> Passage | None:
        """Resolve a component's name in `spec`, or `SPEC_ID.Name`; None where there is no such component."""
        key = self._component_key(spec, reference)
        return None if key is None else self._component(key)

    def ambiguity(self, spec: str, reference: str) -> str:
        """Say why a reference of a task of `spec` means several things; empty where it means one or none."""
        named, mark, anchor = reference.partition("#")
        if mark:
            return self._ambiguous_section((named or spec).casefold(), anchor.casefold())
        paths = self.twins.get(self._component_key(spec, reference) or "", ())
        return f"{' and '.join(paths)} have a component of this name; rename one or join them" if paths else ""

    def _ambiguous_section(self, spec_id: str, anchor: str) -> str:
        if paths := self.twins.get(spec_id):
            return f"{' and '.join(paths)} have the same id; give each its own"
        path, outline = self.specs.get(spec_id, ("", None))
        if outline and anchor in outline.shared_anchors:
            return f"{path} has several headings with this anchor; give each its own"
        return ""

    def contracts(self, output: str) -> str:
        """Return what the component at an output path promises: its `**Contracts:**`, or an empty string."""
        key = self.by_path.get(output)
        if key is None:
            return ""
        _, outline, component = self.components[key]
        field_ = component.section.field("contracts")
        if field_ is None:
            return ""
        start = component.section.start
        return outline.text[start + field_.span.start : start + field_.span.end].strip()

    def _component_key(self, spec: str, reference: str) -> str | None:
        keys = (f"{spec}.{reference}".casefold(), reference.casefold())
        return next((key for key in keys if key in self.components), None)

    def _component(self, key: str) -> Passage:
        path, outline, component = self.components[key]
        section = component.section
        reference = f"{outline.spec_id}.{component.name}"
        return Passage(reference, path, Span(section.start, section.end), outline.body(section))


def collect(files: Iterable[tuple[str, Spec | Architecture]]) -> Sources:
    """Index parsed files, each with its path relative to the project."""
    sources = Sources()
    for path, outline in files:
        if isinstance(outline, Spec):
            key = outline.id.casefold()
            first, _ = sources.specs.setdefault(key, (path, outline))
            _note_twin(sources, key, first, path, is_first=sources.specs[key][1] is outline)
        else:
            _add_components(sources, path, outline)
    return sources


def _add_components(sources: Sources, path: str, outline: Architecture) -> None:
    for component in outline.components:
        key = f"{outline.spec_id}.{component.name}".casefold()
        first, _, owner = sources.components.setdefault(key, (path, outline, component))
        _note_twin(sources, key, first, path, is_first=owner is component)
        if component.path is not None:
            sources.by_path.setdefault(component.path.text, key)


def _note_twin(sources: Sources, key: str, first: str, path: str, *, is_first: bool) -> None:
    if not is_first:
        sources.twins.setdefault(key, [first]).append(path)
