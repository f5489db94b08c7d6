"""Leftovers: files that builds wrote for outputs which no task of the plan has any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from osteon.engine.exclusive import exclusive
from osteon.engine.files import OBSTACLES, inside, remove_empty
from osteon.engine.gather import read_output, standing
from osteon.engine.site import Site


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file at a place where builds once wrote an output."""

    path: str
    """Relative to the output folder."""
    task: str
    """The task that wrote it last."""
    edited: bool
    """Whether it holds what no build wrote there: then it is a person's, and only a person removes it."""


def leftovers(site: Site) -> tuple[Leftover, ...]:
    """Return what stands where tasks that left the plan, or changed their outputs, once wrote; sorted by path."""
    writers: dict[str, str] = {}
    for record in site.store.records():
        for result in record.results:
            for path in result.outputs:
                writers.setdefault(path, record.task)
    found = ((path, task, standing(site, path)) for path, task in sorted(writers.items()) if path not in site.owners)
    return tuple(
        Leftover(path, task, not site.wrote(path, content))
        for path, task, content in found
        if content is not None and content not in OBSTACLES
    )


def remove_leftovers(site: Site, paths: Collection[str]) -> tuple[str, ...]:
    """Remove those of the leftovers that hold what a build wrote, and return them; each is looked at once more.

    The store keeps their content. Raises UserError where another build runs or a file cannot be removed.
    """
    removed: list[str] = []
    with exclusive(site):
        for leftover in leftovers(site):
            if leftover.path in paths and not leftover.edited:
                site.store.put_blob(read_output(site, leftover.path) or b"")
                target = inside(site.output, leftover.path)
                target.unlink(missing_ok=True)
                remove_empty(target.parent, below=site.output)
                removed.append(leftover.path)
    return tuple(removed)
