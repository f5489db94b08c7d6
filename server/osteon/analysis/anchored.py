"""Findings that keep their places while the text around them moves: each counts from the part that it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osteon.analysis.findings import Finding, moved
from osteon.analysis.index import WHOLE, Holder, Index
from osteon.analysis.text import Span


@dataclass(frozen=True, slots=True)
class Anchored:
    """A finding of a part of a file; all spans count from the start of the part that they are in."""

    finding: Finding
    elsewhere: tuple[Holder, ...] = ()
    """The parts of all its places, in the order of `moved`; empty where all are in its own."""

    def placed(self, holder: Holder, index: Index) -> Finding:
        """Return the finding of `holder` with its present places."""
        start = index.files[holder.path].start_of(holder.part)
        if not self.elsewhere:
            return moved(self.finding, holder.path, lambda _path, _span: start) if start else self.finding
        starts = (_start(one, index) for one in self.elsewhere)
        return moved(self.finding, holder.path, lambda _path, _span: next(starts))

    def renewed(self, parts: Mapping[Holder, Holder]) -> Anchored:
        """Return the same finding with some of the parts that it has places in replaced by others."""
        if parts.keys().isdisjoint(self.elsewhere):
            return self
        return Anchored(self.finding, tuple(parts.get(one, one) for one in self.elsewhere))


def anchored(finding: Finding, holder: Holder, index: Index) -> Anchored:
    """Return a finding that was made of `holder`, ready to be kept."""
    own = _extent(holder, index)
    parts: list[Holder] = []

    def offset(path: str, span: Span) -> int:
        inside = path == holder.path and own.start <= span.start <= own.end
        parts.append(holder if inside else _part(path, span, index))
        return -_start(parts[-1], index)

    kept = moved(finding, holder.path, offset)
    return Anchored(kept, () if all(part == holder for part in parts) else tuple(parts))


def parts_of(found: tuple[Anchored, ...], holder: Holder) -> Iterator[Holder]:
    """Yield the parts other than `holder` itself that its findings have places in."""
    return (part for one in found for part in one.elsewhere if part != holder)


def _extent(holder: Holder, index: Index) -> Span:
    file = index.files[holder.path]
    if holder.part is WHOLE:
        return Span(0, file.length)
    start = file.start_of(holder.part)
    return Span(start, start + len(holder.part.text))


def _part(path: str, span: Span, index: Index) -> Holder:
    file = index.files.get(path)
    return Holder(path, file.part_at(span.start) if file else WHOLE)


def _start(holder: Holder, index: Index) -> int:
    file = index.files.get(holder.path)
    return file.start_of(holder.part) if file else 0
