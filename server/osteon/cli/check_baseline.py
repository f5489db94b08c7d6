"""`osteon check --baseline`: accepts the findings of now, and tells what a baseline hides and what in it is stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import click

from osteon.analysis.baseline import Entry, differences, render
from osteon.cli.check_project import CheckedProject
from osteon.engine.files import write_if_changed
from osteon.project import BASELINE, Project


def write(project: Project, checked: CheckedProject, is_wanted: Callable[[str], bool]) -> None:
    """Accept the findings of the wanted files, and say of each entry that comes or goes."""
    accepted = Counter(checked.baseline.counts)
    found = _found(checked, filter(is_wanted, checked.files))
    found.update({entry: count for entry, count in accepted.items() if not _is_judged(entry, checked, is_wanted)})
    new, stale = differences(accepted, found)
    write_if_changed(project.root / BASELINE, render(found).encode("utf-8", "surrogateescape"))
    if accepted:
        _tell(new, "added")
    _tell(stale, "dropped")
    total = sum(found.values())
    click.echo(f"{BASELINE}: {_findings(total)} accepted, {new.total()} added, {stale.total()} dropped")


def tell_hidden(checked: CheckedProject, is_wanted: Callable[[str], bool]) -> None:
    """Say on standard error how many findings a baseline hides, and how many of its entries match nothing now."""
    accepted = {
        entry: count for entry, count in checked.baseline.counts.items() if _is_judged(entry, checked, is_wanted)
    }
    _, stale = differences(accepted, _found(checked, filter(is_wanted, checked.files)))
    hidden = sum(accepted.values()) - stale.total()
    if hidden:
        click.echo(f"{_findings(hidden)} hidden by {BASELINE}; --no-baseline shows all", err=True)
    if stale:
        message = f"{BASELINE} has {stale.total()} that are there no more; --baseline drops them"
        click.echo(message, err=True)


def _found(checked: CheckedProject, paths: Iterable[str]) -> Counter[Entry]:
    found: Counter[Entry] = Counter()
    for path in paths:
        found.update(checked.files[path].entries)
    return found


def _is_judged(entry: Entry, checked: CheckedProject, is_wanted: Callable[[str], bool]) -> bool:
    """Tell whether a check of the wanted files can say that an entry is stale: a file that is gone is no file's."""
    return is_wanted(entry.path) or (entry.path not in checked.files and is_wanted(""))


def _tell(entries: Mapping[Entry, int], what: str) -> None:
    for entry, count in sorted(entries.items()):
        times = f" ({count} times)" if count > 1 else ""
        section = f" in {entry.section}" if entry.section else ""
        click.echo(f"{what}: {entry.path}: {entry.code}{section}: {entry.text}{times}")


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"
