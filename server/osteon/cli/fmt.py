"""`osteon fmt`: bring files into canonical form."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from osteon.analysis.ide.formatting import formatted
from osteon.analysis.source_file import SourceFile, kind_of
from osteon.cli.exit_codes import FAILED, OK
from osteon.engine.files import write_atomic
from osteon.project import UserError, find_project, read_source, source_files


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail where a file is not in canonical form.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
def fmt(paths: tuple[Path, ...], *, only_check: bool, diff: bool) -> int:
    """Bring PATHS, or every spec of the project, into canonical form. What a file says never changes."""
    changed = [(path, *texts) for path in _files(paths) if (texts := _texts(path))[0] != texts[1]]
    for path, before, after in changed:
        if diff:
            click.echo("".join(_difference(path, before, after)), nl=False)
        else:
            click.echo(f"{path}: {'not in canonical form' if only_check else 'formatted'}")
        if not (only_check or diff):
            write_atomic(path.resolve(), after.encode("utf-8", "surrogateescape"))
    if not changed:
        click.echo("Every file is in canonical form.")
    return FAILED if changed and (only_check or diff) else OK


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths or (Path.cwd(),):
        if path.is_dir():
            yield from (found for found in source_files(find_project(path)) if found.is_relative_to(path.absolute()))
        elif path.exists():
            yield path
        else:
            raise UserError(f"{path}: no such file or folder")


def _texts(path: Path) -> tuple[str, str]:
    """Return a file's text, and its canonical text."""
    before = read_source(path)
    kind = kind_of(path.name)
    if kind is None:
        raise UserError(f"{path}: not a spec, an architecture, cases, intents or a plan; name one of those")
    if "\0" in before:
        raise UserError(f"{path}: this is no text, so nothing was formatted; remove the file or give it another name")
    return before, formatted(SourceFile(str(path), kind, before))


def _difference(path: Path, before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return difflib.unified_diff(old, new, str(path), f"{path} (formatted)")
