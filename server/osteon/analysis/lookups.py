"""Remembers what the checks of each file looked up in the index, to tell which files a change concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from osteon.analysis.index import Key

Listing: TypeAlias = tuple[str, str]
"""All names of a kind that begin with a prefix."""


@dataclass(slots=True)
class Lookups:
    """What was looked up: the definitions of keys, the references to keys, lists of names."""

    definitions: set[Key] = field(default_factory=set)
    references: set[Key] = field(default_factory=set)
    listings: set[Listing] = field(default_factory=set)


class Readers:
    """The files that looked something up, by what they looked up."""

    def __init__(self) -> None:
        self._by_file: dict[str, Lookups] = {}
        self._definitions: defaultdict[Key, set[str]] = defaultdict(set)
        self._references: defaultdict[Key, set[str]] = defaultdict(set)
        self._listings: defaultdict[Listing, set[str]] = defaultdict(set)

    def record(self, path: str, lookups: Lookups) -> None:
        """Put `lookups` in the place of what the file at `path` looked up before."""
        self.forget(path)
        self._by_file[path] = lookups
        for key in lookups.definitions:
            self._definitions[key].add(path)
        for key in lookups.references:
            self._references[key].add(path)
        for listing in lookups.listings:
            self._listings[listing].add(path)

    def forget(self, path: str) -> None:
        """Drop what the file at `path` looked up."""
        lookups = self._by_file.pop(path, None) or Lookups()
        for key in lookups.definitions:
            _discard(self._definitions, key, path)
        for key in lookups.references:
            _discard(self._references, key, path)
        for listing in lookups.listings:
            _discard(self._listings, listing, path)

    def concerned(self, *, defined: Iterable[Key], used: Iterable[Key]) -> set[str]:
        """Return the files that looked up any of `defined`, whose definitions changed, or `used`, whose references."""
        found: set[str] = set()
        for key in defined:
            found.update(self._definitions.get(key, ()))
            for listing in _listings_of(key) if self._listings else ():
                found.update(self._listings.get(listing, ()))
        for key in used:
            found.update(self._references.get(key, ()))
        return found


def _listings_of(key: Key) -> Iterator[Listing]:
    return ((key.kind, key.name[:length]) for length in range(len(key.name) + 1))


Item = TypeVar("Item", bound=Hashable)


def _discard(table: dict[Item, set[str]], item: Item, path: str) -> None:
    table[item].discard(path)
    if not table[item]:
        del table[item]
