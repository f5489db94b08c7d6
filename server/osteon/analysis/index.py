"""What files define and what they refer to, kept up to date file by file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar, cast

from osteon.analysis.cycles import knots
from osteon.analysis.digests import digest_of
from osteon.analysis.lookups import Effects, Lookups, Replaced, View
from osteon.analysis.near_names import nearest
from osteon.analysis.plan_file import TaskPiece
from osteon.analysis.shape import INTRO
from osteon.analysis.similar import Phrase, Phrases
from osteon.analysis.text import Span
from osteon.analysis.vocabularies import vocabularies

if TYPE_CHECKING:
    from osteon.analysis.changes import Change
    from osteon.analysis.model import Section
    from osteon.analysis.source_file import SourceFile
    from osteon.analysis.syntax import Piece

Kind = Literal[
    "spec",
    "anchor",
    "heading",
    "component",
    "architecture",
    "part",
    "output",
    "task",
    "node",
    "folded id",
    "product",
    "made",
    "use",
    "need",
    "layout",
    "planned",
    "builder",
    "depends",
    "knot",
    "cases",
    "intent",
    "intents",
    "quantity",
    "unit",
    "limit",
    "phrase",
    "term",
    "glossary",
    "meaning",
    "vocabulary",
    "expansion",
    "refusal",
    "criteria",
    "non-goal",
    "numbered",
    "text",
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

    def shifted(self, by: int) -> Definition:
        """Return the same definition `by` characters further on."""
        if not by or self.span == NO_PLACE:
            return self
        return Definition(self.key, self.span.shifted(by), self.name, self.detail)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names a key."""

    key: Key
    span: Span
    name: str
    """The name as written."""
    role: str
    """The tag or plan key that it stands in, such as `depends` or `sections`."""

    def shifted(self, by: int) -> Reference:
        """Return the same reference `by` characters further on."""
        if not by or self.span == NO_PLACE:
            return self
        return Reference(self.key, self.span.shifted(by), self.name, self.role)


NO_PLACE = Span(-1, -1)
"""The span of what a file says of itself as a whole, or wants to know of another: no cursor is ever in it."""

WHOLE = None
"""The part of a file that is not a piece: all of it, with spans that count from its start."""
Part: TypeAlias = "Piece | TaskPiece | None"


FEW = 8
"""So many changed dependencies are followed one by one to see whether one is part of a cycle now."""


MANY = 64
"""Who follows so many dependencies looks at all of them from there on: to remember each would take too much."""


MOST_PLACES = 40
"""What is said of a quantity in more places varies; to compare each with all others would take too long."""


class Facts(NamedTuple):
    """What a part of a file defines and refers to."""

    definitions: tuple[Definition, ...] = ()
    references: tuple[Reference, ...] = ()


class Shared(NamedTuple):
    """What the index of another process must know of a file: facts and phrases, by the numbers of their parts."""

    facts: tuple[tuple[int, Facts], ...]
    phrases: tuple[tuple[int, tuple[Phrase, ...]], ...]


class Holder(NamedTuple):
    """Where facts or findings come from: a file, and the part of it."""

    path: str
    part: Part = WHOLE


