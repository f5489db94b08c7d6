"""`osteon accept`: makes what a model added a person's own, or deletes it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from osteon.analysis.inferred import Inferred, inferred_in, keys_of
from osteon.analysis.rules.suggestions import closest
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit, apply_edits
from osteon.analysis.workspace import Workspace
from osteon.cli.exit_codes import OK
from osteon.engine.files import write_atomic
from osteon.project import Project, UserError, find_project, load_workspace, try_source


@click.command("accept")
@click.argument("targets", nargs=-1, metavar="[SPEC_ID#ANCHOR]...")
@click.option("--all", "everything", is_flag=True, help="Everything in the project that a model added.")
@click.option("--reject", is_flag=True, help="Delete it instead.")
@click.option("--dry-run", is_flag=True, help="Show the change and write nothing.")
def accept(targets: Sequence[str], *, everything: bool, reject: bool, dry_run: bool) -> int:
    """Accept what a model added under the headings SPEC_ID#ANCHOR: take the marks of it away, and show the change.

    A heading stands for itself and the list items right under it. What something else names cannot be rejected.
    """
    if everything == bool(targets):
        raise UserError("name what to accept, as in DISPLAY#draw-sprite, or say --all; not both")
    project = find_project(Path.cwd())
    workspace = load_workspace(project)
    chosen = _chosen(workspace, () if everything else targets)
    if not chosen:
        click.echo("Nothing is marked as inferred.")
        return OK
    if reject:
        _refuse_named(workspace, chosen)
    changes = [(file, _changed(file, found, reject=reject)) for file, found in chosen]
    for file, after in changes:
        click.echo("".join(_difference(file, after)).encode("utf-8", "surrogateescape"), nl=False)
    for file, after in changes if not dry_run else ():
        _write(project, file, after)
    count = sum(len(found) for _file, found in chosen)
    verb = "Would " * dry_run + ("reject" if reject else "accept") + "ed" * (not dry_run)
    click.echo(f"{verb.capitalize()} {count} in {len(changes)} file{'s' if len(changes) != 1 else ''}.", err=True)
    return OK


Chosen = list[tuple[SourceFile, list[Inferred]]]


def _chosen(workspace: Workspace, targets: Sequence[str]) -> Chosen:
    """Return what a model added, by file; of `targets` if there are any. Raises UserError where one has nothing."""
    marked = {path: list(_marked(file)) for path, file in sorted(workspace.files.items())}
    wanted = {target.casefold(): target for target in targets}
    known = {_name(workspace.files[path], one) for path, found in marked.items() for one in found}
    for folded, target in wanted.items():
        if folded not in {name.casefold() for name in known}:
            raise UserError(_nothing(target, sorted(known)))
    kept = (
        (file, [one for one in marked[path] if not wanted or _name(file, one).casefold() in wanted])
        for path, file in sorted(workspace.files.items())
    )
    return [(file, found) for file, found in kept if found]


def _marked(file: SourceFile) -> Iterator[Inferred]:
    if file.kind in ("spec", "architecture") and file.outline is not None:
        for section in file.outline.sections:
            yield from inferred_in(section)


def _name(file: SourceFile, found: Inferred) -> str:
    """Return what a person calls the heading that something stands under."""
    section = file.outline.section_at(found.span.start) if file.outline else None
    return f"{file.spec_id}#{section.anchor if section else ''}"


def _nothing(target: str, known: Sequence[str]) -> str:
    if "#" not in target:
        return f"'{target}' names no heading: write SPEC_ID#anchor"
    near = closest(target, known)
    there = f"did you mean {near[0]}?" if near else f"there is: {', '.join(known) or 'nothing'}"
    return f"nothing under {target} is marked as inferred; {there}"


def _refuse_named(workspace: Workspace, chosen: Chosen) -> None:
    """Raise UserError where something else names what is to be deleted."""
    for file, found in chosen:
        for one in found:
            for section in one.section.walk() if one.section else ():
                for key in keys_of(section, file):
                    for path, use in workspace.index.references(key):
                        line = workspace.files[path].text.count("\n", 0, max(use.span.start, 0)) + 1
                        raise UserError(f"{path}:{line}: this names {_name(file, one)}; change it, then reject again")


def _changed(file: SourceFile, found: Iterable[Inferred], *, reject: bool) -> str:
    edits = [TextEdit(one.whole, "") for one in found] if reject else [edit for one in found for edit in one.acceptance]
    return apply_edits(file.text, _outermost(edits))


def _outermost(edits: Iterable[TextEdit]) -> Iterator[TextEdit]:
    """Leave out edits inside others: an item of a heading that goes as a whole."""
    last = Span(-1, -1)
    for edit in sorted(edits, key=lambda one: (one.span.start, -one.span.end)):
        if edit.span.start >= last.end:
            last = edit.span
            yield edit


def _difference(file: SourceFile, after: str) -> Iterator[str]:
    old, new = file.text.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, file.path, file.path):
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"


def _write(project: Project, file: SourceFile, after: str) -> None:
    path = (project.root / file.path).resolve()
    if try_source(path) != file.text:
        raise UserError(f"{file.path}: it changed on disk meanwhile; run the command again")
    try:
        write_atomic(path, after.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise UserError(f"{file.path}: {error.strerror or error}; check its permissions") from error
