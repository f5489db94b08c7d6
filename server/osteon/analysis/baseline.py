"""The baseline: findings that a project has accepted for now, known by what they stand at and not by their lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

from osteon.analysis.case_model import Group, Scenario
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span

FORMAT = 1
LONGEST = 120
"""So many characters of the text at a finding tell it from others."""


class Entry(NamedTuple):
    """What findings are known by: they may move, and count as long as their text stays in its section."""

    path: str
    code: str
    section: str
    """The anchor of the section, the id of the task or the name of the group or scenario that it stands in."""
    text: str
    """The text at the finding, its white space made one space, cut at 120 characters."""


class Located(Protocol):
    """Anything with a code at a place of a file."""

    @property
    def code(self) -> str: ...

    @property
    def span(self) -> Span: ...


Found = TypeVar("Found", bound=Located)


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of each entry are accepted."""

    counts: Mapping[Entry, int] = field(default_factory=dict)

    def new(self, findings: Iterable[Found], file: SourceFile) -> Iterator[Found]:
        """Yield the findings of a file, in order, that are beyond what is accepted."""
        if not self.counts:
            yield from findings
            return
        seen: Counter[Entry] = Counter()
        for finding in findings:
            entry = entry_of(finding, file)
            seen[entry] += 1
            if seen[entry] > self.counts.get(entry, 0):
                yield finding


class NoBaseline(ValueError):
    """A text that is no baseline; the message says why."""


def entry_of(finding: Located, file: SourceFile) -> Entry:
    """Return what a finding of a file is known by."""
    text = " ".join(file.text[slice(*finding.span)].split())
    return Entry(file.path, finding.code, _section(finding, file), text[:LONGEST])


def _section(finding: Located, file: SourceFile) -> str:
    at = finding.span.start
    if file.outline is not None:
        section = file.outline.section_at(at)
        return section.anchor if section else ""
    if file.plan is not None:
        task = file.plan.task_at(at)
        return task.id if task else ""
    cases = file.cases
    stanzas: list[Group | Scenario] = [*cases.groups, *cases.scenarios] if cases else []
    return next((stanza.name.text for stanza in stanzas if stanza.span.contains(at)), "")


def render(counts: Mapping[Entry, int]) -> str:
    """Return a baseline as a file: one entry on each line, in order, so that it differs and merges well."""
    lines = [
        json.dumps({**entry._asdict(), "count": count}, ensure_ascii=False)
        for entry, count in sorted(counts.items())
        if count > 0
    ]
    return f'{{"format": {FORMAT}, "findings": [\n' + ",\n".join(lines) + ("\n" if lines else "") + "]}\n"


def parse_baseline(text: str) -> Baseline:
    """Read what `render` wrote. Raises NoBaseline where a text is anything else."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoBaseline(f"it is not valid JSON: {error}") from None
    if not isinstance(read, dict) or read.get("format") != FORMAT or not isinstance(read.get("findings"), list):
        raise NoBaseline(f'it is not an object with "format": {FORMAT} and "findings"')
    counts: Counter[Entry] = Counter()
    for number, item in enumerate(read["findings"], 1):
        counts[_entry(item, number)] += item["count"]
    return Baseline(dict(counts))


def _entry(item: Any, number: int) -> Entry:
    fields = [item.get(name) for name in Entry._fields] if isinstance(item, dict) else [None]
    count = item.get("count") if isinstance(item, dict) else None
    if not all(isinstance(value, str) for value in fields) or type(count) is not int or count < 1:
        raise NoBaseline(f"its finding number {number} lacks one of {', '.join(Entry._fields)}, count")
    return Entry(*fields)


def differences(accepted: Mapping[Entry, int], found: Mapping[Entry, int]) -> tuple[Counter[Entry], Counter[Entry]]:
    """Return what is found and not accepted, and what is accepted and not found any more."""
    before, now = Counter(accepted), Counter(found)
    return now - before, before - now
