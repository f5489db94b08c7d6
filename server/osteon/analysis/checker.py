"""Keeps the findings of all files: each check runs again only where something that it looked at changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from osteon.analysis.anchored import Anchored, anchored, parts_of
from osteon.analysis.baseline import Baseline
from osteon.analysis.changes import Change
from osteon.analysis.findings import Finding
from osteon.analysis.index import WHOLE, Holder, Index, Key
from osteon.analysis.lookups import Lookups, Readers
from osteon.analysis.reported import Origin, Reported
from osteon.analysis.rules import Checks
from osteon.analysis.source_file import SourceFile


class Checker:
    """Runs the checks of a workspace and remembers what each found and what it looked up to find it."""

    def __init__(self, index: Index, checks: Checks) -> None:
        self._index = index
        self._checks = checks
        self._reported: defaultdict[str, Reported] = defaultdict(Reported)
        self._readers: Readers[Holder] = Readers()
        """What the link checks of a part, or of a file as a whole, looked up."""
        self._pointing = _Pointing()

    def findings(self, file: SourceFile, baseline: Baseline) -> tuple[Finding, ...]:
        """Return what is reported of a file beyond its baseline, in order of place."""
        reported = self._reported.get(file.path)
        return reported.effective(file, self._index, self._checks.levels(file.path), baseline) if reported else ()

    def whole(self, file: SourceFile) -> tuple[Finding, ...]:
        """Return all that there is to report of a file, however much, with no baseline."""
        reported = self._reported.get(file.path)
        return reported.whole(file, self._index, self._checks.levels(file.path)) if reported else ()

    def update(self, changes: Mapping[str, Change], *, defined: set[Key], used: set[Key]) -> set[str]:
        """Check again what changes of files, of the meaning and of the use of keys concern.

        Returns the paths of all files whose findings may be others now, or stand elsewhere.
        """
        concerned = self._readers.concerned(defined=defined, used=used)
        moved: set[str] = set()
        for path, change in changes.items():
            concerned.update(*(self._pointing.to(Holder(path, part)) for part in (WHOLE, *change.gone)))
            moved |= self._pointing.paths(path)
            self._forget(path, change)
        for path, change in changes.items():
            concerned.update(Holder(path, part) for part in (WHOLE, *change.fresh))
            self._check_alone(path, change)
        return {*changes, *moved, *(holder.path for holder in concerned if self._check_links(holder))}

    def _forget(self, path: str, change: Change) -> None:
        """Forget what was found in parts that a file no longer has, and in a file that is gone."""
        for part in change.gone:
            self._put("own", Holder(path, part), ())
            self._put_links(Holder(path, part), (), Lookups())
        if path not in self._index.files:
            self._put_links(Holder(path), (), Lookups())
            self._reported.pop(path, None)

    def _check_alone(self, path: str, change: Change) -> None:
        """Run the checks that look at one section or one file by itself."""
        file = self._index.files.get(path)
        if file is None:
            return
        self._put("own", Holder(path), self._checks.of_file(file))
        for part in change.fresh:
            if section := file.section_of(part):
                self._put("own", Holder(path, part), self._checks.of_section(section, file))

    def _check_links(self, holder: Holder) -> bool:
        """Run the link checks of a part that is still there; tell whether they find something else than before."""
        file = self._index.files.get(holder.path)
        if file is None or not file.has(holder.part):
            return False
        lookups = self._index.record()
        section = file.section_of(holder.part)
        if section is None:
            found = tuple(self._checks.of_links(file, self._index))
        else:
            found = tuple(self._checks.of_section_links(section, file, self._index))
        before = self._reported[holder.path].found("links", holder.part)
        return before != self._put_links(holder, found, lookups)

    def _put_links(self, holder: Holder, found: Iterable[Finding], lookups: Lookups) -> tuple[Anchored, ...]:
        before = self._reported[holder.path].found("links", holder.part)
        after = self._put("links", holder, found)
        self._readers.record(holder, lookups)
        self._pointing.replace(holder, parts_of(before, holder), parts_of(after, holder))
        return after

    def _put(self, origin: Origin, holder: Holder, found: Iterable[Finding]) -> tuple[Anchored, ...]:
        kept = tuple(anchored(finding, holder, self._index) for finding in found)
        self._reported[holder.path].put(origin, holder.part, kept)
        return kept


class _Pointing:
    """Which findings have places in parts other than their own."""

    def __init__(self) -> None:
        self._to: defaultdict[Holder, set[Holder]] = defaultdict(set)
        self._paths: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def to(self, target: Holder) -> set[Holder]:
        """Return those who have findings with a place in `target`."""
        return self._to.get(target, set())

    def paths(self, path: str) -> set[str]:
        """Return the files that have findings with a place in the file at `path`."""
        return set(self._paths.get(path, ()))

    def replace(self, source: Holder, before: Iterable[Holder], after: Iterable[Holder]) -> None:
        """Put `after` in the place of what the findings of `source` pointed to before."""
        for target in set(before):
            self._to[target].discard(source)
            if not self._to[target]:
                del self._to[target]
            self._paths[target.path][source.path] -= 1
            if not self._paths[target.path][source.path]:
                del self._paths[target.path][source.path]
        for target in set(after):
            self._to[target].add(source)
            self._paths[target.path][source.path] += 1
