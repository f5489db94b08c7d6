"""What files have to do with each other, found by the link checks: again only where something they read changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from osteon.analysis.findings import Finding, shifted
from osteon.analysis.index import Index, Key
from osteon.analysis.lookups import Lookups, Readers
from osteon.analysis.model import Section
from osteon.analysis.rules import Checks
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Piece


class Reader(NamedTuple):
    """Who looks something up: the checks of one section, or (without a piece) those of a whole file."""

    path: str
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found in a section, counted from its start, while it stood in `context`."""

    context: Hashable
    findings: tuple[Finding, ...]


class Links:
    """The findings of all link checks of a workspace, each kept until something that its check read changes."""

    def __init__(self, index: Index, checks: Checks) -> None:
        self._index = index
        self._checks = checks
        self._of_files: dict[str, tuple[Finding, ...]] = {}
        self._of_sections: defaultdict[str, dict[Piece, _Checked]] = defaultdict(dict)
        self._readers: Readers[Reader] = Readers()
        """What was looked up: by sections all, by files what is beyond the keys that they define or name themselves."""
        self._related_from: defaultdict[str, set[Reader]] = defaultdict(set)
        """File to those whose findings point into it."""

    def findings(self, file: SourceFile) -> tuple[Finding, ...]:
        """Return what is wrong between a file and others."""
        checked = self._of_sections[file.path]
        in_sections = (
            shifted(finding, section.start, file.path)
            for section in (file.outline.sections if file.outline else ())
            for finding in checked[section.piece].findings
        )
        return (*self._of_files.get(file.path, ()), *in_sections)

    def update(self, new: Mapping[str, SourceFile | None], *, defined: set[Key], used: set[Key]) -> set[str]:
        """Check again what the change of some files, of meanings and of uses of keys concerns.

        Returns the paths of the other files whose findings changed.
        """
        concerned = self._readers.concerned(defined=defined, used=used)
        concerned |= {Reader(path) for path in self._index.touching(defined=defined, used=used)}
        concerned.update(*(self._related_from[path] for path in new))
        for path, file in new.items():
            self._forget_gone(path, file)
            concerned |= self._unchecked(file) if file else set()
        return {reader.path for reader in concerned if self._check(reader)} - new.keys()

    def _unchecked(self, file: SourceFile) -> set[Reader]:
        """Return the file itself and its sections that are new or stand in another context."""
        checked = self._of_sections[file.path]
        sections = file.outline.sections if file.outline else ()
        return {
            Reader(file.path),
            *(
                Reader(file.path, section.piece)
                for section in sections
                if section.piece not in checked or checked[section.piece].context != _context(section, file)
            ),
        }

    def _check(self, reader: Reader) -> bool:
        """Run the checks of a section or file, if it is there; tell whether they find something else than before."""
        file = self._index.files.get(reader.path)
        if file is None:
            return False
        if reader.piece is None:
            return self._check_file(reader, file)
        section = file.outline.by_piece.get(reader.piece) if file.outline else None
        return self._check_section(reader, section, file) if section else False

    def _check_file(self, reader: Reader, file: SourceFile) -> bool:
        lookups = self._index.record()
        found = tuple(self._checks.of_links(file, self._index))
        before = self._of_files.get(file.path, ())
        self._of_files[file.path] = found
        self._remember(reader, before, found, _beyond(file, lookups))
        return before != found

    def _check_section(self, reader: Reader, section: Section, file: SourceFile) -> bool:
        lookups = self._index.record()
        found = tuple(
            shifted(finding, -section.start, file.path)
            for finding in self._checks.of_section_links(section, file, self._index)
        )
        checked = self._of_sections[file.path]
        before = checked[section.piece].findings if section.piece in checked else ()
        checked[section.piece] = _Checked(_context(section, file), found)
        self._remember(reader, before, found, lookups)
        return before != found

    def _forget_gone(self, path: str, file: SourceFile | None) -> None:
        """Forget what was found in pieces that the file no longer has, and in a file that is gone."""
        if file is None:
            self._remember(Reader(path), self._of_files.pop(path, ()), (), Lookups())
        checked = self._of_sections[path]
        for piece in checked.keys() - (file.outline.by_piece.keys() if file and file.outline else set()):
            self._remember(Reader(path, piece), checked.pop(piece).findings, (), Lookups())

    def _remember(self, reader: Reader, before: Iterable[Finding], found: Iterable[Finding], lookups: Lookups) -> None:
        """Put what was found and looked up in the place of what was there before."""
        self._readers.record(reader, lookups)
        for path in _related(before):
            self._related_from[path].discard(reader)
        for path in _related(found):
            self._related_from[path].add(reader)


def _context(section: Section, file: SourceFile) -> Hashable:
    """Return what a check of a section may look at beside its own text."""
    above = tuple((one.level, one.name, one.anchor) for one in section.above())
    return (file.spec_id, section.level, section.anchor, above)


def _beyond(file: SourceFile, lookups: Lookups) -> Lookups:
    """Return the lookups of keys that a file neither defines nor names: the index knows the others by it."""
    defined = {definition.key for definition in file.definitions}
    named = {reference.key for reference in file.references}
    return Lookups(lookups.definitions - defined - named, lookups.references - defined, lookups.listings)


def _related(findings: Iterable[Finding]) -> set[str]:
    related = {related.place.path for finding in findings for related in finding.related}
    return related | {edit.path for finding in findings for fix in finding.fixes for edit in fix.edits}
