"""Specs or components depend on each other in a circle.

## What it finds
A chain of `@depends` that comes back to the spec it began with, and the same for the `**Depends on:**` of components.
Every cycle is reported once, at the edge that stands in the first of its names, with every other edge beside it.

## Why it matters
What depends on itself has no order to be built in.

## Example
`A` says `@depends: B`, and `B` says `@depends: A`.

## Fix
Take one edge out, which the quick fixes do for each, or move what both need into a third spec or component that they
depend on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity
from osteon.analysis.index import Index, Key, edges_key
from osteon.analysis.model import Section
from osteon.analysis.rules.reference_edits import taken_out
from osteon.analysis.rules.sections import is_component
from osteon.analysis.source_file import SourceFile, component_key, spec_key
from osteon.analysis.text import Span

CODE = "dependency-cycle"
SEVERITY = Severity.ERROR


class Edge(NamedTuple):
    """One dependency: who depends on whom, and where that is written."""

    source: Key
    target: Key
    name: str
    place: Place


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report the cycles whose first name, in alphabetical order, is this spec."""
    if file.spec is not None and file.spec_id:
        yield from _cycles(spec_key(file.spec_id), Place(file.path, Span(0, file.length)), index)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report the cycles whose first name, in alphabetical order, is this component."""
    if is_component(section, file):
        start = component_key(section.title.text, file.spec_id)
        yield from _cycles(start, Place(file.path, Span(section.start, section.own_end)), index)


def _cycles(start: Key, within: Place, index: Index) -> Iterator[Finding]:
    for cycle in _cycles_from(start, index) if index.may_be_in_cycle(start) else ():
        first = cycle[0].place
        if first.path == within.path and within.span.start <= first.span.start < within.span.end:
            yield _finding(cycle, index)


_MOST_FIXES = 4


def _finding(cycle: list[Edge], index: Index) -> Finding:
    names = (cycle[-1].name, *(edge.name for edge in cycle))
    related = tuple(Related(edge.place, f"depends on {edge.name} here") for edge in cycle[1:])
    message = f"Dependency cycle: {' -> '.join(names)}: take one of these dependencies out"
    fixes = (
        fix
        for edge, source in zip(cycle[:_MOST_FIXES], names, strict=False)
        for fix in taken_out(index.files[edge.place.path], edge.place.span, f"{source} does not depend on {edge.name}")
    )
    return Finding(CODE, SEVERITY, cycle[0].place.span, message, related, tuple(fixes))


def _cycles_from(start: Key, index: Index) -> Iterator[list[Edge]]:
    """Return one shortest cycle for each edge that leaves `start` and comes back over names that sort after it."""
    for edge in _edges(start, index):
        path = _path(edge, start, index) if edge.target >= start else None
        if path:
            yield path


def _path(first: Edge, goal: Key, index: Index) -> list[Edge] | None:
    """Return the shortest way from `first` back to `goal`, breadth first."""
    paths = [[first]]
    seen = {first.target}
    while paths:
        path = paths.pop(0)
        if path[-1].target == goal:
            return path
        for edge in _edges(path[-1].target, index):
            if edge.target == goal or (edge.target not in seen and _may_lead_back(edge.target, goal, index)):
                seen.add(edge.target)
                paths.append([*path, edge])
    return None


def _edges(source: Key, index: Index) -> list[Edge]:
    """Return the dependencies of a name, in an order that does not hang on the order they are written in."""
    edges = (
        Edge(source, dependency.detail, dependency.name, Place(path, dependency.span))
        for path, dependency in index.definitions(edges_key(source))
        if isinstance(dependency.detail, Key)
    )
    return sorted(edges, key=lambda edge: (edge.target, edge.place.path, edge.place.span))


def _may_lead_back(target: Key, goal: Key, index: Index) -> bool:
    return target > goal and index.may_be_in_cycle(target)