class Index:
    """Definitions and references of all files, by key. Kept by the workspace; the checks only read it."""

    def __init__(self, exists: Callable[[str], bool] = lambda _path: False) -> None:
        self.exists = exists
        """Tells whether a path, relative to the project, is a file on disk."""
        self.files: dict[str, SourceFile] = {}
        self._facts: dict[str, dict[Part, Facts]] = {}
        self._definers: dict[Key, dict[Holder, tuple[Definition, ...]]] = {}
        self._users: dict[Key, dict[Holder, tuple[Reference, ...]]] = {}
        self._in_order: dict[Key, list[Holder]] = {}
        """Who defines a key, in order, for keys with several definers: edits never put parts in another order."""
        self._edges: dict[Key, frozenset[Key]] = {}
        """What dependencies lead to, until they change."""
        self._by_kind: defaultdict[Kind, dict[str, Key]] = defaultdict(dict)
        self._names: defaultdict[Kind, dict[str, list[str]]] = defaultdict(dict)
        """The answers of `names` by prefix, until a definition of that kind changes."""
        self._alike: dict[tuple[str, Kind, str], list[str]] = {}
        """What was probably meant, until a name of that kind comes or goes: all that named one lost spec ask for it."""
        self._knots: frozenset[Key] = frozenset()
        self._vocabularies: dict[str, tuple[Hashable, ...]] = {}
        self._phrases = Phrases()
        self._with_digest: set[Key] = set()
        """The texts whose digests were asked for: of others, nobody wants to know that they changed."""
        self._lookups = Lookups()

    def record(self) -> Lookups:
        """Begin to record what is looked up from now on; return the record, which grows with every look."""
        if self._lookups:  # one that stayed empty is nobody's
            self._lookups = Lookups()
        return self._lookups

    def definitions(self, key: Key) -> list[tuple[str, Definition]]:
        """Return all definitions of `key` with their files, by path."""
        self._lookups.definitions.add(key)
        return list(self._each_definition(key))

    def statements_like(self, phrase: Phrase, path: str, piece: Piece) -> list[tuple[str, Span]]:
        """Return where else what a phrase of a piece says is said, or nearly the same, by path and place."""
        self._lookups.compared = (Holder(path, piece),)
        found = {
            (other, one.span.shifted(self.files[other].start_of(holder)))
            for other, holder, one in self._phrases.like(phrase, piece)
        }
        return sorted(found)

    def few(self, key: Key, view: View | None = None) -> list[tuple[str, Definition]]:
        """Return all definitions of a key of quantities by path, none where there are more than `MOST_PLACES`.

        Who says by a `view` what it sees of each is told only when that changes.
        """
        if view is None:
            self._lookups.definitions.add(key)
        else:
            self._lookups.views += ((key, view),)
        return [] if self._is_in_many_places(key) else list(self._each_definition(key))

    def _is_in_many_places(self, key: Key) -> bool:
        by_holder = self._definers.get(key, {})
        return len(by_holder) > MOST_PLACES or sum(map(len, by_holder.values())) > MOST_PLACES

    def text_digest(self, anchor: Key) -> str:
        """Return the digest of the section that an anchor's key names; empty where there is none."""
        found = self.definition(anchor)
        if found is None:
            return ""
        key = Key("text", anchor.name.removesuffix(INTRO))
        self._lookups.definitions.add(key)
        self._with_digest.add(key)
        outline = self.files[found[0]].outline
        return digest_of(outline, found[1].name) if outline else ""

    def is_shared(self, key: Key) -> bool:
        """Tell whether more than one part of the files defines `key`."""
        self._lookups.definitions.add(key)
        return len(self._definers.get(key, ())) > 1

    def is_defined(self, key: Key) -> bool:
        """Tell whether a key has a definition."""
        self._lookups.definitions.add(key)
        return key in self._definers

    def definition(self, key: Key) -> tuple[str, Definition] | None:
        """Return the first definition of `key`, by path."""
        return next(self.each_definition(key), None)

    def each_definition(self, key: Key) -> Iterator[tuple[str, Definition]]:
        """Yield what `definitions` returns, each worked out when it is asked for."""
        self._lookups.definitions.add(key)
        return self._each_definition(key)

    def _each_definition(self, key: Key) -> Iterator[tuple[str, Definition]]:
        by_holder = self._definers.get(key, {})
        for holder in self._ordered(key) if len(by_holder) > 1 else by_holder:
            start = self.files[holder.path].start_of(holder.part)
            yield from ((holder.path, item.shifted(start)) for item in by_holder[holder])

    def _ordered(self, key: Key) -> list[Holder]:
        if key not in self._in_order:
            self._in_order[key] = sorted(self._definers[key], key=self._order)
        return self._in_order[key]

    def first_defined(self, keys: Iterable[Key]) -> tuple[str, Definition] | None:
        """Return the first definition of the first of `keys` that has one."""
        return next((found for key in keys if (found := self.definition(key))), None)

    def references(self, key: Key) -> list[tuple[str, Reference]]:
        """Return all references to `key` with their files, by path."""
        self._lookups.references.add(key)
        return self._in_place(self._users.get(key, {}))

    def names(self, kind: Kind, prefix: str = "") -> list[str]:
        """Return the names as written of all keys of one kind whose folded name begins with `prefix`, in order."""
        self._lookups.listings.add((kind, prefix))
        known = self._names[kind].get(prefix)
        if known is None:
            keys = (key for name, key in self._by_kind[kind].items() if name.startswith(prefix))
            known = self._names[kind][prefix] = sorted(map(self._first_name, keys))
        return list(known)

    def _first_name(self, key: Key) -> str:
        """Return the name of a key as its first definition writes it."""
        by_holder = self._definers[key]
        first = self._ordered(key)[0] if len(by_holder) > 1 else next(iter(by_holder))
        return by_holder[first][0].name

    def keys(self, kind: Kind, prefix: str = "") -> list[Key]:
        """Return all defined keys of one kind whose folded name begins with `prefix`, in order."""
        self._lookups.listings.add((kind, prefix))
        return sorted(key for name, key in self._by_kind[kind].items() if name.startswith(prefix))

    def may_be_in_cycle(self, key: Key) -> bool:
        """Tell whether the dependencies of a spec or component may lead back to it; where not, they never do."""
        self._lookups.definitions.add(_knot(key))
        return key in self._knots

    def is_on_disk(self, path: str) -> bool:
        """Tell whether a path, relative to the project, is a file on disk."""
        found = self.exists(path)
        self._lookups.files += ((path, found),)
        return found

    def in_knots(self, kind: Kind, prefix: str) -> list[Key]:
        """Return the keys of one kind that may be in cycles. It is not recorded: only for checks of their own file."""
        return sorted(key for key in self._knots if key.kind == kind and key.name.startswith(prefix))

    def lead_to(self, sources: Iterable[Key], goal: Key) -> bool:
        """Tell whether any of `sources` is `goal`, or depends on it over others."""
        seen = set(sources)
        waiting = list(seen)
        for number, source in enumerate(waiting):  # which grows
            if goal in seen:
                break
            edges = edges_key(source)
            if number <= MANY:
                self._lookups.definitions.add(edges if number < MANY else _all_edges(source.kind))
            fresh = self._targets(edges) - seen
            seen |= fresh
            waiting += fresh
        return goal in seen

    def find_knots(self, changed: Collection[Key]) -> set[Key]:
        """Look again at which names may be in cycles, after the dependencies of `changed` keys are others.

        Returns keys for those of which that changed, and keys that stand for all dependencies of a kind.
        """
        everything = {_all_edges(_source(key).kind) for key in changed}
        if not self._knots and len(changed) <= FEW and not any(self._leads_back(_source(key)) for key in changed):
            return everything  # a cycle goes through one of them
        edges = {_source(key): self._targets(key) for key in self._by_kind["depends"].values()}
        before, self._knots = self._knots, knots(edges)
        return everything | {_knot(key) for key in before ^ self._knots}

    def vocabulary(self, spec_id: str) -> tuple[Hashable, ...]:
        """Return what the glossaries of a spec and of all specs that it builds on define, the nearest first."""
        key = _vocabulary(spec_id.casefold())
        self._lookups.definitions.add(key)
        return self._vocabularies.get(key.name, ())

    def specs_for(self, spec_id: str) -> tuple[str, ...]:
        """Return a spec and those that it depends on, folded."""
        edges = edges_key(Key("spec", spec_id.casefold()))
        targets = (one.detail for _path, one in self.definitions(edges))
        return (spec_id.casefold(), *(one.name for one in targets if isinstance(one, Key) and one.kind == "spec"))

    def find_vocabularies(self) -> set[Key]:
        """Look again at which terms hold in which spec; return keys for the specs in which others do now."""
        own = {
            key.name: [item.detail for _path, item in self._in_place(self._definers[key])]
            for key in self._by_kind["glossary"].values()
        }
        before, self._vocabularies = self._vocabularies, vocabularies(own, self._dependents() if own else {})
        names = before.keys() | self._vocabularies.keys()
        return {_vocabulary(name) for name in names if before.get(name) != self._vocabularies.get(name)}

    def _dependents(self) -> dict[str, list[str]]:
        """Return for each spec those that depend on it."""
        found: dict[str, list[str]] = {}
        for key in self._by_kind["depends"].values():
            source = _source(key)
            for target in self._targets(key) if source.kind == "spec" else ():
                found.setdefault(target.name, []).append(source.name)
        return found

    def _targets(self, key: Key) -> frozenset[Key]:
        """Return what the dependencies at a key of edges lead to."""
        if key in self._definers and key not in self._edges:
            found = (item.detail for items in self._definers[key].values() for item in items)
            self._edges[key] = frozenset(target for target in found if isinstance(target, Key))
        return self._edges.get(key, frozenset())

    def _leads_back(self, start: Key) -> bool:
        waiting = set(self._targets(edges_key(start)))
        seen = set(waiting)
        while waiting and start not in seen:
            fresh = self._targets(edges_key(waiting.pop())) - seen
            waiting |= fresh
            seen |= fresh
        return start in seen

    def like(self, name: str, kind: Kind, prefix: str = "") -> list[str]:
        """Return up to three names, as written, that `name` was probably meant to be."""
        self._lookups.listings.add((kind, prefix))
        asked = (name.casefold(), kind, prefix)
        if asked not in self._alike:
            self._alike[asked] = nearest(name, self.names(kind, prefix))
        return list(self._alike[asked])

    def naming(self, keys: Iterable[Key]) -> set[str]:
        """Return the files that define or name any of `keys`."""
        tables = (self._definers, self._users)
        return {holder.path for key in keys for table in tables for holder in table.get(key, ())}

    def replace(self, path: str, new: SourceFile | None, effects: Effects, change: Change | None = None) -> None:
        """Put `new` in the place of what `path` held; `change` tells which parts differ, without it all of them.

        What that means to other places comes to `effects`.
        """
        old = self.files.get(path)
        held = self._facts.setdefault(path, {})
        gone = tuple(held) if change is None else (*change.resized, *change.gone)
        fresh = (new.parts if new else ()) if change is None else (*change.resized, *change.fresh)
        before = {part: held.pop(part) for part in gone}
        after = {part: new.facts(part) for part in fresh} if new else {}
        held.update(after)
        defined = _changed(_definitions(before), _definitions(after), lambda item: (item.name, item.detail))
        quantities = {key: self._is_in_many_places(key) for key in defined if key.kind == "quantity"}
        self._replace_definitions(path, before, after)
        self._replace_references(path, before, after)
        if new:
            self.files[path] = new
        else:
            self.files.pop(path, None)
            del self._facts[path]
        kinds = {key.kind for key in _renamed(before, after, defined)}
        for kind in kinds:
            self._names.pop(kind, None)
        self._alike = {asked: near for asked, near in self._alike.items() if asked[1] not in kinds}
        phrases = self._phrases.replace(
            path, (part for part in gone if part and not isinstance(part, TaskPiece)), _compared(new, fresh)
        )
        texts = {*_texts(old, gone), *_texts(new, (*fresh, *(change.resized if change else ())))} & self._with_digest
        effects.define((*texts, *(key for key in defined if key.kind != "quantity")))
        effects.used |= _changed(_references(before), _references(after), lambda item: item.role)
        effects.compared |= {Holder(*one) for one in phrases}
        if change is not None and change.is_in_place:
            (was,), (now,) = change.gone, change.fresh
            effects.in_place[Holder(path, was)] = Holder(path, now), before[was], after[now]
        self._tell_of_quantities(path, quantities, (before, after), effects)

    def _tell_of_quantities(
        self, path: str, were_many: Mapping[Key, bool], facts: tuple[Mapping[Part, Facts], ...], effects: Effects
    ) -> None:
        """Tell of changed keys of quantities, unless they are in too many places still."""
        before, after = (_by_key(_definitions(one)) for one in facts) if were_many else ({}, {})
        for key, was_many in were_many.items():
            is_many = self._is_in_many_places(key)
            if is_many != was_many:
                effects.define((key,))
            elif not is_many:
                effects.replace(key, Replaced(path, tuple(before.get(key, ())), tuple(after.get(key, ()))))

    def alike(self, path: str, parts: Iterable[Part]) -> set[Holder]:
        """Return where statements stand that are like those of some parts of a file."""
        phrases = self._phrases.of_file(path)
        pieces = (part for part in parts if part and not isinstance(part, TaskPiece))
        return {
            Holder(other, holder)
            for piece in pieces
            for phrase in phrases.get(piece, ())
            for other, holder, _phrase in self._phrases.like(phrase, piece)
        }

    def share(self, path: str) -> Shared:
        """Return what another index must know of a file that this one has."""
        number_of = self.files[path].number_of
        return Shared(
            tuple((number_of(part), facts) for part, facts in self._facts[path].items() if any(facts)),
            tuple((number_of(piece), phrases) for piece, phrases in self._phrases.of_file(path).items()),
        )

    def adopt(self, file: SourceFile, shared: Shared) -> None:
        """Add a new file of which another index knows the facts: it is cut into its parts, and not looked into."""
        parts = file.parts
        facts = {parts[number + 1]: one for number, one in shared.facts}
        self.files[file.path], self._facts[file.path] = file, facts
        self._replace_definitions(file.path, {}, facts)
        self._replace_references(file.path, {}, facts)
        self._phrases.add(file.path, {cast("Piece", parts[number + 1]): one for number, one in shared.phrases})
        self._names.clear()
        self._alike.clear()

    def _replace_definitions(self, path: str, old: Mapping[Part, Facts], new: Mapping[Part, Facts]) -> None:
        for part, facts in old.items():
            _take(self._definers, Holder(path, part), facts.definitions)
        for part, facts in new.items():
            _put(self._definers, Holder(path, part), facts.definitions)
        for key in {item.key for item in (*_definitions(old), *_definitions(new))}:
            self._in_order.pop(key, None)
            self._edges.pop(key, None)
            if key in self._definers:
                self._by_kind[key.kind][key.name] = key
            else:
                self._by_kind[key.kind].pop(key.name, None)

    def _replace_references(self, path: str, old: Mapping[Part, Facts], new: Mapping[Part, Facts]) -> None:
        for part, facts in old.items():
            _take(self._users, Holder(path, part), facts.references)
        for part, facts in new.items():
            _put(self._users, Holder(path, part), facts.references)

    def _in_place(self, by_holder: Mapping[Holder, tuple[Item, ...]]) -> list[tuple[str, Item]]:
        """Return what holders have, in the order of files and places, with its present places."""
        holders = sorted(by_holder, key=self._order) if len(by_holder) > 1 else by_holder
        return [
            (holder.path, item.shifted(self.files[holder.path].start_of(holder.part)))
            for holder in holders
            for item in by_holder[holder]
        ]

    def _order(self, holder: Holder) -> tuple[str, int]:
        return holder.path, self.files[holder.path].number_of(holder.part)


