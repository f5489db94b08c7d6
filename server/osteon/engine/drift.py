"""Drift: outputs on the disk that are not what builds wrote there, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from osteon.analysis.tasks import Task
from osteon.engine.files import OBSTACLES
from osteon.engine.gather import pin_of, record_of, standing
from osteon.engine.leftovers import leftovers
from osteon.engine.pin import Pin
from osteon.engine.plan import owned
from osteon.engine.record import Record
from osteon.engine.site import Site

State = Literal["edited", "unknown", "replaced", "deleted", "kept", "left", "left-edited"]
"""`edited`: a person changed what a build wrote. `unknown`: no build ever wrote a file there. `replaced`: a folder, a
link or an unreadable file is in its place. `deleted`: a build puts it back. `kept`: a person's version, pinned. `left`:
its task left the plan; `left-edited`: and a person changed it."""
UNDECIDED = frozenset({"edited", "unknown", "replaced"})
"""The states in which a build leaves a file alone and waits for a person."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One output that is not what its task's last build wrote."""

    path: str
    """Relative to the output folder."""
    task: str
    state: State
    base: str | None
    """The digest of what the last build wrote there; None where none did."""
    now: str | None
    """The digest of what stands there, words for what is no file, None where nothing stands."""


def drifts(site: Site) -> tuple[Drift, ...]:
    """Return every output that differs from what was built, in the order of the plan, then what left it."""
    planned = [drift for task in site.tasks.values() for drift in drifts_of(site, task)]
    gone = (
        Drift(item.path, item.task, "left-edited" if item.edited else "left", None, standing(site, item.path))
        for item in leftovers(site)
    )
    return (*planned, *gone)


def drifts_of(site: Site, task: Task) -> Iterator[Drift]:
    """Yield the outputs of one task that differ from what was built; a person's own tasks have none."""
    if task.manual or task.skip:
        return
    record, pin = record_of(site, task, _ignore), pin_of(site, task, _ignore)
    for path in owned(task):
        drift = _drift(site, task, path, record, pin)
        if drift is not None:
            yield drift


def _drift(site: Site, task: Task, path: str, record: Record | None, pin: Pin | None) -> Drift | None:
    now = standing(site, path)
    base = base_of(path, record, pin)
    state = state_of(site, path, base, now, pin)
    return Drift(path, task.id, state, base, now) if state else None


def base_of(path: str, record: Record | None, pin: Pin | None) -> str | None:
    """Return the digest of what a build wrote last to a path."""
    recorded = record.outputs.get(path) if record and not record.manual else None
    return recorded or (pin.base.get(path) if pin else None)


def state_of(site: Site, path: str, base: str | None, now: str | None, pin: Pin | None) -> State | None:
    """Return how an output differs from what was built; None where it does not, an earlier build's content included."""
    if now is None:
        return "deleted" if base or (pin and path in pin.outputs) else None
    if now in OBSTACLES:
        return "replaced"
    if pin and pin.outputs.get(path) == now:
        return "kept"
    if site.wrote(path, now):
        return None
    return "edited" if base else "unknown"


def _ignore(_message: str) -> None:
    """Say nothing of what cannot be read: builds and `osteon store check` do."""
