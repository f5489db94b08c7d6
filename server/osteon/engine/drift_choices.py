"""What a person decides about drift: keep a version and pin its task, discard it, or unpin the task."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from osteon.analysis.tasks import Task
from osteon.engine.asking import Asker, Pool
from osteon.engine.bench import Bench
from osteon.engine.checking import check
from osteon.engine.drift import UNDECIDED, Drift, base_of, drifts_of
from osteon.engine.environment import Setup, SetupFailed
from osteon.engine.events import message
from osteon.engine.exclusive import exclusive
from osteon.engine.files import digest, inside, read_bytes, write_atomic
from osteon.engine.gather import Gathered, gather, pin_of, read_output, record_of
from osteon.engine.generate import Checked
from osteon.engine.pin import Pin
from osteon.engine.plan import owned
from osteon.engine.ports import Commands, Event, SandboxUnavailable
from osteon.engine.prompt import PromptError
from osteon.engine.site import Site
from osteon.models.port import Model, ModelRefused
from osteon.project import Project, UserError


@dataclass(frozen=True, slots=True)
class Target:
    """What a person means: a task, and of its outputs those that were named, or all."""

    task: Task
    paths: tuple[str, ...]
    whole: bool
    """Whether the task itself was named."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """A file that went back to what builds wrote; `put_aside` is where the person's version is now."""

    path: str
    task: str
    put_aside: Path | None
    restored: bool
    """Whether what was built is there again; else the next build writes it."""


def targets(site: Site, names: Sequence[str], folder: Path) -> tuple[Target, ...]:
    """Return what names mean: a task's id, or the path of an output, relative to `folder` or to the output folder.

    Raises UserError for a name that is neither.
    """
    named: dict[str, dict[str, None]] = {}
    whole: set[str] = set()
    for name in names:
        if name in site.tasks:
            whole.add(name)
            named.setdefault(name, {}).update(dict.fromkeys(owned(site.tasks[name])))
        else:
            path = output_path(site, name, folder)
            named.setdefault(site.owners[path], {})[path] = None
    return tuple(Target(site.tasks[task], tuple(paths), task in whole) for task, paths in named.items())


def output_path(site: Site, name: str, folder: Path) -> str:
    """Return the path of an output as the plan writes it. Raises UserError where no task has it."""
    here = Path(os.path.abspath(folder / name))
    below = here.relative_to(site.output).as_posix() if here.is_relative_to(site.output) else ""
    for path in (below, name):
        if path in site.owners:
            return path
    raise UserError(f"{name} is no task and no output of one; `osteon drift` lists files, `osteon status` tasks")


# Keep -----------------------------------------------------------------------------------------------------------------


def keep(
    project: Project,
    site: Site,
    wanted: Sequence[Target],
    *,
    reason: str = "",
    sandbox: Callable[[], Commands],
    report: Callable[[Event], None] = lambda _event: None,
) -> tuple[Pin, ...]:
    """Pin tasks with their outputs as they are, and note whether these pass; kept they are in any case.

    Raises UserError, before anything is pinned, where something of them cannot be kept.
    """
    with exclusive(site) as staging:
        versions = {target.task.id: _version(site, target) for target in wanted}
        bench = _bench(project, site, staging, lru_cache(maxsize=1)(sandbox), report)
        return tuple(_pin(site, bench, target.task, versions[target.task.id], reason) for target in wanted)


def _version(site: Site, target: Target) -> dict[str, bytes]:
    """Return the outputs of a task as they are. Raises UserError where they are not all there or not all named."""
    task = target.task
    if task.manual or task.skip:
        raise UserError(
            f"task {task.id} is {'manual' if task.manual else 'skipped'}: builds leave its files alone anyway"
        )
    undecided = [drift.path for drift in drifts_of(site, task) if drift.state in UNDECIDED]
    if others := [path for path in undecided if path not in target.paths]:
        raise UserError(
            f"{', '.join(others)} of the same task differs too, and a task is kept as a whole: "
            f"osteon drift keep {task.id}, or first osteon drift discard {' '.join(others)}"
        )
    files = {path: read_output(site, path) for path in owned(task)}
    if missing := [path for path, data in files.items() if data is None]:
        step = f"write it, or first osteon drift discard {' '.join(missing)}"
        raise UserError(f"{', '.join(missing)} is not there as a file, so task {task.id} cannot be kept: {step}")
    return {path: data for path, data in files.items() if data is not None}


