"""Remembers what each check looked up in the index, to tell which checks a change concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from osteon.analysis.index import Definition, Facts, Holder, Key

Listing: TypeAlias = tuple[str, str]
"""All names of a kind that begin with a prefix."""

View: TypeAlias = "Callable[[str, Definition], Hashable]"
"""What a check sees of a definition in a file; false where that is nothing to it."""


class Replaced(NamedTuple):
    """Definitions of one key in one file, and those that came in their place."""

    path: str
    before: tuple[Definition, ...]
    after: tuple[Definition, ...]

    def is_seen(self, view: View) -> bool:
        """Tell whether a check with this view sees something else now."""
        before, after = ([view(self.path, one) for one in items] for items in (self.before, self.after))
        return list(filter(None, before)) != list(filter(None, after))


@dataclass(slots=True)
class Effects:
    """What changes of files mean to checks of others."""

    defined: dict[Key, tuple[Replaced, ...]] = field(default_factory=dict)
    """Keys whose definitions mean something else now, and what of them changed; nothing where all may have."""
    used: set[Key] = field(default_factory=set)
    """Keys with other references."""
    compared: set[Holder] = field(default_factory=set)
    """Parts whose statements have others like them now, or have them no longer."""
    in_place: dict[Holder, tuple[Holder, Facts, Facts]] = field(default_factory=dict)
    """Parts in whose place another one came, with that, and what both define."""

    def define(self, keys: Iterable[Key]) -> None:
        """Add that all definitions of some keys may mean something else."""
        self.defined.update(dict.fromkeys(keys, ()))

    def replace(self, key: Key, replaced: Replaced) -> None:
        """Add that some definitions of a key came in the place of others."""
        known = self.defined.get(key)
        self.defined[key] = () if known == () else (*(known or ()), replaced)


@dataclass(slots=True)
class Lookups:
    """What was looked up: definitions of keys, references to keys, lists of names, like statements, files on disk."""

    definitions: set[Key] = field(default_factory=set)
    references: set[Key] = field(default_factory=set)
    listings: set[Listing] = field(default_factory=set)
    views: tuple[tuple[Key, View], ...] = ()
    """Keys of whose definitions only that is seen which a view shows."""
    compared: tuple[Holder, ...] = ()
    """Parts whose statements were compared with all others."""
    files: tuple[tuple[str, bool], ...] = ()
    """The files that were looked for on disk, each with whether it was there."""

    def __bool__(self) -> bool:
        return bool(self.definitions or self.views or self.references or self.listings or self.compared or self.files)


Item = TypeVar("Item", bound=Hashable)
Reader = TypeVar("Reader", bound=Hashable)


class _Kept(NamedTuple):
    """Lookups as they are kept: a set takes much more memory, and most are empty."""

    definitions: tuple[Key, ...]
    references: tuple[Key, ...]
    listings: tuple[Listing, ...]
    viewed: tuple[Key, ...]
    compared: tuple[Holder, ...]
    files: tuple[tuple[str, bool], ...]


class Readers(Generic[Reader]):
    """Who looked something up, by what was looked up."""

    def __init__(self) -> None:
        self._by_reader: dict[Reader, _Kept] = {}
        self._definitions: defaultdict[Key, set[Reader]] = defaultdict(set)
        self._references: defaultdict[Key, set[Reader]] = defaultdict(set)
        self._listings: defaultdict[Listing, set[Reader]] = defaultdict(set)
        self._views: defaultdict[Key, dict[Reader, tuple[View, ...]]] = defaultdict(dict)
        self._compared: defaultdict[Holder, set[Reader]] = defaultdict(set)
        self._files: defaultdict[str, set[Reader]] = defaultdict(set)
        self._in_vain: set[Reader] = set()

    def record(self, reader: Reader, lookups: Lookups) -> None:
        """Put `lookups` in the place of what `reader` looked up before."""
        self.forget(reader)
        if not lookups:
            return
        self._by_reader[reader] = _Kept(
            tuple(lookups.definitions),
            tuple(lookups.references),
            tuple(lookups.listings),
            tuple(dict(lookups.views)),
            lookups.compared,
            lookups.files,
        )
        for key in lookups.definitions:
            self._definitions[key].add(reader)
        for key, view in lookups.views:
            self._views[key][reader] = (*self._views[key].get(reader, ()), view)
        for key in lookups.references:
            self._references[key].add(reader)
        for listing in lookups.listings:
            self._listings[listing].add(reader)
        for holder in lookups.compared:
            self._compared[holder].add(reader)
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
        for key in lookups.viewed:
            del self._views[key][reader]
            if not self._views[key]:
                del self._views[key]
        for key in lookups.references:
            _discard(self._references, key, reader)
        for listing in lookups.listings:
            _discard(self._listings, listing, reader)
        for holder in lookups.compared:
            _discard(self._compared, holder, reader)
        for path, _is_there in lookups.files:
            _discard(self._files, path, reader)
        self._in_vain.discard(reader)

    def concerned(self, effects: Effects) -> set[Reader]:
        """Return who looked up anything that is something else now, as far as its views show that."""
        found: set[Reader] = set()
        for key, replaced in effects.defined.items():
            found.update(self._definitions.get(key, ()))
            found.update(self._viewing(key, replaced))
            for listing in _listings_of(key) if self._listings else ():
                found.update(self._listings.get(listing, ()))
        for key in effects.used:
            found.update(self._references.get(key, ()))
        for holder in effects.compared:
            found.update(self._compared.get(holder, ()))
        return found

    def _viewing(self, key: Key, replaced: tuple[Replaced, ...]) -> Iterator[Reader]:
        """Yield who sees something else of a key: all that look at it where nobody says what was replaced."""
        for reader, views in self._views.get(key, {}).items():
            if not replaced or any(one.is_seen(view) for one in replaced for view in views):
                yield reader

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
