"""`osteon coverage`: which requirement is covered by what, and which declared error no case expects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from osteon.analysis.coverage import Cover, cases_of
from osteon.analysis.coverage import coverage as covers_of
from osteon.analysis.text import Lines, Span
from osteon.analysis.workspace import Workspace
from osteon.cli.exit_codes import FAILED, OK
from osteon.project import UserError, find_project, load_workspace


@dataclass(frozen=True, slots=True)
class SpecCoverage:
    """The coverage of one spec; a requirement that is on purpose without a test does not count."""

    id: str
    path: str
    covers: tuple[Cover, ...]

    @property
    def counted(self) -> tuple[Cover, ...]:
        return tuple(cover for cover in self.covers if not cover.requirement.no_verify)

    @property
    def covered(self) -> int:
        return sum(map(is_covered, self.counted))

    @property
    def percent(self) -> float:
        """How many of a hundred requirements are covered; a hundred where there is none to cover."""
        return percent_of(self.covered, len(self.counted))


@dataclass(frozen=True, slots=True)
class Case:
    """A case by its name, and the line where that stands, from 1."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class CoveredBy:
    """A group or scenario with its cases, or a task of the plan with none, that covers a requirement."""

    kind: str
    name: str
    path: str
    line: int
    cases: tuple[Case, ...] = ()


@click.command("coverage")
@click.argument("spec", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--fail-under", type=click.FloatRange(0, 100), help="Fail where less than so many percent are covered.")
def coverage(spec: str | None, *, as_json: bool, fail_under: float | None) -> int:
    """Show what covers each requirement of the project, or of one SPEC: its cases, and tasks of the plan.

    A requirement that is marked {.no-verify} is shown and not counted. Needs no model and runs nothing.
    """
    project = find_project(Path.cwd())
    workspace = load_workspace(project)
    specs = _specs(workspace, spec)
    total = percent_of(sum(one.covered for one in specs), sum(len(one.counted) for one in specs))
    if as_json:
        click.echo(json.dumps({"percent": total, "specs": [_as_json(one, workspace) for one in specs]}, indent=2))
    else:
        _print(specs, total, workspace)
    return FAILED if fail_under is not None and total < fail_under else OK


def is_covered(cover: Cover) -> bool:
    """Tell whether a case or a task covers a requirement."""
    return bool(cover.cases or cover.tasks)


def percent_of(part: int, whole: int) -> float:
    """Return a share in percent, rounded down to a tenth, so that only all is a hundred."""
    return 100.0 if part == whole else part * 1000 // whole / 10


def _specs(workspace: Workspace, wanted: str | None) -> list[SpecCoverage]:
    """Return the coverage of every spec, or of the wanted one. Raises UserError where there is no such spec."""
    found = [
        SpecCoverage(
            file.spec.id, path, covers_of(file.spec, workspace.index, language=workspace.configuration.language)
        )
        for path, file in sorted(workspace.files.items())
        if file.spec is not None and file.spec.id
    ]
    chosen = [one for one in found if wanted is None or one.id.casefold() == wanted.casefold()]
    if wanted is not None and not chosen:
        known = ", ".join(one.id for one in found) or "none"
        raise UserError(f"there is no spec {wanted}; there are: {known}")
    return chosen


def _print(specs: Sequence[SpecCoverage], total: float, workspace: Workspace) -> None:
    for spec in specs:
        click.echo(f"{spec.id}  {spec.covered} of {len(spec.counted)} requirements covered, {spec.percent:g} %")
        width = max((len(cover.requirement.title) for cover in spec.covers), default=0)
        for cover in spec.covers:
            click.echo(f"  {_mark(cover)} {cover.requirement.title:{width}}  {_by(cover, workspace)}".rstrip())
    click.echo(f"total {total:g} %" if specs else "There are no specs yet. Next: `osteon new NAME` writes the first.")


def _mark(cover: Cover) -> str:
    return "-" if cover.requirement.no_verify else "+" if is_covered(cover) else "!"


def _by(cover: Cover, workspace: Workspace) -> str:
    """Return in words what covers a requirement, and which of its errors no case expects."""
    words = ", ".join(map(_label, _covered_by(cover, workspace)))
    words = words or ("on purpose without a test" if cover.requirement.no_verify else "nothing")
    missing = ", ".join(error.text for error in cover.missing_errors)
    return f"{words}; no case expects {missing}" if missing else words


def _label(by: CoveredBy) -> str:
    if by.kind == "task":
        return f"task {by.name} of {by.path}"
    many = f" ({len(by.cases)} case{'s' * (len(by.cases) != 1)})" if by.kind == "group" else ""
    return f"{by.kind} {by.name}{many}"


def _covered_by(cover: Cover, workspace: Workspace) -> Iterator[CoveredBy]:
    """Yield what covers a requirement, each with its place: groups and scenarios, then tasks."""
    files = workspace.files
    for one in cover.cases:
        stanza, text = one.stanza(workspace.index), files[one.path].text
        cases = tuple(Case(name.text, _line(name.span, text)) for name in cases_of(stanza))
        yield CoveredBy(one.summary.kind, stanza.name.text, one.path, _line(stanza.name.span, text), cases)
    for use in cover.tasks:
        task = use.task(workspace.index)
        yield CoveredBy("task", task.id if task else "", use.path, _line(use.span, files[use.path].text))


def _line(span: Span, text: str) -> int:
    return _lines(text).position(span.start).line + 1


@lru_cache(maxsize=64)
def _lines(text: str) -> Lines:
    return Lines(text)


def _as_json(spec: SpecCoverage, workspace: Workspace) -> dict[str, Any]:
    return {
        "id": spec.id,
        "path": spec.path,
        "percent": spec.percent,
        "requirements": [
            {
                "anchor": cover.requirement.anchor,
                "title": cover.requirement.title,
                "covered": is_covered(cover),
                "no_verify": cover.requirement.no_verify,
                "cases": [one.label for one in cover.cases],
                "tasks": sorted({use.path for use in cover.tasks}),
                "covered_by": [asdict(one) for one in _covered_by(cover, workspace)],
                "errors": [error.text for error in cover.declared_errors],
                "errors_without_case": [error.text for error in cover.missing_errors],
            }
            for cover in spec.covers
        ],
    }
