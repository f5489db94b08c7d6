"""How a task's result came to be: what was asked, answered, verified, fixed and reviewed, by whom and for how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from osteon.engine.asking import total
from osteon.engine.drift import base_of, state_of
from osteon.engine.exchanges import Exchange
from osteon.engine.gather import standing
from osteon.engine.pin import Pin
from osteon.engine.prompt import ASK_AGAIN, FIX
from osteon.engine.record import Record, Review, Verified
from osteon.engine.site import Site
from osteon.engine.store import StoreError
from osteon.models.port import Usage
from osteon.project import Project, UserError

CASES = re.compile(r"cases (.+): (\d+)")
"""How a record names the run of hidden cases: their file and how many had to pass."""
KINDS = {"section": "sections", "component": "components", "read": "reads", "interface": "interfaces", "copy": "copies"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One exchange with a model."""

    kind: str
    """`write`, `fix`, `again` (asked again because a reply could not be used) or `review`."""
    exchange: str
    """Its address: the request's digest, with `#n` for the n-th answer to it."""
    file: str
    """Where it is stored, with the whole request and the whole response; empty where the store has lost it."""
    model: str
    """The model that was asked for."""
    answered_by: str
    time: str
    """When the answer came, as ISO 8601 in UTC; empty where that was not recorded."""
    usage: Usage


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a result."""

    path: str
    """Relative to the project."""
    digest: str
    blob: str
    """Where its recorded content is stored."""
    state: str
    """`built` where that is what stands there (or what an earlier build wrote), else as `osteon drift` names it."""


@dataclass(frozen=True, slots=True)
class TaskTrace:
    """Everything that is recorded of a task's last result. Paths are relative to the project."""

    task: str
    title: str
    planned: bool
    """Whether the plan still has it."""
    recorded: bool
    """Whether a build of it has succeeded; if not, there is only what `failure` says."""
    manual: bool
    key: str
    inputs: Mapping[str, tuple[str, ...]]
    """What it was made from: `sections`, `components`, `reads`, `interfaces`, `copies`, `cases`."""
    asked: tuple[Asked, ...]
    verification: tuple[Verified, ...]
    review: Review | None
    outputs: tuple[Output, ...]
    usage: Usage
    """Tokens and US dollars of all exchanges; None is unknown."""
    answered_by: tuple[str, ...]
    earlier: int
    """How many earlier results its record lists."""
    pin: Pin | None
    failure: str
    """What its last build failed on, if it did."""
    files: tuple[str, ...]
    """The last round in readable form: prompts, responses, logs, and the record."""

    @property
    def fixes(self) -> int:
        return sum(item.kind == "fix" for item in self.asked)


def trace_task(project: Project, site: Site, task_id: str) -> TaskTrace:
    """Return what is recorded of a task, also of one that left the plan. Raises UserError where nothing is known."""
    task, record, pin = site.tasks.get(task_id), _record(site, task_id), _pin(site, task_id)
    if task is None and record is None:
        known = sorted({*site.tasks, *(other.task for other in site.store.records())})
        raise UserError(f"{task_id} is no task and no file that a task wrote; there are {', '.join(known) or 'none'}")
    asked = tuple(_asked(project, site, record)) if record else ()
    return TaskTrace(
        task=task_id,
        title=task.title if task else "",
        planned=task is not None,
        recorded=record is not None,
        manual=bool(record and record.manual),
        key=record.key if record else "",
        inputs=_inputs(record.inputs) if record else {},
        asked=asked,
        verification=record.verification if record else (),
        review=record.review if record else None,
        outputs=tuple(_outputs(project, site, record, pin)) if record else (),
        usage=total(item.usage for item in asked),
        answered_by=tuple(dict.fromkeys(item.answered_by for item in asked)) or (record.answered_by if record else ()),
        earlier=len(record.earlier) if record else 0,
        pin=pin,
        failure=site.store.failure(task_id).strip(),
        files=tuple(_readable(project, site.store.task_folder(task_id))),
    )


def writer_of(site: Site, path: str) -> str | None:
    """Return the task that wrote an output, of the plan or of a record; None where no task did."""
    if owner := site.owners.get(path):
        return owner
    return next((record.task for record in site.store.records() if _wrote_to(record, path)), None)


def _wrote_to(record: Record, path: str) -> bool:
    return any(path in result.outputs for result in record.results)


def _record(site: Site, task: str) -> Record | None:
    try:
        return site.store.record(task)
    except StoreError as error:
        raise UserError(str(error)) from error


def _pin(site: Site, task: str) -> Pin | None:
    try:
        return site.store.pin(task)
    except StoreError as error:
        raise UserError(str(error)) from error


def _inputs(recorded: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the names of what a key rests on, by kind; settings and texts of the task itself are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for name in recorded:
        kind, _, what = name.partition(" ")
        if what and (listed := KINDS.get(kind, kind)) in (*KINDS.values(), "cases"):
            found[listed] = (*found.get(listed, ()), what)
    return found


def _asked(project: Project, site: Site, record: Record) -> Iterator[Asked]:
    for address in record.attempts:
        yield _exchange(project, site, address, review=False)
    for address in record.review.attempts if record.review else ():
        yield _exchange(project, site, address, review=True)


def _exchange(project: Project, site: Site, address: str, *, review: bool) -> Asked:
    key, _, number = address.partition("#")
    at = int(number) - 1 if number.isdecimal() else 0
    try:
        exchange = site.store.exchange(key)
    except StoreError:
        exchange = Exchange()
    kind = "review" if review else _kind(exchange)
    if not 0 <= at < len(exchange.responses):
        return Asked(kind, address, "", "", "", "", Usage())
    response = exchange.responses[at]
    model = exchange.request.model if exchange.request else ""
    file = _relative(project, site.store.exchange_path(key))
    return Asked(kind, address, file, model, response.answered_by, exchange.times[at], response.usage)


def _kind(exchange: Exchange) -> str:
    """Tell from its last message what an exchange of a task was for."""
    last = exchange.request.messages[-1].text if exchange.request and exchange.request.messages else ""
    if last.startswith(FIX.partition("\n")[0]):
        return "fix"
    return "again" if last.startswith(ASK_AGAIN.partition("\n")[0]) else "write"


def _outputs(project: Project, site: Site, record: Record, pin: Pin | None) -> Iterator[Output]:
    for path, content in record.outputs.items():
        now = standing(site, path)
        state = "built" if now == content else state_of(site, path, base_of(path, record, pin), now, pin) or "built"
        blob = site.store.blob_path(content)
        yield Output(
            _relative(project, site.output / path), content, _relative(project, blob) if blob.is_file() else "", state
        )


def _readable(project: Project, folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in (".md", ".log", ".toml", ".json") and path.is_file():
            yield _relative(project, path)


def _relative(project: Project, path: Path) -> str:
    return project.relative(path) if path.is_relative_to(project.root) else str(path)
