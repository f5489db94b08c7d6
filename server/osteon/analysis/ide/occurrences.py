"""Every place that names the same spec, section, component or task as the name under a cursor."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from osteon.analysis.glossary import any_inflection, entries_of, term_at
from osteon.analysis.ide.places import reference_at
from osteon.analysis.index import Definition, Index, Key, Kind, Reference
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span
from osteon.analysis.workspace import Workspace

NAMED = frozenset({"spec", "anchor", "heading", "component", "part", "task"})
"""The kinds of key that a person writes."""


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One place where a name stands; `defines` where it is given there."""

    path: str
    span: Span
    defines: bool


def occurrences(workspace: Workspace, path: str, offset: int) -> tuple[Occurrence, ...]:
    """Return every place in all files that names what the name under a cursor means; none where it is no name."""
    keys = _keys_at(workspace, path, offset)
    paths = workspace.index.naming(keys | _within(workspace.index, keys))
    uses = _uses_of_term(workspace, path, offset, keys)
    return tuple(sorted({*uses, *(one for path in paths for one in _in_file(workspace.files[path], keys))}))


def occurrences_in_file(workspace: Workspace, path: str, offset: int) -> tuple[Occurrence, ...]:
    """Return the places of the cursor's own file that name what the name under a cursor means."""
    keys = _keys_at(workspace, path, offset)
    uses = _uses_of_term(workspace, path, offset, keys, only=path)
    return tuple(sorted({*uses, *(_in_file(workspace.files[path], keys) if keys else ())}))


def _uses_of_term(
    workspace: Workspace, path: str, offset: int, keys: Set[Key], *, only: str = ""
) -> Iterator[Occurrence]:
    """Return where texts use the term of a glossary under a cursor, in any inflection; a name of `keys` is no use."""
    file = workspace.files.get(path)
    found = term_at(file.text, offset, workspace.index) if file else None
    if found is None or (keys and (path, found[0]) not in _places(workspace.index, found[1])):
        return
    entries = _places(workspace.index, found[1])
    pattern = any_inflection(name for at, span in entries for name in _names(workspace.files[at], span))
    for one in [only] if only else sorted(workspace.files):
        source = workspace.files[one]
        for match in pattern.finditer(source.text) if source.outline else ():
            span = Span(*match.span())
            yield Occurrence(one, span, defines=any(at == one and span.start == name.start for at, name in entries))


def _places(index: Index, key: Key) -> set[tuple[str, Span]]:
    return {(path, definition.span) for path, definition in index.definitions(key)}


def _names(file: SourceFile, place: Span) -> Iterator[str]:
    """Return the name of the glossary's entry at a place, and the other words for it."""
    section = file.outline.section_at(place.start) if file.outline else None
    for entry in entries_of(section) if section else ():
        if entry.place == place:
            yield from (entry.term.name, *entry.term.others)


def _keys_at(workspace: Workspace, path: str, offset: int) -> frozenset[Key]:
    """Return the keys of the name under a cursor: a section has two, by its anchor and by its title."""
    file = workspace.files.get(path)
    reference = reference_at(file, offset, workspace.index) if file else None
    if reference is not None:
        found = workspace.index.definitions(reference.key)
        same = {key for at, definition in found for key in _keys_of(workspace.files[at], definition.span)}
        return frozenset(same | {reference.key})
    touched = (one for one in (file.definitions if file else ()) if one.span.contains(offset))
    return frozenset(one.key for one in touched if one.key.kind in NAMED)


def _keys_of(file: SourceFile, span: Span) -> set[Key]:
    return {one.key for one in file.definitions if one.span == span and one.key.kind in NAMED}


def _within(index: Index, keys: Set[Key]) -> set[Key]:
    """Return the keys of what is in the specs among `keys`: `SPEC_ID#anchor` and `SPEC_ID.Name` name the spec too."""
    specs = [key.name for key in keys if key.kind == "spec"]
    kinds: tuple[tuple[Kind, str], ...] = (("anchor", "#"), ("part", "#"), ("component", "."))
    return {key for name in specs for kind, mark in kinds for key in index.keys(kind, f"{name}{mark}")}


def _in_file(file: SourceFile, keys: Set[Key]) -> tuple[Occurrence, ...]:
    defined = {_occurrence(file, one) for one in file.definitions if one.key in keys}
    named = {_occurrence(file, one) for one in file.references if one.key in keys}
    return tuple(sorted(defined | named | set(_qualifiers(file, keys))))


def _occurrence(file: SourceFile, named: Definition | Reference) -> Occurrence:
    return Occurrence(file.path, _bare(file, named.span, named.name), isinstance(named, Definition))


def _qualifiers(file: SourceFile, keys: Set[Key]) -> Iterator[Occurrence]:
    """Yield the spec ids before a `#` or a `.` that are among `keys`."""
    for reference in file.references:
        spec, mark, _rest = reference.name.partition("." if reference.key.kind == "component" else "#")
        qualified = reference.key.kind in ("anchor", "part", "component") and mark
        if qualified and Key("spec", spec.casefold()) in keys:
            yield Occurrence(file.path, _bare(file, reference.span, spec), defines=False)


def _bare(file: SourceFile, span: Span, name: str) -> Span:
    """Return where in `span` the name itself stands, without the quotes of TOML."""
    at = file.text.find(name, span.start, span.end)
    return Span(at, at + len(name)) if at >= 0 else span
