"""What a check reports: findings with a range, related places and fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from osteon.analysis.text import Span, TextEdit


class Severity(IntEnum):
    """How much a finding matters; the numbers are those of the Language Server Protocol."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A range in a file. `path` is relative to the workspace root, with forward slashes."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a finding is about, with a sentence that says why."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class FileEdit:
    """Text edits of one file, all against its present text."""

    path: str
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that a person can accept with one key.

    `safe` fixes never change meaning; `preferred` marks the one that an editor's "fix this" key should take. A fix
    whose edits have blanks leaves a decision to a person.
    """

    title: str
    edits: tuple[FileEdit, ...]
    safe: bool = False
    preferred: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left for a person to fill in."""
        return not any(edit.blanks for file in self.edits for edit in file.edits)

    @property
    def is_automatic(self) -> bool:
        """Whether it may be applied unseen, by `osteon check --fix` and `source.fixAll`."""
        return self.safe and self.is_complete


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in one file: what it is (`code`), where, and a message that says what to do."""

    code: str
    severity: Severity
    span: Span
    message: str
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()

    def __lt__(self, other: Finding) -> bool:
        return (self.span, self.severity, self.code) < (other.span, other.severity, other.code)


def fix_here(title: str, path: str, *edits: TextEdit, safe: bool = False, preferred: bool = True) -> Fix:
    """Return a fix that changes only the file the finding is in."""
    return Fix(title, (FileEdit(path, edits),), safe=safe, preferred=preferred)


def moved(finding: Finding, path: str, offset: Callable[[str, Span], int]) -> Finding:
    """Return a finding of `path` with each of its places moved by what `offset` says of its file and span.

    It is asked for the finding's own span first, then for the related places, then for the edits, in order.
    """
    return Finding(
        finding.code,
        finding.severity,
        finding.span.shifted(offset(path, finding.span)),
        finding.message,
        tuple(_moved_related(related, offset) for related in finding.related),
        tuple(_moved_fix(fix, offset) for fix in finding.fixes),
    )


def places(finding: Finding) -> Iterator[Span]:
    """Yield the spans of a finding in the order in which `moved` asks for them."""
    yield finding.span
    yield from (related.place.span for related in finding.related)
    yield from (edit.span for fix in finding.fixes for file in fix.edits for edit in file.edits)


def shifted(finding: Finding, by: int, path: str) -> Finding:
    """Return a finding of `path` with all its places in that file moved by `by` characters."""
    return moved(finding, path, lambda other, _span: by if other == path else 0)


def _moved_related(related: Related, offset: Callable[[str, Span], int]) -> Related:
    path, span = related.place.path, related.place.span
    return Related(Place(path, span.shifted(offset(path, span))), related.message)


def _moved_fix(fix: Fix, offset: Callable[[str, Span], int]) -> Fix:
    return Fix(fix.title, tuple(_moved_edits(file, offset) for file in fix.edits), fix.safe, fix.preferred)


def _moved_edits(file: FileEdit, offset: Callable[[str, Span], int]) -> FileEdit:
    return FileEdit(file.path, tuple(edit.shifted(offset(file.path, edit.span)) for edit in file.edits))
