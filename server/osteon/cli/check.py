"""`osteon check`: report every problem of specs, plan and configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from osteon.analysis.findings import Severity
from osteon.analysis.rules import all_rules
from osteon.analysis.source_file import kind_of
from osteon.analysis.workspace import Workspace
from osteon.cli import check_baseline, check_fix
from osteon.cli.check_project import CheckedProject, check_project
from osteon.cli.check_report import CheckedFile, Report, print_events, print_json, print_sarif, print_text
from osteon.cli.exit_codes import FAILED, OK
from osteon.project import Project, UserError, find_project, read_source, with_baseline


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", help="How to report.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--sarif", "form", flag_value="sarif", help="The same as --format sarif.")
@click.option("--fix", is_flag=True, help="Apply every safe fix first, then report what remains.")
@click.option("--diff", is_flag=True, help="Change nothing; show what --fix would change.")
@click.option("--baseline", "accept", is_flag=True, help="Accept what is found now: later checks report what is new.")
@click.option("--no-baseline", "whole", is_flag=True, help="Report what the baseline hides, too.")
@click.option("--strict", is_flag=True, help="Warnings fail the check, and so does what is built unaccepted.")
@click.option("--events", is_flag=True, help="Print one JSON object per line, and nothing else.")
def check(
    paths: tuple[Path, ...], form: str, *, fix: bool, diff: bool, accept: bool, whole: bool, strict: bool, events: bool
) -> int:
    """Report every problem of specs, plan and configuration, all at once.

    PATHS are files or folders; without any, the whole project around the current folder is checked. With PATHS the
    project around the first one is checked, and what stands in PATHS is reported; a source outside of the project's
    specs folder is checked by itself. Needs no model and no network. Exit code 1 says that errors were found or remain.
    """
    for path in paths:
        _must_exist(path)
    project = find_project(paths[0] if paths else Path.cwd())
    wanted = [Path(os.path.abspath(path)) for path in paths]
    if diff:
        return _show_fixes(project, wanted)
    fixed = check_fix.write(project, check_fix.fixable(project, wanted)) if fix else check_fix.Fixed()
    if fix:
        check_fix.report(fixed, to_error=events or form != "text")
        project = find_project(paths[0] if paths else Path.cwd())
    project = replace(project, configuration=replace(project.configuration, strict=strict))
    checked = check_project(project if whole else with_baseline(project), entries=accept)

    def is_wanted(path: str) -> bool:
        return not wanted or any((project.root / path).is_relative_to(one) for one in wanted)

    if accept:
        check_baseline.write(project, checked, is_wanted)
        return OK
    report = _only(_whole_report(project, checked), wanted)
    check_baseline.tell_hidden(checked, is_wanted)
    worst = Severity.WARNING if strict else Severity.ERROR
    code = FAILED if fixed.refused or any(finding.severity <= worst for _, finding in report.found()) else OK
    if events:
        print_events(report, code)
    else:
        {"text": print_text, "json": print_json, "sarif": print_sarif}[form](report)
    return code


def _show_fixes(project: Project, wanted: Sequence[Path]) -> int:
    """Show what fixes would change; fail where that is anything."""
    files = check_fix.fixable(project, wanted)
    check_fix.print_differences(files)
    return FAILED if files else OK


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise UserError(f"{path}: no such file or folder; run `osteon check` without a path to check the whole project")


def _whole_report(project: Project, checked: CheckedProject) -> Report:
    """Return what was found in a project's source files and in its configuration."""
    texts = dict(checked.texts)
    files = [CheckedFile(path, text, checked.files[path].findings) for path, text in texts.items()]
    if project.configuration_path is not None:
        path, text = project.relative(project.configuration_path), read_source(project.configuration_path)
        texts[path] = text
        files.append(CheckedFile(path, text, project.configuration.findings))
    for rules in project.configuration.rule_files:
        texts[rules.path] = rules.text
        files.append(CheckedFile(rules.path, rules.text, rules.findings))
    return Report(project.root, tuple(files), texts, rules=all_rules(project.configuration))


def _only(report: Report, paths: Sequence[Path]) -> Report:
    """Keep what stands in `paths`; without any, everything."""
    if not paths:
        return report
    files = dict.fromkeys(file for path in paths for file in _in(report, path))
    return replace(report, files=tuple(files), texts={**report.texts, **{file.path: file.text for file in files}})


def _in(report: Report, path: Path) -> Iterator[CheckedFile]:
    inside = [file for file in report.files if (report.root / file.path).is_relative_to(path)]
    if path.is_file() and not inside:
        inside = [_by_itself(report.root, path)]
    yield from inside


def _by_itself(root: Path, path: Path) -> CheckedFile:
    """Check a source file that is in no specs folder."""
    name = Path(os.path.relpath(path, root)).as_posix()
    if kind_of(name) is None:
        raise UserError(f"{path}: not a source of Osteon, whose names end in .smd, .amd, .vmd or .intent, or plan.toml")
    alone = Workspace()
    alone.set_file(name, read_source(path))
    return CheckedFile(name, alone.files[name].text, alone.findings(name))
