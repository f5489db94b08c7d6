"""Which requirements are covered: by groups and scenarios of cases, and by tasks of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from osteon.analysis.case_model import Call, CaseFile, Command, Group, Scenario, Stanza
from osteon.analysis.configuration import is_python
from osteon.analysis.index import Index, Key
from osteon.analysis.model import Requirement, Spec, slug
from osteon.analysis.tables import tables
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span
from osteon.analysis.values import Word

ERROR_TYPE = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b")
"""What the name of an error type looks like in an error bullet."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What other files may know of a group or a scenario."""

    kind: Literal["group", "scenario"]
    title: str
    """Its name as written."""
    number: int
    """Its place among the groups and then the scenarios of its file."""
    covers: tuple[str, ...]
    """Its `@covers` targets, folded: anchors, and headings in quotes."""
    name: str
    """The anchor that its name would be, which counts where it has no `@covers`."""
    errors: frozenset[str]
    """The error types that its cases expect, without their modules."""
    calls: bool
    """Whether it calls functions, which runs in Python only; other scenarios run commands."""


@dataclass(frozen=True, slots=True)
class Covering:
    """A group or scenario that covers a requirement, and its file."""

    path: str
    summary: CaseSummary

    @property
    def label(self) -> str:
        return f"{self.summary.kind} {self.summary.title}"

    def stanza(self, index: Index) -> Stanza:
        """Return the group or scenario itself."""
        cases, number = index.files[self.path].cases or CaseFile(""), self.summary.number
        groups = len(cases.groups)
        return cases.groups[number] if number < groups else cases.scenarios[number - groups]


class CoveringTask(NamedTuple):
    """Where a plan says that a task covers a requirement."""

    path: str
    span: Span

    def task(self, index: Index) -> Task | None:
        """Return the task itself."""
        plan = index.files[self.path].plan
        return plan.task_at(self.span.start) if plan else None


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers one requirement."""

    requirement: Requirement
    cases: tuple[Covering, ...]
    tasks: tuple[CoveringTask, ...]
    declared_errors: tuple[Word, ...]
    """The error types that it names, in order, each at its first place in the file."""

    @property
    def missing_errors(self) -> tuple[Word, ...]:
        """The declared errors that no covering case expects; none where only commands cover it, which have no types."""
        if not any(one.summary.calls for one in self.cases):
            return ()
        expected = frozenset[str]().union(*(one.summary.errors for one in self.cases))
        return tuple(error for error in self.declared_errors if error.text not in expected)


def coverage(spec: Spec, index: Index, *, language: str = "python") -> tuple[Cover, ...]:
    """Return what covers each requirement of `spec`, in order; cases that cannot run in `language` do not count."""
    return tuple(cover_of(requirement, spec.id, index, language=language) for requirement in spec.requirements)


def cover_of(requirement: Requirement, spec_id: str, index: Index, *, language: str = "python") -> Cover:
    """Return what covers one requirement of a spec; cases that cannot run in `language` do not count."""
    anchor = requirement.anchor.casefold()
    names = {anchor, slug(requirement.title), requirement.title.casefold()}
    runs_calls = is_python(language)
    cases = tuple(
        one
        for one in _all_cases(spec_id, index)
        if (runs_calls or not one.summary.calls) and _covers(one.summary, names)
    )
    uses = index.references(Key("anchor", f"{spec_id}#{anchor}".casefold()))
    tasks = (CoveringTask(path, use.span) for path, use in uses if use.role == "covers" and index.files[path].plan)
    return Cover(requirement, cases, tuple(tasks), declared_errors(requirement))


def has_cases(spec_id: str, index: Index) -> bool:
    """Tell whether any `.vmd` file belongs to a spec."""
    return index.definition(cases_key(spec_id)) is not None


def _all_cases(spec_id: str, index: Index) -> Iterator[Covering]:
    """Return the groups and scenarios of a spec that have anything to run, file by file."""
    for path, definition in index.definitions(cases_key(spec_id)):
        for summary in definition.detail if isinstance(definition.detail, tuple) else ():
            yield Covering(path, summary)


def cases_key(spec_id: str) -> Key:
    """Return the key of all cases of a spec."""
    return Key("cases", spec_id.casefold())


def summaries_of(cases: CaseFile) -> tuple[CaseSummary, ...]:
    """Return the summaries of a file's groups and scenarios that have anything to run."""
    return tuple(_summary(stanza, number) for number, stanza in enumerate(cases.stanzas) if _runs(stanza))


def _runs(stanza: Stanza) -> bool:
    return bool(stanza.cases if isinstance(stanza, Group) else stanza.steps)


def _summary(stanza: Stanza, number: int) -> CaseSummary:
    covers = tuple(word.text.casefold() for word in stanza.covers)
    name = slug(stanza.name.text.replace("_", " ").replace(".", " "))
    calls = isinstance(stanza, Group) or not any(isinstance(step, Command) for step in stanza.steps)
    kind: Literal["group", "scenario"] = "group" if isinstance(stanza, Group) else "scenario"
    return CaseSummary(kind, stanza.name.text, number, covers, name, frozenset(_errors(stanza)), calls)


def cases_of(stanza: Stanza) -> tuple[Word, ...]:
    """Return the names of the cases of a group; a scenario is one case."""
    return tuple(case.name for case in stanza.cases) if isinstance(stanza, Group) else (stanza.name,)


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


# Declared errors ------------------------------------------------------------------------------------------------------

_OF_ERRORS = re.compile(r"(?:errors?|exceptions?)(?: (?:types?|names?|class(?:es)?))?|raises|throws|outcomes?|results?")
"""The folded title of a column that says which error comes of something."""


def declared_errors(requirement: Requirement) -> tuple[Word, ...]:
    """Return the error types that the error bullets and tables of a requirement name, each once, in order."""
    text, by = requirement.section.piece.text, requirement.section.start
    spans = [bullet.span.shifted(-by) for bullet in requirement.errors]
    spans += _cells(requirement)
    found: dict[str, Word] = {}
    for span in sorted(spans):
        for match in ERROR_TYPE.finditer(text, *span):
            found.setdefault(match[0], Word(match[0], Span(*match.span()).shifted(by)))
    return tuple(found.values())


def _cells(requirement: Requirement) -> Iterator[Span]:
    """Yield where the cells of tables about errors stand: all below `**Errors:**`, elsewhere those of a column."""
    errors = requirement.section.field("errors")
    for table in tables(requirement.section.piece):
        every = errors is not None and errors.span.contains(table.header.span.start)
        for column, title in enumerate(table.titles):
            if every or _OF_ERRORS.fullmatch(title):
                yield from (row.at(column) for row in table.rows if row.text(column))
