"""`osteon intent`: records what a user asked for, word for word, in the ledger of a spec."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import click

from osteon.analysis.ledger import SOURCES, Request, appended, next_name
from osteon.analysis.rules.suggestions import closest
from osteon.analysis.source_file import SourceFile
from osteon.analysis.workspace import Workspace
from osteon.cli.exit_codes import OK
from osteon.engine.files import write_atomic
from osteon.project import Project, UserError, find_project, load_workspace, try_source


@click.command("intent")
@click.argument("spec_id")
@click.argument("words", required=False)
@click.option("--by", help="Who asked; by default the name that you are logged in with.")
@click.option("--source", type=click.Choice(SOURCES), default="chat", show_default=True, help="How they asked.")
@click.option("--about", multiple=True, metavar="ANCHOR", help="The requirement that it is about; may be repeated.")
def intent(spec_id: str, words: str | None, by: str | None, source: str, about: Sequence[str]) -> int:
    """Record what a user asked of the spec SPEC_ID, in the WORDS they used; without WORDS, or for -, standard input.

    The record gets the next free id, the time and the digest that seals it, at the end of the spec's `.intent` file,
    which is made where there is none.
    """
    project = find_project(Path.cwd())
    workspace = load_workspace(project)
    spec = _spec(workspace, spec_id)
    request = Request(
        _words(words),
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        _one_line(by if by is not None else _user(), "--by"),
        source,
        tuple(_anchor(spec, one) for one in about),
    )
    path, name = _record(project, workspace, spec, request)
    click.echo(f"{path}: {name} is recorded. Next: `@origin: explicit {name}` below the requirement that it asks for.")
    return OK


def _record(project: Project, workspace: Workspace, spec: SourceFile, request: Request) -> tuple[str, str]:
    """Write a request into the ledger of a spec; return the ledger's path and the id that it got there."""
    ledgers = [file for _path, file in sorted(workspace.files.items()) if file.intents and _belongs(file, spec)]
    path = ledgers[0].path if ledgers else _ledger_path(spec.path)
    before = ledgers[0].text if ledgers else ""
    if ledgers and ledgers[0].unreadable:
        raise UserError(f"{path}: it cannot be read: {ledgers[0].unreadable}")
    if not ledgers and (project.root / path).exists():
        raise UserError(f"{path}: this file is no ledger of {spec.spec_id}; give it the line `@spec: {spec.spec_id}`")
    name = next_name(file.intents for file in ledgers if file.intents)
    title = spec.spec.title.title.text if spec.spec and spec.spec.title else spec.spec_id
    try:
        after = appended(before, spec.spec_id, title, name, request)
    except ValueError as error:
        raise UserError(f"{path}: {error}") from error
    _write(project.root / path, path, before if ledgers else None, after)
    return path, name


def _write(file: Path, path: str, before: str | None, after: str) -> None:
    """Write a ledger unless somebody else did since it was read."""
    if (try_source(file) if file.exists() else None) != before:
        raise UserError(f"{path}: it changed on disk meanwhile; run the command again")
    try:
        write_atomic(file.resolve(), after.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}; check its permissions") from error


def _spec(workspace: Workspace, spec_id: str) -> SourceFile:
    found = [file for _path, file in sorted(workspace.files.items()) if file.spec and file.spec_id]
    spec = next((file for file in found if file.spec_id.casefold() == spec_id.casefold()), None)
    if spec is None:
        known = ", ".join(sorted({file.spec_id for file in found})) or "none"
        raise UserError(f"there is no spec {spec_id}; there are: {known}")
    return spec


def _anchor(spec: SourceFile, written: str) -> str:
    """Return an anchor of a spec with its `#`. Raises UserError where the spec has none of that name."""
    anchors = spec.spec.by_anchor if spec.spec else {}
    found = anchors.get(written.removeprefix("#").casefold())
    if found is None:
        near = closest(written.removeprefix("#"), anchors)
        meant = f"did you mean #{near[0]}?" if near else "name the anchor of a heading"
        raise UserError(f"{spec.spec_id} has no heading #{written.removeprefix('#')}: {meant}")
    return f"#{found.anchor}"


def _belongs(file: SourceFile, spec: SourceFile) -> bool:
    return file.spec_id.casefold() == spec.spec_id.casefold()


def _ledger_path(spec_path: str) -> str:
    """Return the path of the ledger beside a spec: `display.smd` has `display.intent`."""
    path = PurePosixPath(spec_path)
    return path.with_name(f"{path.name.removesuffix('.md').removesuffix('.smd')}.intent").as_posix()


def _words(written: str | None) -> str:
    words = _standard_input() if written is None or written == "-" else written
    kept = words.strip("\r\n")
    if not kept.strip():
        raise UserError('there are no words to record: give them in quotation marks, as in osteon intent DISPLAY "…"')
    return kept


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"standard input is not UTF-8: {error.reason} at byte {error.start}") from error


def _one_line(text: str, option: str) -> str:
    if not text.strip() or len(text.splitlines()) != 1:
        raise UserError(f"{option} takes a name on one line")
    return text.strip()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UserError("nobody is logged in by name; say who asked with --by") from error
