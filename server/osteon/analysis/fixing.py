"""Applies the safe fixes of findings, again and again until there is none left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from osteon.analysis.findings import FileEdit, Finding, Fix
from osteon.analysis.text import Span, TextEdit, apply_edits, line_end
from osteon.analysis.workspace import Workspace

MOST_ROUNDS = 20
"""A fix may make place for another; so many rounds are enough for any file, and end what would go in circles."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file before and after its fixes, and how many findings of each code they fixed."""

    path: str
    before: str
    after: str
    fixed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Fixes that can be applied together: their edits by file, and the codes that they fix there."""

    edits: tuple[FileEdit, ...]
    codes: tuple[str, ...]


def fix_workspace(
    workspace: Workspace, paths: Iterable[str], *, choose: Callable[[Finding], Finding | None] = lambda finding: finding
) -> tuple[FixedFile, ...]:
    """Apply the safe fixes of the findings in `paths`, as far as they change nothing but `paths`.

    `choose` returns None for a finding that is to stay, else the finding, whose fixes it may have made safe.
    The workspace holds the fixed texts then. Returns the files that changed, by path.
    """
    known = frozenset(path for path in paths if path in workspace.files)
    before: dict[str, str] = {}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    pending: Collection[str] = known
    for _round in range(MOST_ROUNDS):
        changed: set[str] = set()
        for path in sorted(pending):
            chosen = automatic(filter(None, map(choose, workspace.findings(path))), within=known)
            counts[path].update(chosen.codes)
            for file in chosen.edits:
                before.setdefault(file.path, workspace.files[file.path].text)
                changed |= workspace.edit_file(file.path, in_sequence(file.edits, workspace.files[file.path].text))
        pending = changed & known
        if not pending:
            break
    after = {path: workspace.files[path].text for path in before}
    return tuple(
        FixedFile(path, before[path], after[path], dict(sorted(counts[path].items())))
        for path in sorted(before)
        if before[path] != after[path]
    )


def fix_text(path: str, text: str, check: Callable[[str], Iterable[Finding]]) -> FixedFile:
    """Apply the safe fixes of the findings that `check` returns for a text that stands alone, as a configuration."""
    now, counts = text, Counter[str]()
    for _round in range(MOST_ROUNDS):
        chosen = automatic(check(now), within={path})
        if not chosen.edits:
            break
        counts.update(chosen.codes)
        now = apply_edits(now, in_sequence(chosen.edits[0].edits, now))
    return FixedFile(path, text, now, dict(sorted(counts.items())))


def safe_edits(workspace: Workspace, path: str) -> tuple[FileEdit, ...]:
    """Return what `fix_workspace` would do to one file, and leave the workspace as it is."""
    if not any(fix.is_automatic for finding in workspace.findings(path) for fix in finding.fixes):
        return ()
    fixed = fix_workspace(workspace, (path,))
    for file in fixed:
        workspace.edit_file(path, (difference(file.after, file.before),))
    return tuple(FileEdit(path, (difference(file.before, file.after),)) for file in fixed)


def automatic(findings: Iterable[Finding], *, within: Collection[str]) -> Chosen:
    """Choose one safe fix of each finding, without those that would touch an earlier one or a file not in `within`."""
    taken: defaultdict[str, list[TextEdit]] = defaultdict(list)
    codes: list[str] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.is_automatic), None)
        if fix is not None and _fits(fix, taken, within):
            codes.append(finding.code)
            for file in fix.edits:
                taken[file.path] += file.edits
    return Chosen(tuple(FileEdit(path, tuple(edits)) for path, edits in taken.items() if edits), tuple(codes))


def in_sequence(edits: Iterable[TextEdit], text: str) -> tuple[TextEdit, ...]:
    """Return edits of `text` with its line ends, the last one first, so that each holds after those before it."""
    end = line_end(text)
    return tuple(edit.with_line_end(end) for edit in sorted(edits, key=lambda edit: edit.span, reverse=True))


def difference(before: str, after: str) -> TextEdit:
    """Return one edit that makes `after` out of `before`: what lies between the first and the last difference."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    return TextEdit(Span(start, len(before) - end), after[start : len(after) - end])


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _fits(fix: Fix, taken: Mapping[str, list[TextEdit]], within: Collection[str]) -> bool:
    return all(
        file.path in within and not any(_touch(edit.span, other.span) for other in taken.get(file.path, ()))
        for file in fix.edits
        for edit in file.edits
    )


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
