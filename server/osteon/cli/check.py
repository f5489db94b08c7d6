"""`osteon check`: report every problem of specs, plan and configuration."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from osteon.analysis.findings import Finding, Severity
from osteon.analysis.text import Lines
from osteon.cli.exit_codes import FAILED, OK
from osteon.project import Project, UserError, find_project, load_workspace, read_source

NAMES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "info", Severity.HINT: "hint"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "blue", Severity.HINT: "cyan"}


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one file. `path` is as a person would type it, `lines` turn offsets into positions."""

    path: str
    lines: Lines
    findings: tuple[Finding, ...]


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", help="How to report.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--sarif", "form", flag_value="sarif", help="The same as --format sarif.")
@click.option("--strict", is_flag=True, help="Warnings fail the check too.")
@click.option("--events", is_flag=True, help="Print one JSON object per line, and nothing else.")
def check(paths: tuple[Path, ...], form: str, *, strict: bool, events: bool) -> int:
    """Report every problem of specs, plan and configuration, all at once.

    PATHS are files or folders; without any, the whole project around the current folder is checked. With PATHS the
    project around the first one is checked, and what stands in PATHS is reported. Needs no model and no network.
    """
    project = find_project(_existing(paths[0]) if paths else Path.cwd())
    reports = [report for report in reports_of(project) if _wanted(report, paths)]
    worst = Severity.WARNING if strict else Severity.ERROR
    failed = any(finding.severity <= worst for report in reports for finding in report.findings)
    code = FAILED if failed else OK
    if events:
        print_events(reports, code)
    else:
        {"text": print_text, "json": print_json, "sarif": print_sarif}[form](reports)
    return code


def reports_of(project: Project) -> list[Report]:
    """Return one report for each source file of a project and for its configuration."""
    workspace = load_workspace(project)
    reports = [
        Report(_shown(project.root / path), Lines(file.text), workspace.findings(path))
        for path, file in sorted(workspace.files.items())
    ]
    if project.configuration_path is not None:
        text = read_source(project.configuration_path)
        reports.append(Report(_shown(project.configuration_path), Lines(text), project.configuration.findings))
    return reports


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UserError(f"{path}: no such file or folder; run `osteon check` without a path to check the whole project")
    return path


def _shown(path: Path) -> str:
    return os.path.relpath(path)


def _wanted(report: Report, paths: Sequence[Path]) -> bool:
    absolute = Path(os.path.abspath(report.path))
    return not paths or any(absolute.is_relative_to(os.path.abspath(_existing(path))) for path in paths)


def print_text(reports: Sequence[Report]) -> None:
    """Print a line for each finding, related places under it, then a line that counts."""
    for report in reports:
        for finding in report.findings:
            _print_finding(report, finding)
    click.echo(_summary(reports))


def _print_finding(report: Report, finding: Finding) -> None:
    line, column = report.lines.position(finding.span.start)
    severity = click.style(NAMES[finding.severity], fg=_COLOURS[finding.severity])
    click.echo(
        f"{_printable(report.path)}:{line + 1}:{column + 1}: {severity}: {_printable(finding.message)} [{finding.code}]"
    )
    for related in finding.related:
        click.echo(f"    {_printable(related.place.path)}: {_printable(related.message)}")


def _printable(text: str) -> str:
    """Return text that any terminal and encoding can show: no control characters, no lone surrogates."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _counts(reports: Sequence[Report]) -> Counter[Severity]:
    return Counter(finding.severity for report in reports for finding in report.findings)


def _summary(reports: Sequence[Report]) -> str:
    counts = _counts(reports)
    if not reports:
        return "No spec files found: `osteon new NAME` writes the first one."
    found = ", ".join(f"{counts[severity]} {NAMES[severity]}s" for severity in Severity if counts[severity])
    return f"{found or 'No problems'} in {len(reports)} files"


def print_events(reports: Sequence[Report], code: int) -> None:
    """Print what a check comes to, as a message and as numbers: for an editor, which shows the findings itself."""
    from osteon.cli.progress import JsonLines
    from osteon.engine.ports import Event

    counts = _counts(reports)
    numbers = {"errors": counts[Severity.ERROR], "warnings": counts[Severity.WARNING], "files": len(reports)}
    events = JsonLines(sys.stdout)
    events.report(Event("message", None, {"severity": "error" if code else "info", "text": _summary(reports)}))
    events.report(Event("check-finished", None, {**numbers, "exit": code}))


def print_json(reports: Sequence[Report]) -> None:
    """Print a JSON list with one object for each finding; lines and columns count from 1, columns in characters."""
    found = [_as_json(report, finding) for report in reports for finding in report.findings]
    click.echo(json.dumps(found, indent=2))


def _as_json(report: Report, finding: Finding) -> dict[str, Any]:
    return {
        "path": report.path,
        "code": finding.code,
        "severity": NAMES[finding.severity],
        "message": finding.message,
        "range": _region(report.lines, finding),
        "related": [{"path": related.place.path, "message": related.message} for related in finding.related],
        "fixes": [fix.title for fix in finding.fixes],
    }


def _region(lines: Lines, finding: Finding) -> dict[str, int]:
    start, end = lines.position(finding.span.start), lines.position(finding.span.end)
    return {
        "startLine": start.line + 1,
        "startColumn": start.column + 1,
        "endLine": end.line + 1,
        "endColumn": end.column + 1,
    }


def print_sarif(reports: Sequence[Report]) -> None:
    """Print a SARIF 2.1.0 log, as code hosts read it."""
    from osteon import __version__
    from osteon.analysis.rules import RULES

    codes = sorted({finding.code for report in reports for finding in report.findings})
    rules = [_sarif_rule(code, RULES[code].manual if code in RULES else "") for code in codes]
    driver = {"name": "Osteon", "version": __version__, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": list(_sarif_results(reports)),
            }
        ],
    }
    click.echo(json.dumps(log, indent=2))


def _sarif_rule(code: str, manual: str) -> dict[str, Any]:
    summary = manual.partition("\n")[0] or code
    return {
        "id": code,
        "shortDescription": {"text": summary},
        "help": {"text": manual or code, "markdown": manual or code},
    }


def _sarif_results(reports: Sequence[Report]) -> Iterator[dict[str, Any]]:
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    for report in reports:
        uri = Path(report.path).as_posix()
        for finding in report.findings:
            location = {"artifactLocation": {"uri": uri}, "region": _region(report.lines, finding)}
            yield {
                "ruleId": finding.code,
                "level": levels.get(finding.severity, "note"),
                "message": {"text": finding.message},
                "locations": [{"physicalLocation": location}],
            }
