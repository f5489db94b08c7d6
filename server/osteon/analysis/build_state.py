"""The state of builds, from `osteon status --json --builds`: verdicts of tasks, and the files that were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Usage:
    """What models read, wrote and cost; None is unknown. `usd` is in US dollars."""

    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What the last build of a task that succeeded took."""

    usage: Usage
    time: str = ""
    """When the last answer came, as ISO 8601; empty where that is not known."""
    exchanges: int = 0
    fixes: int = 0


@dataclass(frozen=True, slots=True)
class TaskState:
    """One task: what a build would do about it and why, and what the last one did."""

    id: str
    verdict: str
    """`fresh`, `stale`, `failed`, `drifted`, `blocked`, `pinned`, `skipped` or `manual`."""
    reasons: tuple[str, ...] = ()
    may_be: bool = False
    """Stale only if what it needs comes out otherwise."""
    sections: tuple[str, ...] = ()
    """The sections that it shows a model, each `SPEC_ID#anchor`."""
    estimate: Usage | None = None
    last: LastBuild | None = None
    files: tuple[str, ...] = ()
    """Its last attempt in readable form: prompt, response, logs."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file that a task writes; paths are relative to the project."""

    path: str
    task: str
    state: str = "built"
    """As it stands on the disk: `built`, or as `osteon drift` names it."""
    digests: frozenset[str] = frozenset()
    """The SHA-256 of everything that a build ever wrote there, in hexadecimal."""
    base: str | None = None
    """The file of the store that holds what was built last."""
    kept: str | None = None
    """The digest of a person's version that is pinned."""

    def is_edited(self, content: bytes) -> bool:
        """Tell whether this content is a person's: no build wrote it, and it is not kept."""
        # An editor may hide a byte order mark from its clients.
        digests = {sha256(content).hexdigest(), sha256(BYTE_ORDER_MARK + content).hexdigest()}
        return not digests & {*self.digests, self.kept}


@dataclass(frozen=True, slots=True)
class BuildState:
    """The state of a project's builds at one moment."""

    tasks: Mapping[str, TaskState] = field(default_factory=dict)
    files: Mapping[str, GeneratedFile] = field(default_factory=dict)
    stale: Mapping[str, Mapping[str, tuple[TaskState, ...]]] = field(default_factory=dict)
    """The stale tasks by the id of a spec, in lower case, and by the anchor of a section."""

    def of_spec(self, spec_id: str) -> Mapping[str, tuple[TaskState, ...]]:
        """Return the stale tasks by the anchors of one spec."""
        return self.stale.get(spec_id.casefold(), {})


def read_build_state(value: Any) -> BuildState:
    """Return the state from the decoded JSON. Raises ValueError where it is of another shape."""
    try:
        tasks = {item["task"]: _task(item) for item in value["tasks"]}
        files = {file.path: file for item in value["tasks"] for file in _files(item)}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the JSON of `osteon status --json --builds`: {error!r}") from error
    return BuildState(tasks, files, _stale(tasks))


def _task(item: Mapping[str, Any]) -> TaskState:
    estimate, last = item["estimate"], item.get("last")
    return TaskState(
        item["task"],
        item["verdict"],
        tuple(item["reasons"]),
        item["may_be"],
        tuple(item.get("sections", ())),
        _usage(estimate, estimate["model"]) if estimate else None,
        _last(last) if last else None,
        tuple(item.get("files", ())),
    )


def _last(item: Mapping[str, Any]) -> LastBuild:
    usage = _usage(item, ", ".join(item["answered_by"]))
    return LastBuild(usage, item["time"], item["exchanges"], item["fixes"])


def _usage(item: Mapping[str, Any], model: str) -> Usage:
    return Usage(model, item["input_tokens"], item["output_tokens"], item["usd"])


def _files(item: Mapping[str, Any]) -> Iterator[GeneratedFile]:
    for output in item.get("outputs", ()):
        digests = frozenset(output["digests"])
        yield GeneratedFile(output["path"], item["task"], output["state"], digests, output["base"], output["kept"])


def _stale(tasks: Mapping[str, TaskState]) -> dict[str, dict[str, tuple[TaskState, ...]]]:
    found: dict[str, dict[str, tuple[TaskState, ...]]] = {}
    for task in tasks.values():
        for section in task.sections if task.verdict == "stale" else ():
            spec, _, anchor = section.removesuffix("/intro").partition("#")
            of_spec = found.setdefault(spec.casefold(), {})
            of_spec[anchor] = (*of_spec.get(anchor, ()), task)
    return found
