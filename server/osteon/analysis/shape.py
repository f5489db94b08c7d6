"""How the headings of a document nest: all of its outline but the places, so that typing in a text keeps it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from osteon.analysis.syntax import Piece

INTRO = "/intro"
"""Behind an anchor: only the text that stands between the heading and the first one under it."""


class Entry(NamedTuple):
    """What of a piece the shape of its document depends on."""

    level: int
    title: str
    anchor: str | None
    """The explicit one."""
    has_text: bool
    """Text of its own stands under the heading."""
    tags: tuple[str, ...]
    """The names of its tags, folded."""


class Context(NamedTuple):
    """Where a heading stands. `name` is the title, folded."""

    level: int
    name: str
    anchor: str
    above: Context | None


class Standing(NamedTuple):
    """All that a check of one section may know of the others of its file."""

    context: Context
    below: frozenset[int]
    """The levels of the headings right under it."""
    introduces: bool
    """`anchor/intro` means its own text."""


@dataclass(frozen=True, slots=True)
class _Nesting:
    """For each section its parent (-1 without one) and the first section behind all that is under it."""

    parents: tuple[int, ...]
    ends: tuple[int, ...]


class Shape:
    """The nesting, anchors and names of a document's sections, all by their number in the document."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.anchors = tuple(_anchors(self.entries))
        nesting = _nested(self.entries)
        self.parents = nesting.parents
        self.ends = nesting.ends

    def updated(self, pieces: Sequence[Piece], head: int, tail: int) -> Shape:
        """Return the shape of `pieces`, of which the first `head` and the last `tail` are as they were."""
        count = len(self.entries)
        before, after = self.entries[head : count - tail], tuple(map(entry_of, pieces[head : len(pieces) - tail]))
        if before == after:
            return self
        return Shape((*self.entries[:head], *after, *self.entries[count - tail :]))

    def above(self, number: int) -> Iterator[int]:
        """Return the sections that one stands in, the innermost first."""
        while (number := self.parents[number]) >= 0:
            yield number

    @cached_property
    def children(self) -> Mapping[int, tuple[int, ...]]:
        """The sections right under each that has any."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, parent in enumerate(self.parents):
            found[parent].append(number)
        return {parent: tuple(numbers) for parent, numbers in found.items()}

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        below: list[set[int]] = [set() for _ in self.entries]
        contexts: list[Context] = []
        for entry, anchor, parent in zip(self.entries, self.anchors, self.parents, strict=True):
            above = contexts[parent] if parent >= 0 else None
            contexts.append(Context(entry.level, entry.title.casefold(), anchor, above))
            if parent >= 0:
                below[parent].add(entry.level)
        introducing = set(self.intros.values())
        return tuple(
            Standing(context, frozenset(levels), number in introducing)
            for number, (context, levels) in enumerate(zip(contexts, below, strict=True))
        )

    @cached_property
    def title(self) -> int | None:
        """The first level-one heading."""
        return next((number for number, entry in enumerate(self.entries) if entry.level == 1), None)

    @cached_property
    def by_anchor(self) -> Mapping[str, int]:
        """The first section of each anchor, folded, below the title."""
        return _first(self, lambda number: self.entries[number].level > 1)

    @cached_property
    def shared_anchors(self) -> frozenset[str]:
        """The anchors, folded, that more than one section below the title has."""
        below = (anchor for anchor, entry in zip(self.anchors, self.entries, strict=True) if entry.level > 1)
        return frozenset(anchor for anchor, count in Counter(map(str.casefold, below)).items() if count > 1)

    @cached_property
    def intros(self) -> Mapping[str, int]:
        """The first section of each anchor, folded, with text of its own before other headings; a title may be one."""
        below = _first(self, lambda number: self.entries[number].level > 1 and self._introduces(number))
        return {**_first(self, lambda number: self.entries[number].level == 1 and self._introduces(number)), **below}

    def _introduces(self, number: int) -> bool:
        entry = self.entries[number]
        return entry.has_text and (entry.level == 1 or self.ends[number] > number + 1)

    @cached_property
    def top(self) -> Mapping[str, int]:
        """The first `##` section of each name, folded."""
        found: dict[str, int] = {}
        for number, entry in enumerate(self.entries):
            if entry.level == 2:
                found.setdefault(entry.title.casefold(), number)
        return found

    @cached_property
    def named_again(self) -> tuple[tuple[int, int], ...]:
        """The `##` sections, and `###` sections of one parent, with the name of an earlier one; each with the first."""
        seen: dict[tuple[int, str], int] = {}
        named = (number for number, entry in enumerate(self.entries) if entry.level in (2, 3) and entry.title)
        found = (
            (number, seen.setdefault((self._family(number), self.entries[number].title.casefold()), number))
            for number in named
        )
        return tuple((number, first) for number, first in found if number != first)

    def _family(self, number: int) -> int:
        return self.parents[number] if self.entries[number].level == 3 else -2

    @cached_property
    def tagged(self) -> Mapping[str, tuple[int, ...]]:
        """The sections with a tag right under their heading, by its name, folded."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            for name in entry.tags:
                found[name][number] = None
        return {name: tuple(numbers) for name, numbers in found.items()}


def entry_of(piece: Piece) -> Entry:
    """Return what the shape of a document depends on in one of its pieces."""
    heading = piece.heading
    tags = tuple(tag.name.text.casefold() for tag in piece.tags)
    has_text = piece.own_text.end > piece.own_text.start
    if heading is None:
        return Entry(0, "", None, has_text, tags)
    anchor = heading.attributes.anchor if heading.attributes else None
    return Entry(heading.level, heading.title.text, anchor.text if anchor else None, has_text, tags)


def slug(title: str) -> str:
    """Return the anchor that GitHub gives a heading: lower case, punctuation dropped, spaces to hyphens."""
    return _PUNCTUATION.sub("", title.lower().strip()).replace(" ", "-")


_PUNCTUATION = re.compile(r"[^\w\- ]+")


def _first(shape: Shape, counts: Callable[[int], bool]) -> dict[str, int]:
    """Return the first section of each anchor, folded, among those that count."""
    found: dict[str, int] = {}
    for number, anchor in enumerate(shape.anchors):
        if counts(number):
            found.setdefault(anchor.casefold(), number)
    return found


def _nested(entries: Sequence[Entry]) -> _Nesting:
    parents: list[int] = []
    ends = [len(entries)] * len(entries)
    unfinished: list[int] = []
    for number, entry in enumerate(entries):
        while unfinished and entries[unfinished[-1]].level >= entry.level:
            ends[unfinished.pop()] = number
        parents.append(unfinished[-1] if unfinished else -1)
        if entry.level:
            unfinished.append(number)
        else:
            ends[number] = number + 1
    return _Nesting(tuple(parents), tuple(ends))


def _anchors(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the explicit anchor of each section, else the slug of its heading, which never takes an explicit one."""
    taken = {entry.anchor.casefold(): 0 for entry in entries if entry.anchor}
    for entry in entries:
        if entry.anchor is not None or not entry.level:
            yield entry.anchor or ""
        else:
            yield _free_slug(entry.title, taken)


def _free_slug(title: str, taken: dict[str, int]) -> str:
    """Return the heading's slug; a number tells it from what is taken already, as GitHub counts."""
    base = free = slug(title)
    while free.casefold() in taken:
        taken[base.casefold()] += 1
        free = f"{base}-{taken[base.casefold()]}"
    taken[free.casefold()] = 0
    return free
