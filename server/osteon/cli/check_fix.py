"""`osteon check --fix` and `--diff`: applies safe fixes to the files on disk, or shows what they would change."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from osteon.analysis.fixing import FixedFile, fix_text, fix_workspace
from osteon.analysis.source_file import kind_of
from osteon.analysis.workspace import Workspace
from osteon.engine.files import write_atomic
from osteon.project import Project, configuration_of, load_workspace, read_source, try_source


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing came to: the files that were written, and those that were not, each with the reason."""

    written: tuple[FixedFile, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def fixable(project: Project, wanted: Collection[Path]) -> tuple[FixedFile, ...]:
    """Return every file of a project that safe fixes change, the configuration first; only those in `wanted`, if any.

    The sources are fixed under the configuration as it will be.
    """
    configuration = project.configuration_path
    made: list[FixedFile] = []
    if configuration is not None and _is_wanted(configuration, wanted):
        fixed = fix_text(
            project.relative(configuration),
            read_source(configuration),
            lambda text: configuration_of(configuration, text).findings,
        )
        if fixed.after != fixed.before:
            made.append(fixed)
            project = replace(project, configuration=configuration_of(configuration, fixed.after))
    workspace = load_workspace(project)
    paths = [path for path in workspace.files if _is_wanted(project.root / path, wanted)]
    return (*made, *fix_workspace(workspace, paths), *_apart(project, workspace, wanted))


def _apart(project: Project, workspace: Workspace, wanted: Iterable[Path]) -> Iterator[FixedFile]:
    """Return the sources in `wanted` that lie in no specs folder and that fixes change: each is checked by itself."""
    for path in wanted:
        name = Path(os.path.relpath(path, project.root)).as_posix()
        if path.is_file() and name not in workspace.files and kind_of(name):
            alone = Workspace()
            alone.set_file(name, read_source(path))
            yield from fix_workspace(alone, (name,))


def write(project: Project, files: Collection[FixedFile]) -> Fixed:
    """Write fixed files, each at once; one that changed on disk since it was read is left as it is."""
    written: list[FixedFile] = []
    refused: list[tuple[str, str]] = []
    for file in files:
        path = (project.root / file.path).resolve()
        if try_source(path) != file.before:
            refused.append((file.path, "it changed on disk meanwhile; run `osteon check --fix` again"))
            continue
        try:
            write_atomic(path, file.after.encode("utf-8", "surrogateescape"))
        except OSError as error:
            refused.append((file.path, f"{error.strerror or error}; check its permissions"))
        else:
            written.append(file)
    return Fixed(tuple(written), tuple(refused))


def report(fixed: Fixed, *, to_error: bool) -> None:
    """Say what was fixed in each file, and what could not be written."""
    for file in fixed.written:
        codes = ", ".join(code if count == 1 else f"{count} {code}" for code, count in file.fixed.items())
        click.echo(f"{file.path}: fixed {codes}", err=to_error)
    for path, why in fixed.refused:
        click.echo(f"{path}: not fixed: {why}", err=True)


def print_differences(files: Collection[FixedFile]) -> None:
    """Print what fixes would change, as a unified diff."""
    for file in files:
        click.echo("".join(_difference(file)).encode("utf-8", "surrogateescape"), nl=False)
    count = sum(sum(file.fixed.values()) for file in files)
    findings = "1 finding" if count == 1 else f"{count} findings"
    click.echo(f"Would fix {findings} in {len(files)} file{'s' if len(files) != 1 else ''}.", err=True)


def _difference(file: FixedFile) -> Iterator[str]:
    before, after = file.before.splitlines(keepends=True), file.after.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, file.path, f"{file.path} (fixed)"):
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"


def _is_wanted(path: Path, wanted: Collection[Path]) -> bool:
    return not wanted or any(path.is_relative_to(one) for one in wanted)
