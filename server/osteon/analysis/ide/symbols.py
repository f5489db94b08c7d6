"""The outline of a file: sections, requirements, components, tasks, groups of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from osteon.analysis.case_model import CaseFile, Group, Scenario
from osteon.analysis.model import Section
from osteon.analysis.plan_file import PlanFile
from osteon.analysis.rules.sections import is_component, is_example, is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.tasks import Task
from osteon.analysis.text import Span

SymbolKind = Literal["file", "section", "requirement", "example", "component", "task", "group", "scenario", "case"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One entry of an outline. `span` is all of it, `name_span` lies within and is what a jump selects."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    name_span: Span
    children: tuple[Symbol, ...] = ()


def symbols(file: SourceFile) -> tuple[Symbol, ...]:
    """Return a file's outline."""
    if file.plan is not None:
        return _plan_symbols(file.plan)
    if file.cases is not None:
        return _case_symbols(file.cases)
    sections = file.outline.sections if file.outline else ()
    return tuple(_section_symbol(section, file) for section in sections if section.level and not section.parent)


def _section_symbol(section: Section, file: SourceFile) -> Symbol:
    return Symbol(
        section.title.text or f"#{section.anchor}",
        file.spec_id if section.level == 1 else f"#{section.anchor}",
        _section_kind(section, file),
        section.span,
        section.title.span,
        tuple(_section_symbol(child, file) for child in section.children),
    )


def _section_kind(section: Section, file: SourceFile) -> SymbolKind:
    if section.level == 1:
        return "file"
    if is_requirement(section, file):
        return "requirement"
    if is_component(section, file):
        return "component"
    return "example" if is_example(section, file) else "section"


def _plan_symbols(plan: PlanFile) -> tuple[Symbol, ...]:
    return tuple(_task_symbol(task) for task in plan.tasks)


def _task_symbol(task: Task) -> Symbol:
    name = task.id or "(a task without an id)"
    return Symbol(name, task.title, "task", task.span, _within(task.place("id"), task.span))


def _case_symbols(cases: CaseFile) -> tuple[Symbol, ...]:
    found = (*map(_group_symbol, cases.groups), *map(_scenario_symbol, cases.scenarios))
    return tuple(sorted(found, key=lambda symbol: symbol.span))


def _group_symbol(group: Group) -> Symbol:
    parameters = ", ".join(parameter.name.text for parameter in group.parameters)
    rows = tuple(
        Symbol(case.name.text, "", "case", case.span, _within(case.name.span, case.span)) for case in group.cases
    )
    return Symbol(group.name.text, f"({parameters})", "group", group.span, _within(group.name.span, group.span), rows)


def _scenario_symbol(scenario: Scenario) -> Symbol:
    name = scenario.name.text or scenario.slug or "scenario"
    return Symbol(name, "", "scenario", scenario.span, _within(scenario.name.span, scenario.span))


def _within(inner: Span, outer: Span) -> Span:
    """Return `inner` where it lies in `outer`, else where `outer` begins: clients refuse names outside."""
    if outer.start <= inner.start and inner.end <= outer.end:
        return inner
    return Span(outer.start, outer.start)
