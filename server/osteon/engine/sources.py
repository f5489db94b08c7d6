"""What a plan's references mean: the sections and components that stand in spec and architecture files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from osteon.analysis.model import INTRO, Architecture, Component, Outline, Spec
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
    architectures: dict[str, list[tuple[str, Architecture]]] = field(default_factory=dict)
    """Path and file of every architecture by its folded spec id."""
    by_path: dict[str, str] = field(default_factory=dict)
    """The folded `spec.name` of the component at each output path."""
    twins: dict[str, list[str]] = field(default_factory=dict)
    """The paths of all files that define a spec or a component, where they are several, by its key."""

    def sections(self, spec: str, reference: str) -> tuple[Passage, ...]:
        """Resolve `#anchor` or `#anchor/intro` in `spec`, or in another one before the `#`; nothing where it is not."""
        named, mark, anchor = reference.partition("#")
        found = self.specs.get((named or spec).casefold()) if mark else None
        passage = _passage(f"{found[1].id}#{anchor}", *found, anchor) if found else None
        return (passage,) if passage else ()

    def parts(self, spec: str, reference: str) -> tuple[Passage, ...]:
        """Resolve an entry of `architecture`: a component's name in `spec`, `SPEC_ID.Name`, or a section by `#anchor`.

        A section that several files of one architecture have is all of them; nothing where there is none.
        """
        named, mark, anchor = reference.partition("#")
        if not mark:
            key = self._component_key(spec, reference)
            return () if key is None else (self._component(key),)
        files = self.architectures.get((named or spec).casefold(), [])
        having = [(path, outline) for path, outline in files if outline.passage(anchor)]
        found = (
            _passage(f"{outline.spec_id}#{anchor}{f' ({path})' if len(having) > 1 else ''}", path, outline, anchor)
            for path, outline in having
        )
        return tuple(passage for passage in found if passage)

    def ambiguity(self, spec: str, reference: str, *, in_architecture: bool = False) -> str:
        """Say why a reference of a task of `spec` means several things; empty where it means one or none."""
        named, mark, anchor = reference.partition("#")
        heading = anchor.casefold().removesuffix(INTRO)
        if mark and in_architecture:
            files = self.architectures.get((named or spec).casefold(), [])
            return next(filter(None, (_shared_anchor(path, outline, heading) for path, outline in files)), "")
        if mark:
            return self._ambiguous_section((named or spec).casefold(), heading)
        paths = self.twins.get(self._component_key(spec, reference) or "", ())
        return f"{' and '.join(paths)} have a component of this name; rename one or join them" if paths else ""

    def _ambiguous_section(self, spec_id: str, anchor: str) -> str:
        if paths := self.twins.get(spec_id):
            return f"{' and '.join(paths)} have the same id; give each its own"
        found = self.specs.get(spec_id)
        return _shared_anchor(*found, anchor) if found else ""

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


def _passage(reference: str, path: str, outline: Outline, anchor: str) -> Passage | None:
    span = outline.passage(anchor)
    return Passage(reference, path, span, outline.text[span.start : span.end]) if span else None


def _shared_anchor(path: str, outline: Outline, anchor: str) -> str:
    shared = anchor in outline.shared_anchors
    return f"{path} has several headings with this anchor; give each its own" if shared else ""


def collect(files: Iterable[tuple[str, Spec | Architecture]]) -> Sources:
    """Index parsed files, each with its path relative to the project."""
    sources = Sources()
    for path, outline in files:
        if isinstance(outline, Spec):
            key = outline.id.casefold()
            first, _ = sources.specs.setdefault(key, (path, outline))
            _note_twin(sources, key, first, path, is_first=sources.specs[key][1] is outline)
        else:
            sources.architectures.setdefault(outline.spec_id.casefold(), []).append((path, outline))
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
