"""Remembers what each check looked up in the index, to tell which checks a change concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from osteon.analysis.index import Key

Listing: TypeAlias = tuple[str, str]
"""All names of a kind that begin with a prefix."""


@dataclass(slots=True)
class Lookups:
    """What was looked up: the definitions of keys, the references to keys, lists of names, files on disk."""

    definitions: set[Key] = field(default_factory=set)
    references: set[Key] = field(default_factory=set)
    listings: set[Listing] = field(default_factory=set)
    files: tuple[tuple[str, bool], ...] = ()
    """The files that were looked for on disk, each with whether it was there."""

    def __bool__(self) -> bool:
        return bool(self.definitions or self.references or self.listings or self.files)


Item = TypeVar("Item", bound=Hashable)
Reader = TypeVar("Reader", bound=Hashable)


class _Kept(NamedTuple):
    """Lookups as they are kept: a set takes much more memory, and most are empty."""

    definitions: tuple[Key, ...]
    references: tuple[Key, ...]
    listings: tuple[Listing, ...]
    files: tuple[tuple[str, bool], ...]


class Readers(Generic[Reader]):
    """Who looked something up, by what was looked up."""

    def __init__(self) -> None:
        self._by_reader: dict[Reader, _Kept] = {}
        self._definitions: defaultdict[Key, set[Reader]] = defaultdict(set)
        self._references: defaultdict[Key, set[Reader]] = defaultdict(set)
        self._listings: defaultdict[Listing, set[Reader]] = defaultdict(set)
        self._files: defaultdict[str, set[Reader]] = defaultdict(set)
        self._in_vain: set[Reader] = set()

    def record(self, reader: Reader, lookups: Lookups) -> None:
        """Put `lookups` in the place of what `reader` looked up before."""
        self.forget(reader)
        if not lookups:
            return
        self._by_reader[reader] = _Kept(
            tuple(lookups.definitions), tuple(lookups.references), tuple(lookups.listings), tuple(lookups.files)
        )
        for key in lookups.definitions:
            self._definitions[key].add(reader)
        for key in lookups.references:
            self._references[key].add(reader)
        for listing in lookups.listings:
            self._listings[listing].add(reader)
        for path, is_there in lookups.files:
            self._files[path].add(reader)
            if not is_there:
                self._in_vain.add(reader)

    def forget(self, reader: Reader) -> None:
        """Drop what `reader` looked up."""
        lookups = self._by_reader.pop(reader, None)
        if lookups is None:
            return
        for key in lookups.definitions:
            _discard(self._definitions, key, reader)
        for key in lookups.references:
            _discard(self._references, key, reader)
        for listing in lookups.listings:
            _discard(self._listings, listing, reader)
        for path, _is_there in lookups.files:
            _discard(self._files, path, reader)
        self._in_vain.discard(reader)

    def concerned(self, *, defined: Iterable[Key], used: Iterable[Key]) -> set[Reader]:
        """Return who looked up any of `defined`, whose definitions changed, or `used`, whose references did."""
        found: set[Reader] = set()
        for key in defined:
            found.update(self._definitions.get(key, ()))
            for listing in _listings_of(key) if self._listings else ():
                found.update(self._listings.get(listing, ()))
        for key in used:
            found.update(self._references.get(key, ()))
        return found

    def looking_for(self, path: str) -> set[Reader]:
        """Return who looked for a file on disk."""
        return self._files.get(path, set())

    @property
    def in_vain(self) -> frozenset[Reader]:
        """Who looked for a file on disk that was not there: nobody tells when it comes."""
        return frozenset(self._in_vain)


def _listings_of(key: Key) -> Iterator[Listing]:
    return ((key.kind, key.name[:length]) for length in range(len(key.name) + 1))


def _discard(table: dict[Item, set[Reader]], item: Item, reader: Reader) -> None:
    table[item].discard(reader)
    if not table[item]:
        del table[item]
