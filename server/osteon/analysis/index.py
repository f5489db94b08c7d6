"""What files define and what they refer to, kept up to date file by file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from osteon.analysis.cycles import knots
from osteon.analysis.lookups import Lookups
from osteon.analysis.similar import Phrase, Phrases, are_alike
from osteon.analysis.text import Span

if TYPE_CHECKING:
    from osteon.analysis.source_file import SourceFile

Kind = Literal[
    "spec",
    "anchor",
    "heading",
    "component",
    "architecture",
    "part",
    "output",
    "task",
    "depends",
    "knot",
    "cases",
    "intent",
    "intents",
    "quantity",
    "limit",
    "phrase",
    "term",
]


class Key(NamedTuple):
    """A name that files share, folded. An anchor's name is `spec#anchor`, a component's `spec.name`.

    A part is a section of an architecture; its name is like an anchor's.
    """

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A place that gives a key its meaning. To other files, two are the same when key, name and detail are equal."""

    key: Key
    span: Span
    name: str
    """The name as written."""
    detail: Hashable = None
    """All else that checks of other files may look at."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names a key."""

    key: Key
    span: Span
    name: str
    """The name as written."""
    role: str
    """The tag or plan key that it stands in, such as `depends` or `sections`."""


class Index:
    """Definitions and references of all files, by key. Kept by the workspace; the checks only read it."""

    def __init__(self, exists: Callable[[str], bool] = lambda _path: False) -> None:
        self.exists = exists
        """Tells whether a path, relative to the project, is a file on disk."""
        self.files: dict[str, SourceFile] = {}
        self._definers: dict[Key, dict[str, tuple[Definition, ...]]] = {}
        self._users: dict[Key, dict[str, tuple[Reference, ...]]] = {}
        self._by_kind: defaultdict[Kind, dict[str, Key]] = defaultdict(dict)
        self._names: defaultdict[Kind, dict[str, list[str]]] = defaultdict(dict)
        """The answers of `names` by prefix, until a definition of that kind changes."""
        self._alike: dict[tuple[str, Kind, str], list[str]] = {}
        """What was probably meant, until a name comes or goes: one lost spec is asked for by all that named it."""
        self._knots: frozenset[Key] = frozenset()
        self._phrases = Phrases()
        self._lookups = Lookups()

    def record(self) -> Lookups:
        """Begin to record what is looked up from now on; return the record, which grows with every look."""
        self._lookups = Lookups()
        return self._lookups

    def definitions(self, key: Key) -> list[tuple[str, Definition]]:
        """Return all definitions of `key` with their files, by path."""
        self._lookups.definitions.add(key)
        return _flat(self._definers.get(key, {}))

    def statements_like(self, phrase: Phrase) -> list[tuple[str, Span]]:
        """Return where it, and nearly the same, is said, by path and place."""
        found: set[tuple[str, Span]] = set()
        for key in phrase.keys:
            self._lookups.definitions.add(Key("phrase", key))
            for path, piece, other in self._phrases.named(key):
                outline = self.files[path].outline
                if outline and (other is phrase or are_alike(phrase.words, other.words)):
                    found.add((path, outline.by_piece[piece].at(other.span)))
        return sorted(found)

    def definition(self, key: Key) -> tuple[str, Definition] | None:
        """Return the first definition of `key`, by path."""
        return next(iter(self.definitions(key)), None)

    def first_defined(self, keys: Iterable[Key]) -> tuple[str, Definition] | None:
        """Return the first definition of the first of `keys` that has one."""
        return next((found for key in keys if (found := self.definition(key))), None)

    def references(self, key: Key) -> list[tuple[str, Reference]]:
        """Return all references to `key` with their files, by path."""
        self._lookups.references.add(key)
        return _flat(self._users.get(key, {}))

    def names(self, kind: Kind, prefix: str = "") -> list[str]:
        """Return the names as written of all keys of one kind whose folded name begins with `prefix`, in order."""
        self._lookups.listings.add((kind, prefix))
        known = self._names[kind].get(prefix)
        if known is None:
            keys = self.keys(kind, prefix)
            known = self._names[kind][prefix] = sorted(_flat(self._definers[key])[0][1].name for key in keys)
        return list(known)

    def keys(self, kind: Kind, prefix: str = "") -> list[Key]:
        """Return all defined keys of one kind whose folded name begins with `prefix`, in order."""
        self._lookups.listings.add((kind, prefix))
        return sorted(key for name, key in self._by_kind[kind].items() if name.startswith(prefix))

    def may_be_in_cycle(self, key: Key) -> bool:
        """Tell whether the dependencies of a spec or component may lead back to it; where not, they never do."""
        self._lookups.definitions.add(_knot(key))
        return key in self._knots

    def find_knots(self) -> set[Key]:
        """Look again at which names may be in cycles; return keys for those of which that changed."""
        edges = {_source(key): self._targets(key) for key in self._by_kind["depends"].values()}
        before, self._knots = self._knots, knots(edges)
        return {_knot(key) for key in before ^ self._knots}

    def _targets(self, key: Key) -> set[Key]:
        return {found.detail for _, found in _flat(self._definers[key]) if isinstance(found.detail, Key)}

    def like(self, name: str, kind: Kind, prefix: str = "") -> list[str]:
        """Return up to three names, as written, that `name` was probably meant to be."""
        self._lookups.listings.add((kind, prefix))
        asked = (name.casefold(), kind, prefix)
        if asked not in self._alike:
            written = {candidate.casefold(): candidate for candidate in self.names(kind, prefix)}
            near = get_close_matches(name.casefold(), written, n=3, cutoff=0.6)
            self._alike[asked] = [written[folded] for folded in near]
        return list(self._alike[asked])

    def touching(self, *, defined: Iterable[Key], used: Iterable[Key]) -> set[str]:
        """Return the files that define or name any of `defined`, or that define any of `used`."""
        found: set[str] = set()
        for key in defined:
            found.update(self._definers.get(key, ()), self._users.get(key, ()))
        for key in used:
            found.update(self._definers.get(key, ()))
        return found

    def replace(self, path: str, new: SourceFile | None) -> tuple[set[Key], set[Key]]:
        """Put `new` in the place of what `path` held.

        Returns the keys whose definitions changed for other files, and those whose references did.
        """
        old = self.files.pop(path, None)
        before = old.definitions if old else ()
        uses_before = old.references if old else ()
        after = new.definitions if new else ()
        uses_after = new.references if new else ()
        self._replace_definitions(path, before, after)
        _replace(self._users, path, uses_before, uses_after)
        if new:
            self.files[path] = new
        defined = _meaning(before) ^ _meaning(after)
        if defined:
            self._alike.clear()
        for kind in {key.kind for key, *_ in defined}:
            self._names.pop(kind, None)
        used = {(use.key, use.role) for use in uses_before} ^ {(use.key, use.role) for use in uses_after}
        compared = new.spec.sections if new and new.spec and new.spec.id else ()
        phrases = {Key("phrase", key) for key in self._phrases.replace(path, compared)}
        return {key for key, *_ in defined} | phrases, {key for key, _ in used}

    def _replace_definitions(self, path: str, old: Iterable[Definition], new: Iterable[Definition]) -> None:
        old, new = tuple(old), tuple(new)
        _replace(self._definers, path, old, new)
        for key in {item.key for item in (*old, *new)}:
            if key in self._definers:
                self._by_kind[key.kind][key.name] = key
            else:
                self._by_kind[key.kind].pop(key.name, None)


