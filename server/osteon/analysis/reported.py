"""What was found in one file, by code and part, and what of it is reported: levels, `@allow`, at most so many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import TypeAlias

from osteon.analysis.anchored import Anchored
from osteon.analysis.baseline import Baseline
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Holder, Index, Part
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

MOST_PER_CODE = 50
"""So many findings of one code are reported for a file; one more says how many there are beyond them."""

SEVERITIES: Mapping[str, Severity | None] = MappingProxyType(
    {
        "error": Severity.ERROR,
        "warning": Severity.WARNING,
        "info": Severity.INFORMATION,
        "hint": Severity.HINT,
        "off": None,
    }
)
"""The severities that a configuration may give a code."""

Origin: TypeAlias = str
"""What found something: a link check by its code, or all checks that look at one place alone."""
OWN: Origin = ""


class Reported:
    """All findings of one file. A code is found in a part by one kind of check only."""

    def __init__(self) -> None:
        self._found: dict[tuple[Origin, Part], tuple[Anchored, ...]] = {}
        self._by_code: defaultdict[str, dict[Part, list[Anchored]]] = defaultdict(dict)

    def found(self, origin: Origin, part: Part) -> tuple[Anchored, ...]:
        """Return what was found in a part last."""
        return self._found.get((origin, part), ())

    def put(self, origin: Origin, part: Part, found: tuple[Anchored, ...]) -> None:
        """Put what was found in a part in the place of what was found before."""
        for code in {one.finding.code for one in self._found.pop((origin, part), ())}:
            del self._by_code[code][part]
        if found:
            self._found[origin, part] = found
        for one in found:
            self._by_code[one.finding.code].setdefault(part, []).append(one)

    def effective(
        self, file: SourceFile, index: Index, levels: Mapping[str, str], baseline: Baseline
    ) -> tuple[Finding, ...]:
        """Return the findings in order of place, at the project's levels, without what is allowed or accepted."""
        found = (
            finding
            for code, parts in self._by_code.items()
            for finding in _at_level(self._of_code(code, parts, file, index, baseline), levels.get(code, ""))
        )
        return tuple(sorted(found))

    def whole(self, file: SourceFile, index: Index, levels: Mapping[str, str]) -> tuple[Finding, ...]:
        """Return the same, however many there are of one code, with no baseline."""
        found = (
            finding
            for code, parts in self._by_code.items()
            for finding in _at_level(_not_allowed(code, _placed(parts, parts, file, index), file), levels.get(code, ""))
        )
        return tuple(sorted(found))

    def _of_code(
        self, code: str, parts: Mapping[Part, list[Anchored]], file: SourceFile, index: Index, baseline: Baseline
    ) -> list[Finding]:
        allowed = any(code == allowed for allowed, _span in file.allows)
        if len(parts) <= MOST_PER_CODE or allowed or baseline.counts:
            first: Iterable[Part] = sorted(parts, key=file.number_of)
        else:
            first = islice(filter(parts.__contains__, file.parts), MOST_PER_CODE + 1)
        kept = list(baseline.new(_not_allowed(code, _placed(first, parts, file, index), file), file))
        total = len(kept) if allowed or baseline.counts else sum(map(len, parts.values()))
        return [*kept[:MOST_PER_CODE], *_more(kept, total)]


def _placed(
    chosen: Iterable[Part], parts: Mapping[Part, list[Anchored]], file: SourceFile, index: Index
) -> list[Finding]:
    """Return what was found in the chosen parts, in order of place."""
    return sorted(one.placed(Holder(file.path, part), index) for part in chosen for one in parts[part])


def _not_allowed(code: str, found: Iterable[Finding], file: SourceFile) -> list[Finding]:
    allowed = [span for allowed, span in file.allows if allowed == code]
    return [finding for finding in found if not any(_within(finding.span, span) for span in allowed)]


def as_reported(found: Iterable[Finding], file: SourceFile | None, levels: Mapping[str, str]) -> Iterator[Finding]:
    """Yield findings at the project's levels, without what their file allows."""
    for finding in found:
        kept = _not_allowed(finding.code, [finding], file) if file else [finding]
        yield from _at_level(kept, levels.get(finding.code, ""))


def _at_level(found: Iterable[Finding], level: str) -> Iterator[Finding]:
    if level not in SEVERITIES:
        yield from found
    elif (severity := SEVERITIES[level]) is not None:
        yield from (replace(finding, severity=severity) for finding in found)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start < outer.end


def _more(found: list[Finding], total: int) -> Iterator[Finding]:
    """Yield what stands for all findings of one code beyond those that are reported."""
    if total > MOST_PER_CODE:
        next_one = found[MOST_PER_CODE]
        message = f"+{total - MOST_PER_CODE} more {next_one.code} in this file"
        yield replace(next_one, message=message, related=(), fixes=())
