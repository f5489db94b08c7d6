"""`osteon store`: check and prune what builds have stored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.exit_codes import FAILED, OK
from osteon.cli.progress import printable
from osteon.project import find_project

if TYPE_CHECKING:
    from osteon.engine.store_check import StoreReport
    from osteon.engine.store_prune import Pruning


@click.group("store")
def store() -> None:
    """Look after the store: the folder `.osteon` beside the specs."""


@store.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(*, as_json: bool) -> int:
    """Check every file of the store: digests, references, records. Nothing is changed.

    Exit codes: 0 all is well, 1 something is wrong.
    """
    from osteon.engine.store import Store
    from osteon.engine.store_check import check_store

    project = find_project(Path.cwd())
    report = check_store(Store(project.store))
    if as_json:
        click.echo(json.dumps(_report_value(report), indent=2))
    else:
        _print_report(report, project.store)
    return FAILED if report.problems else OK


@store.command("prune")
@click.option("--dry-run", is_flag=True, help="Only list what would be removed, and how large it is.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before removing.")
@click.option("--keep", type=click.IntRange(0), metavar="N", help="Keep only N earlier results of each task.")
@click.option(
    "--older-than",
    type=click.FloatRange(0),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="Leave what is younger.",
)
@click.option("--discarded", is_flag=True, help="Also versions that `osteon drift discard` put aside.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; never asks.")
def prune(*, dry_run: bool, yes: bool, keep: int | None, older_than: float, discarded: bool, as_json: bool) -> int:
    """Remove from the store what no record, no task of the plan and no file on the disk needs.

    Lists it first, and asks. Where nobody can be asked, nothing is removed without --yes.
    What a record names is never removed; an earlier result that --keep leaves out is taken out of its record first.
    """
    from osteon.engine import store_prune
    from osteon.engine.site import open_site

    site, wish = open_site(find_project(Path.cwd())), store_prune.Wish(keep, older_than, discarded)
    pruning = store_prune.prunable(site, wish)
    if not as_json:
        _print_pruning(pruning)
    do = bool(pruning) and not dry_run and (yes or (not as_json and _agreed()))
    if do:
        pruning = store_prune.prune(site, wish)
    if as_json:
        click.echo(json.dumps(_pruning_value(pruning, removed=do), indent=2))
    elif pruning:
        click.echo("removed" if do else "nothing was removed: `osteon store prune --yes` removes it")
    return OK


def _agreed() -> bool:
    return sys.stdin.isatty() and click.confirm("Remove them?")


def _report_value(report: StoreReport) -> dict[str, Any]:
    problems = [{"file": problem.file, "problem": problem.what, "next": problem.step} for problem in report.problems]
    return {"problems": problems, "unknown": list(report.unknown), "counts": dict(report.counts)}


def _print_report(report: StoreReport, folder: Path) -> None:
    for problem in report.problems:
        click.echo(printable(f"{folder / problem.file}: {problem.what}"))
        click.echo(printable(f"    {problem.step}"))
    for file in report.unknown:
        click.echo(printable(f"{folder / file}: not a file of the store; nothing rests on it"))
    counts = report.counts
    listed = ", ".join(f"{counts[name]} {name}" for name in ("exchanges", "blobs", "records", "pins"))
    count = len(report.problems)
    outcome = f"{count} problem{'s' if count > 1 else ''}" if count else "all is well"
    click.echo(f"{listed}, {size(counts['bytes'])}: {outcome}")


def _pruning_value(pruning: Pruning, *, removed: bool) -> dict[str, Any]:
    files = [{"file": item.file, "bytes": item.bytes, "why": item.why} for item in pruning.garbage]
    trimmed = [record.task for record in pruning.trimmed]
    return {"removed": removed, "files": files, "trimmed": trimmed, "bytes": pruning.bytes}


def _print_pruning(pruning: Pruning) -> None:
    for item in pruning.garbage:
        click.echo(printable(f"{size(item.bytes):>9}  {item.file}: {item.why}"))
    for record in pruning.trimmed:
        click.echo(printable(f"           {record.task}: {len(record.earlier)} earlier results stay in its record"))
    what = f"{len(pruning.garbage)} files, {size(pruning.bytes)}" if pruning else "nothing to prune"
    click.echo(what)


def size(count: int) -> str:
    """Return a number of bytes in a unit that a person can read."""
    if count < 1000:
        return f"{count} B"
    value, units = count / 1000, ["kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.1f} {units[0]}"
