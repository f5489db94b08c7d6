"""Findings that keep their places while the text around them moves: each counts from the part that it is in."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from osteon.analysis.findings import Finding, moved, places
from osteon.analysis.index import NO_PLACE, WHOLE, Facts, Holder, Index, Key
from osteon.analysis.plan_file import TaskPiece
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

    def renewed(self, holder: Holder, parts: Mapping[Holder, Renewed]) -> Anchored | None:
        """Return the finding of `holder` with other parts in the place of some; None where its places are not known."""
        if not self.elsewhere:
            return self
        before = tuple(places(self.finding))
        parted = zip(self.elsewhere, before, strict=True)
        now = tuple(parts[part].now(span) if part in parts else span for part, span in parted)
        if NO_PLACE in now:
            return None
        shifts = (new.start - old.start for old, new in zip(before, now, strict=True))
        found = self.finding if now == before else moved(self.finding, holder.path, lambda _path, _span: next(shifts))
        return Anchored(found, self.within(parts).elsewhere)

    def within(self, parts: Mapping[Holder, Renewed]) -> Anchored:
        """Return the finding as it counts its places from parts that took the place of some."""
        return Anchored(self.finding, tuple(parts[one].holder if one in parts else one for one in self.elsewhere))


class Renewed(NamedTuple):
    """What took the place of a part of a file, and where in it the places are that the part had."""

    holder: Holder
    spans: Mapping[Span, Span]
    """Both count from the start of the part. What others cannot know of is left out."""
    ends: Mapping[int, int]
    """The ends of the same in a task whose lists have the same items, where another one can be put."""

    def now(self, span: Span) -> Span:
        """Return where a place is now; `NO_PLACE` where that is not known, or it has grown."""
        end = self.ends.get(span.end) if span.start == span.end else None
        now = self.spans.get(span, NO_PLACE) if end is None else Span(end, end)
        return now if now.end - now.start == span.end - span.start else NO_PLACE


def renewed(holder: Holder, before: Facts, after: Facts) -> Renewed:
    """Return what is known of a part that took the place of another: where that stands which means the same to others.

    Where the order is another now, or a place has become two, nothing is.
    """
    old, new = (_places(one) for one in (before, after))
    pairs = {
        pair
        for key, (meanings, spans) in old.items()
        if new.get(key, ((), ()))[0] == meanings
        for pair in zip(spans, new[key][1], strict=True)
    }
    spans = dict(sorted(pairs))
    ends = {one.end: other.end for one, other in spans.items()}
    is_in_order = len(spans) == len(pairs) and list(spans.values()) == sorted(spans.values())
    is_known = is_in_order and all(ends[one.end] == other.end for one, other in pairs)
    has_all = isinstance(holder.part, TaskPiece) and [(key, found[0]) for key, found in old.items()] == [
        (key, found[0]) for key, found in new.items()
    ]
    return Renewed(holder, spans if is_known else {}, ends if is_known and has_all else {})


def _places(facts: Facts) -> dict[Key | tuple[Key, str], tuple[list[Hashable], list[Span]]]:
    """Return for each key what its definitions mean, and for each in a role its references, and where they stand."""
    found: dict[Key | tuple[Key, str], tuple[list[Hashable], list[Span]]] = {}
    for one in facts.definitions:
        meanings, spans = found.setdefault(one.key, ([], []))
        meanings.append((one.name, one.detail))
        spans.append(one.span)
    for other in facts.references:
        meanings, spans = found.setdefault((other.key, other.role), ([], []))
        meanings.append(other.name)
        spans.append(other.span)
    return found


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
