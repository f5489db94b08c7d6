"""What was found in one file, by code and part, and what of it is reported: levels, `@allow`, at most so many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

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

    def kept(
        self, file: SourceFile, levels: Mapping[str, str], baseline: Baseline, *, most: int | None = MOST_PER_CODE
    ) -> list[Kept]:
        """Return what is reported of a file, in order of place: at its levels, without what is allowed or accepted."""
        found = (
            one
            for code, parts in self._by_code.items()
            for one in _at_level(self._of_code(code, parts, file, baseline, most), levels.get(code, ""))
        )
        return sorted(found, key=_order)

    def _of_code(
        self, code: str, parts: Mapping[Part, list[Anchored]], file: SourceFile, baseline: Baseline, most: int | None
    ) -> list[Kept]:
        allowed = [span for allowed, span in file.allows if allowed == code]
        all_count = most is None or allowed or baseline.counts
        if all_count or len(parts) <= MOST_PER_CODE:
            first: Iterable[Part] = sorted(parts, key=file.number_of)
        else:
            first = islice(filter(parts.__contains__, file.parts), MOST_PER_CODE + 1)
        found = sorted(_kept(first, parts, file), key=_order)
        kept = list(baseline.new((one for one in found if not _is_within(one.span, allowed)), file))
        total = len(kept) if all_count else sum(map(len, parts.values()))
        return [*kept[:most], *(_more(kept, total) if most else ())]


class Kept(NamedTuple):
    """A finding that is reported, whose places are worked out where somebody asks for them."""

    span: Span
    """Where it stands in its file."""
    part: Part
    anchored: Anchored
    severity: Severity

    @property
    def code(self) -> str:
        return self.anchored.finding.code

    def placed(self, path: str, index: Index) -> Finding:
        """Return the finding, of the file at `path`, with its present places."""
        found = self.anchored.placed(Holder(path, self.part), index)
        return found if found.severity is self.severity else replace(found, severity=self.severity)


def _order(kept: Kept) -> tuple[Span, Severity, str]:
    return kept.span, kept.severity, kept.code


def _kept(chosen: Iterable[Part], parts: Mapping[Part, list[Anchored]], file: SourceFile) -> Iterator[Kept]:
    """Yield what was found in the chosen parts."""
    for part in chosen:
        start = file.start_of(part)
        for one in parts[part]:
            yield Kept(one.finding.span.shifted(start), part, one, one.finding.severity)


def as_reported(found: Iterable[Finding], file: SourceFile | None, levels: Mapping[str, str]) -> Iterator[Finding]:
    """Yield findings at the project's levels, without what their file allows."""
    for finding in found:
        allowed = [span for code, span in (file.allows if file else ()) if code == finding.code]
        severity = SEVERITIES.get(levels.get(finding.code, ""), finding.severity)
        if severity is not None and not _is_within(finding.span, allowed):
            yield replace(finding, severity=severity)


def _at_level(found: Iterable[Kept], level: str) -> Iterator[Kept]:
    if level not in SEVERITIES:
        yield from found
    elif (severity := SEVERITIES[level]) is not None:
        yield from (one._replace(severity=severity) for one in found)


def _is_within(span: Span, outer: Iterable[Span]) -> bool:
    return any(one.start <= span.start < one.end for one in outer)


def _more(kept: list[Kept], total: int) -> Iterator[Kept]:
    """Yield what stands for all findings of one code beyond those that are reported."""
    if total > MOST_PER_CODE:
        next_one = kept[MOST_PER_CODE]
        message = f"+{total - MOST_PER_CODE} more {next_one.code} in this file"
        finding = replace(next_one.anchored.finding, message=message, related=(), fixes=())
        yield next_one._replace(anchored=Anchored(finding))
