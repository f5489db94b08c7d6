"""All source files of a project with their findings, kept up to date edit by edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding
from osteon.analysis.index import Index, Key
from osteon.analysis.lookups import Lookups, Readers
from osteon.analysis.rules import effective, file_findings, link_findings
from osteon.analysis.source_file import FileKind, SourceFile, Unreadable, kind_of
from osteon.analysis.text import TextEdit


class Workspace:
    """The files of one project. After any edits its findings equal those of a workspace made anew.

    Paths are relative to the project, with forward slashes. `exists` tells whether such a path is a file on disk.
    """

    def __init__(
        self, configuration: Configuration | None = None, exists: Callable[[str], bool] = lambda _path: False
    ) -> None:
        self.configuration = configuration or Configuration()
        self.index = Index(exists)
        self._own: dict[str, tuple[Finding, ...]] = {}
        self._links: dict[str, tuple[Finding, ...]] = {}
        self._readers = Readers()
        """What each file's links were found with, beyond the keys that it defines or names itself."""
        self._related_from: defaultdict[str, set[str]] = defaultdict(set)
        """File to the files whose findings point into it."""

    def kind_of(self, path: str) -> FileKind | None:
        """Tell what kind of source a path is: by its name, or because the configuration calls it the plan."""
        return "plan" if path == self.configuration.plan else kind_of(path)

    @property
    def files(self) -> Mapping[str, SourceFile]:
        return self.index.files

    def set_file(self, path: str, text: str | Unreadable) -> frozenset[str]:
        """Add or replace a file; return the paths whose findings changed. A path of no known kind changes nothing."""
        kind = self.kind_of(path)
        return self._put({path: SourceFile(path, kind, text)}) if kind else frozenset()

    def set_files(self, texts: Mapping[str, str | Unreadable]) -> None:
        """Add or replace many files at once: each is parsed once, and checked once, when all are there."""
        known = {path: kind for path in texts if (kind := self.kind_of(path))}
        self._put({path: SourceFile(path, kind, texts[path]) for path, kind in known.items()})

    def edit_file(self, path: str, edits: Sequence[TextEdit]) -> frozenset[str]:
        """Apply `edits`, each against the text that the one before it left; return the paths whose findings changed.

        Raises KeyError for a file that is not there.
        """
        return self._put({path: self.files[path].edited(edits)})

    def remove_file(self, path: str) -> frozenset[str]:
        """Forget a file; return the paths whose findings changed."""
        return self._put({path: None}) if path in self.files else frozenset()

    def findings(self, path: str) -> tuple[Finding, ...]:
        """Return all findings of a file, in order of place, with the severities that are configured."""
        file = self.files.get(path)
        if file is None:
            return ()
        return effective((*self._own[path], *self._links[path]), file, self.configuration)

    def all_findings(self) -> dict[str, tuple[Finding, ...]]:
        """Return the findings of every file that has any, by path."""
        found = ((path, self.findings(path)) for path in sorted(self.files))
        return {path: findings for path, findings in found if findings}

    def _put(self, new: Mapping[str, SourceFile | None]) -> frozenset[str]:
        """Put files in the place of others, None for one that is gone; return the paths whose findings changed."""
        defined: set[Key] = set()
        used: set[Key] = set()
        changed: set[str] = set()
        for path, file in new.items():
            in_definitions, in_references = self.index.replace(path, file)
            defined |= in_definitions
            used |= in_references
            if self._check_alone(path, file):
                changed.add(path)
        if any(key.kind == "depends" for key in defined):
            defined |= self.index.find_knots()
        affected = new.keys() | self.index.touching(defined=defined, used=used)
        affected |= self._readers.concerned(defined=defined, used=used)
        affected.update(*(self._related_from[path] for path in new))
        return frozenset(changed | self._check_links(sorted(affected & self.files.keys())))

    def _check_alone(self, path: str, new: SourceFile | None) -> bool:
        """Check a file by itself, or forget it; tell whether what is reported of it changed by that."""
        if new is None:
            self._set_links(path, ())
            self._readers.forget(path)
            self._links.pop(path, None)
            return self._own.pop(path, None) is not None
        before = self._own.get(path)
        self._own[path] = tuple(file_findings(new, self.configuration))
        return before != self._own[path] or bool(new.allows)

    def _check_links(self, paths: Iterable[str]) -> set[str]:
        """Check what `paths` have to do with other files; return those whose findings changed."""
        return {path for path in paths if self._set_links(path, self._find_links(self.files[path]))}

    def _find_links(self, file: SourceFile) -> tuple[Finding, ...]:
        lookups = self.index.record()
        found = tuple(link_findings(file, self.index, self.configuration))
        self._readers.record(file.path, _beyond(file, lookups))
        return found

    def _set_links(self, path: str, new: tuple[Finding, ...]) -> bool:
        old = self._links.get(path, ())
        self._links[path] = new
        for target in _related(old) - _related(new):
            self._related_from[target].discard(path)
        for target in _related(new):
            self._related_from[target].add(path)
        return old != new


def _beyond(file: SourceFile, lookups: Lookups) -> Lookups:
    """Return the lookups of keys that a file neither defines nor names: the index knows the others by it."""
    defined = {definition.key for definition in file.definitions}
    named = {reference.key for reference in file.references}
    return Lookups(lookups.definitions - defined - named, lookups.references - defined, lookups.listings)


def _related(findings: Iterable[Finding]) -> set[str]:
    related = {related.place.path for finding in findings for related in finding.related}
    return related | {edit.path for finding in findings for fix in finding.fixes for edit in fix.edits}
