"""Keeps the findings of all files: each check runs again only where something that it looked at changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from osteon.analysis.anchored import Anchored, Renewed, anchored, parts_of, renewed
from osteon.analysis.baseline import Baseline
from osteon.analysis.changes import Change
from osteon.analysis.findings import Finding
from osteon.analysis.index import WHOLE, Holder, Index
from osteon.analysis.lookups import Effects, Lookups, Readers
from osteon.analysis.reported import MOST_PER_CODE, OWN, Kept, Origin, Reported
from osteon.analysis.rules import Checks
from osteon.analysis.rules.rule import Rule
from osteon.analysis.source_file import SourceFile, Subject


class Reader(NamedTuple):
    """Who looks something up: one link check of one part."""

    holder: Holder
    rule: Rule


class Checker:
    """Runs the checks of a workspace and remembers what each found and what it looked up to find it."""

    def __init__(self, index: Index, checks: Checks) -> None:
        self._index = index
        self._checks = checks
        self._reported: defaultdict[str, Reported] = defaultdict(Reported)
        self._readers: Readers[Reader] = Readers()
        self._pointing = _Pointing()
        self._active: dict[Holder, tuple[Rule, ...]] = {}
        """For each part the link checks that looked something up for it, or found something in it."""

    def kept(self, file: SourceFile, baseline: Baseline, *, most: int | None = MOST_PER_CODE) -> list[Kept]:
        """Return what is reported of a file beyond its baseline, in order of place; at most so many of one code."""
        reported = self._reported.get(file.path)
        return reported.kept(file, self._checks.levels(file.path), baseline, most=most) if reported else []

    def update(self, changes: Mapping[str, Change], effects: Effects, *, forgetful: bool = False) -> set[str]:
        """Check again what changes of files and their effects concern.

        With `forgetful`, what was read from a file is forgotten as soon as it is checked.

        Returns the paths of all files whose findings may be others now, or stand in other lines or columns.
        """
        fresh = {Holder(path, part) for path, change in changes.items() for part in (WHOLE, *change.fresh)}
        again = {reader for reader in self._concerned(changes, effects) if reader.holder not in fresh}
        follow = {reader for was in effects.in_place for reader in self._pointing.to(was)} - again
        moved = {one for path, change in changes.items() if change.shifts_lines for one in self._pointing.paths(path)}
        for path, change in changes.items():
            self._forget(path, change)
        for path, change in changes.items():
            self._check_alone(path, change)
            self._check_links(path, change)
            if forgetful:
                self._index.files[path].forget()
        parts = {was: renewed(*one) for was, one in effects.in_place.items()} if again or follow else {}
        others = {reader.holder.path for reader in again if self._check_again(reader, parts)}
        others |= {one.holder.path for one in follow if one.holder not in fresh and self._point(one, parts)}
        return {*changes, *moved, *others}

    def _concerned(self, changes: Mapping[str, Change], effects: Effects) -> set[Reader]:
        """Return the link checks to run again: of what they looked up, something is not as it was."""
        found = self._readers.concerned(effects)
        found.update(reader for reader in self._readers.in_vain if reader.holder.path in changes)
        for path, change in changes.items():
            gone = (Holder(path, part) for part in (WHOLE, *change.gone))
            found.update(*(self._pointing.to(one) for one in gone if one not in effects.in_place))
            found.update(self._readers.looking_for(path))
        return found

    def _forget(self, path: str, change: Change) -> None:
        """Forget what was found in parts that a file no longer has, and in a file that is gone."""
        gone = change.gone if path in self._index.files else (WHOLE, *change.gone)
        for holder in (Holder(path, part) for part in gone):
            self._put(OWN, holder, ())
            for rule in self._active.get(holder, ()):
                self._put_links(Reader(holder, rule), (), _NOTHING)
        if path not in self._index.files:
            self._reported.pop(path, None)

    def _check_alone(self, path: str, change: Change) -> None:
        """Run the checks that look at one section, one task or one file by itself."""
        file = self._index.files.get(path)
        if file is None:
            return
        self._put(OWN, Holder(path), self._checks.of_file(file))
        for part in change.fresh:
            if subject := file.subject_of(part):
                self._put(OWN, Holder(path, part), self._checks.of_part(subject, file))

    def _check_links(self, path: str, change: Change) -> None:
        """Run the link checks of a file as a whole, and of the parts of it that changed."""
        file = self._index.files.get(path)
        if file is None:
            return
        running = self._checks.of(path)
        for rule in running.links:
            self._check_link(Reader(Holder(path), rule), None, file)
        for part in change.fresh:
            if subject := file.subject_of(part):
                holder = Holder(path, part)
                for rule in running.links_of(part):
                    self._check_link(Reader(holder, rule), subject, file)

    def _check_again(self, reader: Reader, parts: Mapping[Holder, Renewed]) -> bool:
        """Run a link check of a part that is still there; tell whether it finds something else than before.

        It does not where all stands at the same places, in parts that are there still or in what took their place.
        """
        file = self._index.files.get(reader.holder.path)
        if file is None or not file.has(reader.holder.part):
            return False
        before = self._found(reader)
        self._check_link(reader, file.subject_of(reader.holder.part), file)
        return tuple(one.within(parts) for one in before) != self._found(reader)

    def _point(self, reader: Reader, parts: Mapping[Holder, Renewed]) -> bool:
        """Let findings of a link check point into the parts that took the place of others; tell whether any moved.

        Nothing else that the check looks at changed. Where it is not known where a place is now, it runs again.
        """
        before, holder = self._found(reader), reader.holder
        after = tuple(found for one in before if (found := one.renewed(holder, parts)))
        if not before:  # its own part is gone
            return False
        if len(after) < len(before):
            return self._check_again(reader, parts)
        self._reported[holder.path].put(reader.rule.code, holder.part, after)
        self._pointing.replace(reader, parts_of(before, holder), parts_of(after, holder))
        return [one.finding for one in before] != [one.finding for one in after]

    def _found(self, reader: Reader) -> tuple[Anchored, ...]:
        return self._reported[reader.holder.path].found(reader.rule.code, reader.holder.part)

    def _check_link(self, reader: Reader, subject: Subject | None, file: SourceFile) -> None:
        lookups = self._index.record()
        found = tuple(self._checks.of_links(reader.rule, subject, file, self._index))
        self._put_links(reader, found, lookups)

    def _put_links(self, reader: Reader, found: tuple[Finding, ...], lookups: Lookups) -> None:
        """Put what a link check found in the place of what it found before."""
        if not self._is_active(reader, active=bool(found or lookups)):
            return
        before = self._found(reader)
        self._readers.record(reader, lookups)
        if before or found:
            holder = reader.holder
            after = self._put(reader.rule.code, holder, found)
            self._pointing.replace(reader, parts_of(before, holder), parts_of(after, holder))

    def _is_active(self, reader: Reader, *, active: bool) -> bool:
        """Remember whether a link check is active; tell whether it is or was."""
        rules = self._active.get(reader.holder, ())
        was_active = reader.rule in rules
        if active and not was_active:
            self._active[reader.holder] = (*rules, reader.rule)
        elif was_active and not active:
            self._active[reader.holder] = tuple(rule for rule in rules if rule is not reader.rule)
            if len(rules) == 1:
                del self._active[reader.holder]
        return active or was_active

    def _put(self, origin: Origin, holder: Holder, found: Iterable[Finding]) -> tuple[Anchored, ...]:
        kept = tuple(anchored(finding, holder, self._index) for finding in found)
        self._reported[holder.path].put(origin, holder.part, kept)
        return kept


_NOTHING = Lookups()


class _Pointing:
    """Which findings have places in parts other than their own."""

    def __init__(self) -> None:
        self._to: defaultdict[Holder, set[Reader]] = defaultdict(set)
        self._paths: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def to(self, target: Holder) -> set[Reader]:
        """Return the checks that have findings with a place in `target`."""
        return self._to.get(target, set())

    def paths(self, path: str) -> set[str]:
        """Return the files that have findings with a place in the file at `path`."""
        return set(self._paths.get(path, ()))

    def replace(self, source: Reader, before: Iterable[Holder], after: Iterable[Holder]) -> None:
        """Put `after` in the place of what the findings of `source` pointed to before."""
        for target in set(before):
            self._to[target].discard(source)
            if not self._to[target]:
                del self._to[target]
            self._paths[target.path][source.holder.path] -= 1
            if not self._paths[target.path][source.holder.path]:
                del self._paths[target.path][source.holder.path]
        for target in set(after):
            self._to[target].add(source)
            self._paths[target.path][source.holder.path] += 1