def edges_key(source: Key) -> Key:
    """Return the key of all dependencies of a spec or component; the detail of each is the key it depends on."""
    return Key("depends", f"{source.kind} {source.name}")


def _all_edges(kind: Kind) -> Key:
    """Return the key of all dependencies of one kind."""
    return Key("depends", kind)


def _source(edges: Key) -> Key:
    """Return whose dependencies `edges` are."""
    kind, _, name = edges.name.partition(" ")
    return Key(cast(Kind, kind), name)


def _vocabulary(name: str) -> Key:
    return Key("vocabulary", name)


def _knot(key: Key) -> Key:
    return Key("knot", f"{key.kind} {key.name}")


Item = TypeVar("Item", Definition, Reference)


def _compared(file: SourceFile | None, parts: Iterable[Part]) -> Iterator[Section]:
    """Yield those sections among `parts` whose statements are compared with others."""
    if file is not None and file.spec is not None and file.spec.id:
        yield from (section for part in parts if (section := file.section_of(part)))


def _texts(file: SourceFile | None, parts: Iterable[Part]) -> Iterator[Key]:
    """Yield the keys of the texts that `parts` of a file belong to, those of the headings above them among them."""
    for part in parts if file is not None and file.spec is not None else ():
        section = file.section_of(part) if file else None
        for one in (section, *section.above()) if section else ():
            yield Key("text", f"{file.spec_id if file else ''}#{one.anchor}".casefold())


