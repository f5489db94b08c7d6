"""All source files of a project with their findings, kept up to date edit by edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding
from osteon.analysis.index import Index
from osteon.analysis.rules import effective, file_findings, link_findings
from osteon.analysis.source_file import FileKind, SourceFile, kind_of
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
        self._related_from: defaultdict[str, set[str]] = defaultdict(set)
        """File to the files whose findings point into it."""

    def kind_of(self, path: str) -> FileKind | None:
        """Tell what kind of source a path is: by its name, or because the configuration calls it the plan."""
        return "plan" if path == self.configuration.plan else kind_of(path)

    @property
    def files(self) -> Mapping[str, SourceFile]:
        return self.index.files

    def set_file(self, path: str, text: str) -> frozenset[str]:
        """Add or replace a file; return the paths whose findings changed. A path of no known kind changes nothing."""
        kind = self.kind_of(path)
        return self._put(path, SourceFile(path, kind, text)) if kind else frozenset()

    def set_files(self, texts: Mapping[str, str]) -> None:
        """Add many files at once: each is parsed and checked once, when all are there."""
        for path, text in texts.items():
            kind = self.kind_of(path)
            if kind:
                self._replace(path, SourceFile(path, kind, text))
        self._check_links(self.files)

    def edit_file(self, path: str, edits: Sequence[TextEdit]) -> frozenset[str]:
        """Apply `edits`, each against the text that the one before it left; return the paths whose findings changed.

        Raises KeyError for a file that is not there.
        """
        return self._put(path, self.files[path].edited(edits))

    def remove_file(self, path: str) -> frozenset[str]:
        """Forget a file; return the paths whose findings changed."""
        return self._put(path, None) if path in self.files else frozenset()

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

    def _put(self, path: str, new: SourceFile | None) -> frozenset[str]:
        before = self._own.get(path, ())
        affected = self._replace(path, new)
        changed = self._check_links(sorted(affected & self.files.keys()))
        return changed | ({path} if self._own.get(path, ()) != before or new is None else set())

    def _replace(self, path: str, new: SourceFile | None) -> set[str]:
        """Put a file into the index and check it by itself; return the files whose links have to be checked again."""
        changed, definitions_changed = self.index.replace(path, new)
        affected = {path} | self.index.touching(changed) | self._related_from[path]
        if definitions_changed:
            affected.update(troubled for troubled, found in self._links.items() if found)
        if any(key.kind == "depends" for key in changed):
            affected.update(path for path, file in self.files.items() if _has_dependencies(file))
        if new is None:
            self._own.pop(path, None)
            self._set_links(path, ())
            self._links.pop(path, None)
        else:
            self._own[path] = tuple(file_findings(new, self.configuration))
        return affected

    def _check_links(self, paths: Iterable[str]) -> frozenset[str]:
        """Check what `paths` have to do with other files; return those whose findings changed."""
        check = partial(link_findings, index=self.index, configuration=self.configuration)
        return frozenset(path for path in tuple(paths) if self._set_links(path, tuple(check(self.files[path]))))

    def _set_links(self, path: str, new: tuple[Finding, ...]) -> bool:
        old = self._links.get(path, ())
        self._links[path] = new
        for target in _related(old) - _related(new):
            self._related_from[target].discard(path)
        for target in _related(new):
            self._related_from[target].add(path)
        return old != new


def _has_dependencies(file: SourceFile) -> bool:
    return any(definition.key.kind == "depends" for definition in file.definitions)


def _related(findings: Iterable[Finding]) -> set[str]:
    related = {related.place.path for finding in findings for related in finding.related}
    return related | {edit.path for finding in findings for fix in finding.fixes for edit in fix.edits}
