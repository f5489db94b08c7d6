"""What a check found, and the forms it is printed in: text, JSON, SARIF, events."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import click

from osteon.analysis.findings import Finding, Fix, Related, Severity
from osteon.analysis.rules.rule import Rule
from osteon.analysis.text import Lines, Span

NAMES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "info", Severity.HINT: "hint"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "blue", Severity.HINT: "cyan"}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file and what was found in it. `path` is relative to the project."""

    path: str
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found in `files`; `texts` holds every text that a finding may point into, by path."""

    root: Path
    files: tuple[CheckedFile, ...]
    texts: dict[str, str]
    lines: dict[str, Lines] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """The checks that were run, by code."""

    def shown(self, path: str) -> str:
        """Return a path as a person would type it here."""
        return os.path.relpath(self.root / path)

    def lines_of(self, path: str) -> Lines:
        """Return what turns offsets of a file into positions. A byte order mark is no column."""
        if path not in self.lines:
            self.lines[path] = Lines(self.texts.get(path, ""))
        return self.lines[path]

    def region(self, path: str, span: Span) -> dict[str, int]:
        """Return a range as lines and columns, both from 1, the columns in characters."""
        start, end = self._position(path, span.start), self._position(path, span.end)
        return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}

    def _position(self, path: str, offset: int) -> tuple[int, int]:
        lines = self.lines_of(path)
        line, column = lines.position(offset)
        return line + 1, column + 1 - (line == 0 and column > 0 and lines.text.startswith("\ufeff"))

    def found(self) -> Iterator[tuple[CheckedFile, Finding]]:
        """Yield every finding with its file."""
        return ((file, finding) for file in self.files for finding in file.findings)

    def counts(self) -> Counter[Severity]:
        return Counter(finding.severity for _, finding in self.found())


def print_text(report: Report) -> None:
    """Print a line for each finding, related places under it, then a line that counts."""
    for file, finding in report.found():
        severity = click.style(NAMES[finding.severity], fg=_COLOURS[finding.severity])
        click.echo(
            f"{_at(report, file.path, finding.span)}: {severity}: {_printable(finding.message)} [{finding.code}]"
        )
        for related in finding.related:
            where = _at(report, related.place.path, related.place.span)
            click.echo(f"    {where}: {_printable(related.message)}")
    click.echo(_summary(report))


def print_json(report: Report) -> None:
    """Print a JSON list with one object for each finding: its place, what it says, related places, fixes with edits."""
    click.echo(json.dumps([_as_json(report, file.path, finding) for file, finding in report.found()], indent=2))


def print_sarif(report: Report) -> None:
    """Print a SARIF 2.1.0 log. Addresses are relative to the repository, as code hosts expect them."""
    from osteon import __version__

    codes = sorted({finding.code for _, finding in report.found()})
    rules = [_sarif_rule(code, report.rules[code].manual if code in report.rules else "") for code in codes]
    base = _repository(report.root)
    run = {
        "tool": {"driver": {"name": "Osteon", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(report, base, file.path, finding) for file, finding in report.found()],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    click.echo(json.dumps(log, indent=2))


def print_events(report: Report, code: int) -> None:
    """Print what a check comes to, as a message and as numbers: for an editor, which shows the findings itself."""
    from osteon.cli.progress import JsonLines
    from osteon.engine.ports import Event

    counts = report.counts()
    numbers = {"errors": counts[Severity.ERROR], "warnings": counts[Severity.WARNING], "files": len(report.files)}
    events = JsonLines(sys.stdout)
    events.report(Event("message", None, {"severity": "error" if code else "info", "text": _summary(report)}))
    events.report(Event("check-finished", None, {**numbers, "exit": code}))


def _at(report: Report, path: str, span: Span) -> str:
    start = report.region(path, span)
    return f"{_printable(report.shown(path))}:{start['startLine']}:{start['startColumn']}"


def _printable(text: str) -> str:
    """Return text that any terminal and encoding can show: no control characters, no lone surrogates."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _summary(report: Report) -> str:
    if not report.files:
        return "No spec files found: `osteon new NAME` writes the first one."
    counts = report.counts()
    found = ", ".join(_number(counts[severity], NAMES[severity]) for severity in Severity if counts[severity])
    return f"{found or 'No problems'} in {_number(len(report.files), 'file')}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"


def _as_json(report: Report, path: str, finding: Finding) -> dict[str, Any]:
    return {
        "path": report.shown(path),
        "code": finding.code,
        "severity": NAMES[finding.severity],
        "message": finding.message,
        "range": report.region(path, finding.span),
        "related": [_related_json(report, related) for related in finding.related],
        "fixes": [_fix_json(report, fix) for fix in finding.fixes],
    }


def _related_json(report: Report, related: Related) -> dict[str, Any]:
    path = related.place.path
    return {
        "path": report.shown(path),
        "message": related.message,
        "range": report.region(path, related.place.span),
    }


def _fix_json(report: Report, fix: Fix) -> dict[str, Any]:
    edits = [
        {"path": report.shown(file.path), "range": report.region(file.path, edit.span), "text": edit.text}
        for file in fix.edits
        for edit in file.edits
    ]
    return {"title": fix.title, "preferred": fix.preferred, "safe": fix.safe, "edits": edits}


def _sarif_rule(code: str, manual: str) -> dict[str, Any]:
    summary = manual.partition("\n")[0] or code
    return {
        "id": code,
        "shortDescription": {"text": summary},
        "help": {"text": manual or code, "markdown": manual or code},
    }


def _sarif_result(report: Report, base: Path, path: str, finding: Finding) -> dict[str, Any]:
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    result = {
        "ruleId": finding.code,
        "level": levels.get(finding.severity, "note"),
        "message": {"text": finding.message},
        "locations": [_location(report, base, path, finding.span)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {**_location(report, base, related.place.path, related.place.span), "message": {"text": related.message}}
            for related in finding.related
        ]
    return result


def _location(report: Report, base: Path, path: str, span: Span) -> dict[str, Any]:
    uri = quote_from_bytes(os.fsencode(Path(os.path.relpath(report.root / path, base)).as_posix()))
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": report.region(path, span)}}


def _repository(root: Path) -> Path:
    """Return the folder that addresses are relative to: the repository around the project, else the project itself."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