def _pin(site: Site, bench: Bench, task: Task, files: Mapping[str, bytes], reason: str) -> Pin:
    now, failure = _gathered(site, task)
    checked = _checked(site, bench, now, files) if now else Checked(failure)
    record, before = record_of(site, task, bench.warn), pin_of(site, task, bench.warn)
    bases = {path: base_of(path, record, before) for path in files}
    for data in files.values():
        site.store.put_blob(data)
    pin = Pin(
        task=task.id,
        key=now.inputs.key if now else "",
        inputs=now.inputs.values if now else {},
        outputs={path: digest(data) for path, data in files.items()},
        base={path: base for path, base in bases.items() if base},
        since=datetime.now(UTC).isoformat(timespec="seconds"),
        reason=reason or (before.reason if before else ""),
        failure=checked.error,
        verification=checked.steps,
    )
    site.store.write_pin(pin)
    site.store.forget_failure(task.id)
    return pin


def _gathered(site: Site, task: Task) -> tuple[Gathered | None, str]:
    try:
        return gather(site, task), ""
    except PromptError as error:
        return None, f"not verified: {error}"


def _checked(site: Site, bench: Bench, now: Gathered, files: Mapping[str, bytes]) -> Checked:
    try:
        return check(site, bench, now, files)
    except (SandboxUnavailable, SetupFailed) as error:
        return Checked(f"not verified: {error}")


def _bench(
    project: Project, site: Site, staging: Path, sandbox: Callable[[], Commands], report: Callable[[Event], None]
) -> Bench:
    asker = Asker(site.store, _no_model, Pool(1), offline=True)
    settings = site.configuration.verify
    setup = Setup(settings, project.root, sandbox, lambda text: report(message(text, severity="info")))
    return Bench(asker, sandbox, staging, setup, threading.Semaphore(1), report)


def _no_model(role: str) -> Model:
    raise ModelRefused(f"nothing is asked of a model ({role}) to keep a file")


# Discard and unpin ----------------------------------------------------------------------------------------------------


def discard(site: Site, wanted: Sequence[Target]) -> tuple[Discarded, ...]:
    """Go back to what was built, or to the version that is pinned; what a person wrote is put aside, not deleted.

    Raises UserError, before anything is moved, for a file that does not differ.
    """
    with exclusive(site):
        found = [drift for target in wanted for drift in _discardable(site, target)]
        aside = site.store.folder / "discarded" / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        return tuple(_discard(site, drift, aside) for drift in found)


def _discardable(site: Site, target: Target) -> Iterator[Drift]:
    found = {drift.path: drift for drift in drifts_of(site, target.task) if drift.path in target.paths}
    if kept := [path for path, drift in found.items() if drift.state == "kept"]:
        raise UserError(
            f"{', '.join(kept)} is pinned: osteon drift unpin {target.task.id}, then discard what is not to stay"
        )
    if same := [path for path in target.paths if path not in found and not (target.whole and found)]:
        raise UserError(f"{', '.join(same)} is as it was built: there is nothing to discard")
    yield from found.values()


def _discard(site: Site, drift: Drift, aside: Path) -> Discarded:
    pin = pin_of(site, site.tasks[drift.task], lambda _message: None)
    content = pin.outputs.get(drift.path) if pin else drift.base
    built = site.store.blob(content) if content else None
    where = None if drift.state == "deleted" else _free(aside / drift.path)
    target = site.output / drift.path
    if where is not None:
        _put_aside(site, target, where, stays=built is not None)
    if built is not None:
        write_atomic(inside(site.output, drift.path), built)
    return Discarded(drift.path, drift.task, where, built is not None)


def _put_aside(site: Site, target: Path, where: Path, *, stays: bool) -> None:
    """Copy a file that is overwritten next; move away anything else that stands in an output's place."""
    _ignore_in_git(site.store.folder / "discarded")
    where.parent.mkdir(parents=True, exist_ok=True)
    data = None if target.is_symlink() else read_bytes(target)
    if data is None:
        shutil.move(target, where)
        return
    write_atomic(where, data)
    if not stays:
        target.unlink()


def _ignore_in_git(folder: Path) -> None:
    """Keep what was put aside out of version control, as caches do: it is of this person and this machine."""
    if not (folder / ".gitignore").exists():
        write_atomic(folder / ".gitignore", b"*\n")


def _free(path: Path) -> Path:
    """Return the path, numbered where something has it already."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def unpin(site: Site, wanted: Sequence[Target]) -> tuple[str, ...]:
    """Take away the pins of tasks; their files stay as they are. Raises UserError for a task that has none."""
    with exclusive(site):
        free = [target.task.id for target in wanted if not _has_pin(site, target.task.id)]
        if free:
            raise UserError(f"{', '.join(free)} is not pinned; `osteon drift` lists what is")
        for target in wanted:
            site.store.remove_pin(target.task.id)
    return tuple(target.task.id for target in wanted)


def _has_pin(site: Site, task: str) -> bool:
    return os.path.lexists(site.store.pin_path(task))