def _definitions(facts: Mapping[Part, Facts]) -> Iterator[Definition]:
    return (item for one in facts.values() for item in one.definitions)


def _references(facts: Mapping[Part, Facts]) -> Iterator[Reference]:
    return (item for one in facts.values() for item in one.references)


def _changed(before: Iterable[Item], after: Iterable[Item], meaning: Callable[[Item], Hashable]) -> set[Key]:
    """Return the keys whose items, in order, do not mean the same as before."""
    old, new = _by_key(before), _by_key(after)
    return {
        key
        for key in old.keys() | new.keys()
        if list(map(meaning, old.get(key, ()))) != list(map(meaning, new.get(key, ())))
    }


def _renamed(before: Mapping[Part, Facts], after: Mapping[Part, Facts], among: Collection[Key]) -> set[Key]:
    """Return the keys that are not called the same as before."""
    old, new = ((item for item in _definitions(facts) if item.key in among) for facts in (before, after))
    return _changed(old, new, lambda item: item.name)


def _by_key(items: Iterable[Item]) -> dict[Key, list[Item]]:
    found: dict[Key, list[Item]] = {}
    for item in items:
        found.setdefault(item.key, []).append(item)
    return found


def _take(table: dict[Key, dict[Holder, tuple[Item, ...]]], holder: Holder, items: Iterable[Item]) -> None:
    for key in {item.key for item in items}:
        del table[key][holder]
        if not table[key]:
            del table[key]


def _put(table: dict[Key, dict[Holder, tuple[Item, ...]]], holder: Holder, items: Iterable[Item]) -> None:
    for key, its_items in _by_key(items).items():
        table.setdefault(key, {})[holder] = tuple(its_items)