def edges_key(source: Key) -> Key:
    """Return the key of all dependencies of a spec or component; the detail of each is the key it depends on."""
    return Key("depends", f"{source.kind} {source.name}")


def _source(edges: Key) -> Key:
    """Return whose dependencies `edges` are."""
    kind, _, name = edges.name.partition(" ")
    return Key("component" if kind == "component" else "spec", name)


def _knot(key: Key) -> Key:
    return Key("knot", f"{key.kind} {key.name}")


def _meaning(definitions: Iterable[Definition]) -> set[tuple[Key, str, Hashable]]:
    return {(item.key, item.name, item.detail) for item in definitions}


Item = TypeVar("Item", Definition, Reference)


def _replace(
    table: dict[Key, dict[str, tuple[Item, ...]]], path: str, old: Iterable[Item], new: Iterable[Item]
) -> None:
    for key in {item.key for item in old}:
        table[key].pop(path, None)
        if not table[key]:
            del table[key]
    grouped: defaultdict[Key, list[Item]] = defaultdict(list)
    for item in new:
        grouped[item.key].append(item)
    for key, items in grouped.items():
        table.setdefault(key, {})[path] = tuple(items)


def _flat(by_path: Mapping[str, tuple[Item, ...]]) -> list[tuple[str, Item]]:
    return [(path, item) for path in sorted(by_path) for item in by_path[path]]
