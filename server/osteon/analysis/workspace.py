"""All source files of a project with their findings, kept up to date edit by edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from osteon.analysis.baseline import Baseline, Entry, entry_of
from osteon.analysis.changes import change_of
from osteon.analysis.checker import Checker
from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding
from osteon.analysis.index import Index, Shared
from osteon.analysis.lookups import Effects
from osteon.analysis.reported import Kept, as_reported
from osteon.analysis.rules import Checks
from osteon.analysis.source_file import FileKind, SourceFile, Unreadable, kind_of
from osteon.analysis.text import TextEdit


class Workspace:
    """The files of one project. After any edits its findings equal those of a workspace made anew.

    Paths are relative to the project, with forward slashes. `exists` tells whether such a path is a file on disk.
    Without `linked`, nothing is found that rests on other files, or on other places of the same.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        exists: Callable[[str], bool] = lambda _path: False,
        baseline: Baseline | None = None,
        *,
        linked: bool = True,
    ) -> None:
        self.configuration = configuration or Configuration()
        self.baseline = baseline or Baseline()
        """What the project has accepted for now: it is not reported."""
        self.index = Index(exists)
        self._checks = Checks(self.configuration, linked=linked)
        self._checker = Checker(self.index, self._checks)

    def kind_of(self, path: str) -> FileKind | None:
        """Tell what kind of source a path is: by its name, or because the configuration calls it the plan."""
        return "plan" if path == self.configuration.plan else kind_of(path)

    @property
    def files(self) -> Mapping[str, SourceFile]:
        return self.index.files

    def set_file(self, path: str, text: str | Unreadable) -> frozenset[str]:
        """Add or replace a file; return the paths whose findings may be others, or stand in other lines or columns.

        A path of no known kind is left out.
        """
        kind = self.kind_of(path)
        return self._put({path: SourceFile(path, kind, text)}) if kind else frozenset()

    def set_files(self, texts: Mapping[str, str | Unreadable]) -> None:
        """Add or replace many files at once: each is parsed once, and checked once, when all are there."""
        self._put(self._parsed(texts), forgetful=True)

    def _parsed(self, texts: Mapping[str, str | Unreadable]) -> dict[str, SourceFile]:
        known = {path: kind for path in texts if (kind := self.kind_of(path))}
        return {path: SourceFile(path, kind, texts[path]) for path, kind in known.items()}

    def share(self, texts: Mapping[str, str | Unreadable]) -> dict[str, Shared]:
        """Add some files of a project to an empty workspace; `check_shared` comes next.

        Returns what the workspaces that have the other files must know of these.
        """
        for path, file in self._parsed(texts).items():
            self.index.replace(path, file, Effects())
        return {path: self.index.share(path) for path in self.files}

    def check_shared(self, others: Mapping[str, str | Unreadable], shared: Mapping[str, Shared]) -> None:
        """Add the other files, with what their workspaces share of them, and check those that `share` added."""
        own = {path: change_of(None, file) for path, file in self.files.items()}
        for path, file in self._parsed(others).items():
            self.index.adopt(file, shared[path])
        self.index.find_knots(self.index.keys("depends"))
        self.index.find_vocabularies()
        self._checker.update(own, Effects(), forgetful=True)

    def edit_file(self, path: str, edits: Sequence[TextEdit]) -> frozenset[str]:
        """Apply `edits`, each against the text that the one before it left; return as `set_file` does.

        Raises KeyError for a file that is not there.
        """
        return self._put({path: self.files[path].edited(edits)})

    def remove_file(self, path: str) -> frozenset[str]:
        """Forget a file; return as `set_file` does."""
        return self._put({path: None}) if path in self.files else frozenset()

    def findings(self, path: str) -> tuple[Finding, ...]:
        """Return all findings of a file, in order of place, with the severities that are configured."""
        return tuple(one.placed(path, self.index) for one in self.kept(path))

    def kept(self, path: str) -> list[Kept]:
        """Return the same with their places not worked out, which is quick where most stand as they stood before."""
        file = self.files.get(path)
        return self._checker.kept(file, self.baseline) if file else []

    def entries(self, path: str) -> Counter[Entry]:
        """Return how many findings of each entry a file has, those that the baseline hides among them."""
        file = self.files.get(path)
        every = self._checker.kept(file, Baseline(), most=None) if file else ()
        return Counter(entry_of(one, file) for one in every if file)

    def as_reported(self, path: str, found: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings that others made about a file, as its own are reported: at its levels, unless allowed."""
        return tuple(as_reported(found, self.files.get(path), self._checks.levels(path)))

    def all_findings(self) -> dict[str, tuple[Finding, ...]]:
        """Return the findings of every file that has any, by path."""
        found = ((path, self.findings(path)) for path in sorted(self.files))
        return {path: findings for path, findings in found if findings}

    def _put(self, new: Mapping[str, SourceFile | None], *, forgetful: bool = False) -> frozenset[str]:
        """Put files in the place of others, None for one that is gone; return whose findings may be others."""
        effects = Effects()
        changes = {path: change_of(self.files.get(path), file) for path, file in new.items()}
        is_first = not self.files
        for path, file in new.items():
            self.index.replace(path, file, effects, changes[path])
        if edges := [key for key in effects.defined if key.kind == "depends"]:
            effects.define(self.index.find_knots(edges))
        if any(key.kind in ("depends", "glossary") for key in effects.defined):
            effects.define(self.index.find_vocabularies())
        for path, change in () if is_first else changes.items():
            effects.compared |= self.index.alike(path, change.fresh)
        return frozenset(self._checker.update(changes, effects, forgetful=forgetful))
