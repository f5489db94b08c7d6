"""Which requirements are covered: by groups and scenarios of cases, and by tasks of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.case_model import Call, CaseFile, Command, Group, Scenario, Stanza
from osteon.analysis.configuration import is_python
from osteon.analysis.index import Index, Key
from osteon.analysis.model import Requirement, Spec, slug

ERROR_TYPE = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b")
"""What the name of an error type looks like in an error bullet."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What other files may know of a group or a scenario."""

    label: str
    covers: tuple[str, ...]
    """Its `@covers` targets, folded: anchors, and headings in quotes."""
    name: str
    """The anchor that its name would be, which counts where it has no `@covers`."""
    errors: frozenset[str]
    """The error types that its cases expect, without their modules."""
    calls: bool
    """Whether it calls functions, which runs in Python only; other scenarios run commands."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers one requirement."""

    requirement: Requirement
    cases: tuple[CaseSummary, ...]
    tasks: tuple[str, ...]
    """Files whose plan has a task that covers it."""
    declared_errors: tuple[str, ...]
    """The error types of its error bullets, in order."""

    @property
    def missing_errors(self) -> tuple[str, ...]:
        """The declared errors that no covering case expects; none where only commands cover it, which have no types."""
        if not any(summary.calls for summary in self.cases):
            return ()
        expected = frozenset[str]().union(*(summary.errors for summary in self.cases))
        return tuple(error for error in self.declared_errors if error not in expected)


def coverage(spec: Spec, index: Index, *, language: str = "python") -> tuple[Cover, ...]:
    """Return what covers each requirement of `spec`, in order; cases that cannot run in `language` do not count."""
    return tuple(cover_of(requirement, spec.id, index, language=language) for requirement in spec.requirements)


def cover_of(requirement: Requirement, spec_id: str, index: Index, *, language: str = "python") -> Cover:
    """Return what covers one requirement of a spec; cases that cannot run in `language` do not count."""
    anchor = requirement.anchor.casefold()
    names = {anchor, slug(requirement.title), requirement.title.casefold()}
    runs_calls = is_python(language)
    cases = tuple(
        summary
        for summary in case_summaries(spec_id, index)
        if (runs_calls or not summary.calls) and _covers(summary, names)
    )
    uses = index.references(Key("anchor", f"{spec_id}#{anchor}".casefold()))
    tasks = tuple(sorted({path for path, use in uses if use.role == "covers" and index.files[path].plan is not None}))
    return Cover(requirement, cases, tasks, tuple(declared_errors(requirement)))


def has_cases(spec_id: str, index: Index) -> bool:
    """Tell whether any `.vmd` file belongs to a spec."""
    return index.definition(cases_key(spec_id)) is not None


def case_summaries(spec_id: str, index: Index) -> Iterator[CaseSummary]:
    """Return what the cases of a spec cover, file by file."""
    for _path, definition in index.definitions(cases_key(spec_id)):
        yield from definition.detail if isinstance(definition.detail, tuple) else ()


def cases_key(spec_id: str) -> Key:
    """Return the key of all cases of a spec."""
    return Key("cases", spec_id.casefold())


def summaries_of(cases: CaseFile) -> tuple[CaseSummary, ...]:
    """Return the summaries of a file's groups and scenarios that have anything to run."""
    return tuple(_summary(stanza) for stanza in cases.stanzas if _runs(stanza))


def _runs(stanza: Stanza) -> bool:
    return bool(stanza.cases if isinstance(stanza, Group) else stanza.steps)


def _summary(stanza: Stanza) -> CaseSummary:
    kind = "group" if isinstance(stanza, Group) else "scenario"
    covers = tuple(word.text.casefold() for word in stanza.covers)
    name = slug(stanza.name.text.replace("_", " ").replace(".", " "))
    calls = isinstance(stanza, Group) or not any(isinstance(step, Command) for step in stanza.steps)
    return CaseSummary(f"{kind} {stanza.name.text}", covers, name, frozenset(_errors(stanza)), calls)


def _errors(stanza: Group | Scenario) -> Iterator[str]:
    if isinstance(stanza, Group):
        expectations = [case.expected for case in stanza.cases]
    else:
        expectations = [step.expected for step in stanza.steps if isinstance(step, Call) and step.expected]
    for expected in expectations:
        if expected.error is not None:
            yield expected.error.text.rpartition(".")[2]


def _covers(summary: CaseSummary, names: set[str]) -> bool:
    return bool(names.intersection(summary.covers)) if summary.covers else summary.name in names


def declared_errors(requirement: Requirement) -> Iterator[str]:
    """Return the error types that a requirement's error bullets name, each once, in order."""
    texts = (
        word.text for bullet in requirement.errors for word in (bullet.outcome.condition, bullet.outcome.result) if word
    )
    return iter(dict.fromkeys(error for text in texts for error in ERROR_TYPE.findall(text)))
