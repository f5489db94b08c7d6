"""`osteon doctor`: show what is installed, what works here, and the next step."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import click

from osteon import __version__
from osteon.analysis.configuration import Role
from osteon.analysis.findings import Severity
from osteon.cli.exit_codes import FAILED, OK
from osteon.project import Project, find_project, load_workspace

Mark = Literal["ok", "note", "problem"]

_SYMBOLS = {"ok": ("ok", "green"), "note": ("--", "yellow"), "problem": ("!!", "red")}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: `note` limits what can be done, `problem` stops it."""

    mark: Mark
    subject: str
    detail: str


@click.command("doctor")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(folder: Path, *, as_json: bool) -> int:
    """Show what is installed, which sandbox works, which configuration and models are in force, and the next step."""
    project = find_project(folder)
    lines = [*_installation(), *_sandbox(project), *_configuration(project), *_models(project), *_sources(project)]
    step = _next_step(project, lines)
    if as_json:
        click.echo(json.dumps({"lines": [asdict(line) for line in lines], "next": step}, indent=2))
    else:
        _print(lines, step)
    return FAILED if any(line.mark == "problem" for line in lines) else OK


def _print(lines: list[Line], step: str) -> None:
    for line in lines:
        symbol, colour = _SYMBOLS[line.mark]
        click.echo(f"{click.style(symbol, fg=colour)}  {line.subject:16} {line.detail}")
    click.echo(f"\nNext: {step}")


def _installation() -> Iterator[Line]:
    yield Line("ok", "osteon", f"{__version__} in {Path(sys.executable).parent}")
    yield Line("ok", "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name, use, install in (
        ("litellm", "hosted models", "osteon[models]"),
        ("pygame-ce", "the emulator's window", "osteon[chip8]"),
    ):
        try:
            yield Line("ok", name, f"{version(name)}, for {use}")
        except PackageNotFoundError:
            yield Line("note", name, f'not installed: {use} will not work; `pip install "{install}"` brings it')
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    missing = "none found: the emulator runs interpreted; install gcc or clang to compile it"
    yield Line("ok" if compiler else "note", "C compiler", compiler or missing)


def _sandbox(project: Project) -> Iterator[Line]:
    """Return a line for each level, and one for the level that a build here will use."""
    from osteon.engine.ports import SandboxUnavailable
    from osteon.engine.sandbox import open_sandbox, probe

    for report in probe():
        yield Line("ok" if report.works else "note", f"sandbox {report.level}", report.detail)
    wanted = project.configuration.verify.sandbox
    try:
        yield Line("ok", "verification", f"runs at level {open_sandbox(wanted).level} (configured: {wanted})")
    except SandboxUnavailable as error:
        yield Line("problem", "verification", str(error))


def _configuration(project: Project) -> Iterator[Line]:
    if project.configuration_path is None:
        yield Line("note", "configuration", f"none from {project.root} upward: the defaults; `osteon init` writes one")
        return
    problems = project.configuration.findings
    yield Line("ok", "configuration", str(project.configuration_path))
    for finding in problems:
        yield Line("problem" if finding.severity is Severity.ERROR else "note", "configuration", finding.message)


def _models(project: Project) -> Iterator[Line]:
    """Return a line for each role: its model, and what is missing to ask it. Nothing is asked here."""
    roles = project.configuration.models
    if not roles:
        yield Line("note", "models", "no role is set: a build needs `--offline`, `--model`, or `[models] default = …`")
    for name, role in sorted(roles.items()):
        problem = _refusal(project, role) or _missing_program(role)
        missing_key = _missing_key(role)
        if problem:
            yield Line("problem", f"model {name}", problem)
        elif missing_key:
            yield Line("note", f"model {name}", f"{role.model}, but {missing_key} is not set in the environment")
        else:
            yield Line("ok", f"model {name}", role.model)


def _refusal(project: Project, role: Role) -> str:
    """Return why a role's backend cannot even be opened; an empty string where it can."""
    from osteon.models import open_model
    from osteon.models.port import ModelRefused

    try:
        open_model(role.model, mailbox=project.store / "mailbox", options=role.options)
    except ModelRefused as error:
        return str(error)
    return ""


def _missing_program(role: Role) -> str:
    from osteon.models.agents import AGENTS

    kind, _, line = role.model.partition(":")
    agent = AGENTS.get(kind.strip())
    program = agent.program if agent else line.split()[0] if kind.strip() == "command" and line.split() else ""
    found = not program or shutil.which(program)
    return "" if found else f"{role.model}: there is no program {program}; install it or name another"


def _missing_key(role: Role) -> str:
    """Return the variable that a hosted model's key is usually in, where it is not set."""
    provider, slash, _ = role.model.partition("/")
    if not slash or ":" in provider or "api_base" in role.options:
        return ""
    variable = str(role.options.get("api_key_env") or f"{provider.upper().replace('-', '_')}_API_KEY")
    return "" if os.environ.get(variable) else variable


def _sources(project: Project) -> Iterator[Line]:
    workspace = load_workspace(project)
    found = workspace.all_findings().values()
    errors = sum(finding.severity is Severity.ERROR for findings in found for finding in findings)
    kinds = [file.kind for file in workspace.files.values()]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(sorted(kinds)))
    yield Line("ok" if kinds else "note", "specs", f"{counts or 'no files'} in {project.specs}")
    if errors:
        yield Line("problem", "findings", f"{errors} error{'s' if errors > 1 else ''}: `osteon check` shows them")
    yield Line(
        "ok" if project.plan.is_file() else "note", "plan", str(project.plan) if project.plan.is_file() else "none"
    )


def _next_step(project: Project, lines: list[Line]) -> str:
    if any(line.subject == "specs" and line.mark == "note" for line in lines):
        return "`osteon new NAME` writes the first spec"
    if any(line.subject == "findings" for line in lines):
        return "`osteon check`, and put the errors right"
    if any(line.subject == "configuration" and line.mark == "problem" for line in lines):
        return f"put {project.configuration_path} right"
    if not project.plan.is_file():
        return "`osteon plan` makes the plan"
    return "`osteon status` shows what a build would do, `osteon build` does it"
