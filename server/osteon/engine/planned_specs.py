"""What a model planned for each spec, kept in the store: its tasks, and what of the spec they were made from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from osteon.engine.exchanges import stable_json
from osteon.engine.files import digest_text, read_bytes, write_if_changed
from osteon.engine.planner import PlannedTask
from osteon.engine.sources import Sources
from osteon.engine.store import StoreError

FOLDER = "plans"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class PlannedSpec:
    """A model's plan of one spec, with the commands that it chose itself and no others."""

    spec: str
    subject: str
    """The digest of what the plan has to follow."""
    tasks: tuple[PlannedTask, ...]
    sections: Mapping[str, str]
    """The digest of each section that a task shows, by its reference: which tasks a change of the spec concerns."""
    attempts: tuple[str, ...] = ()
    """The exchanges that led here, as in a task's record."""


def read_planned(store: Path, spec_id: str) -> PlannedSpec | None:
    """Return what a model planned for a spec, None where it planned nothing. Raises StoreError for a damaged file."""
    path = _path(store, spec_id)
    data = read_bytes(path)
    try:
        return None if data is None else planned_spec(data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path} cannot be read ({error}). Restore it from version control, or delete it.") from error


def planned_spec(data: bytes) -> PlannedSpec:
    """Return the plan in a file. Raises ValueError, TypeError, KeyError or AttributeError for another file."""
    value = json.loads(data)
    if value["format"] != FORMAT:
        raise ValueError(f"its format is {value['format']}, this version reads {FORMAT}")
    return PlannedSpec(
        spec=str(value["spec"]),
        subject=str(value["subject"]),
        tasks=tuple(as_task(task, str(value["spec"])) for task in value["tasks"]),
        sections={str(name): str(content) for name, content in value["sections"].items()},
        attempts=tuple(map(str, value["attempts"])),
    )


def write_planned(store: Path, planned: PlannedSpec) -> None:
    """Keep what a model planned for a spec. Raises OSError."""
    value = {
        "format": FORMAT,
        "spec": planned.spec,
        "subject": planned.subject,
        "attempts": list(planned.attempts),
        "sections": dict(planned.sections),
        "tasks": [task.values() for task in planned.tasks],
    }
    write_if_changed(_path(store, planned.spec), stable_json(value))


def section_digests(tasks: tuple[PlannedTask, ...], sources: Sources) -> dict[str, str]:
    """Return the digest of the text of each section that tasks show; of one that is not there, of nothing."""
    references = {(task.spec, reference) for task in tasks for reference in task.sections}
    texts = {
        reference: "".join(passage.text for passage in sources.sections(spec, reference))
        for spec, reference in sorted(references)
    }
    return {reference: digest_text(text) for reference, text in texts.items()}


def as_task(value: Mapping[str, Any], spec_id: str) -> PlannedTask:
    """Return the task that plain values stand for; raises TypeError for values of other types."""
    known: dict[str, Any] = {}
    for field in fields(PlannedTask):
        item = value.get(field.name, "" if field.type == "str" else ())
        if isinstance(item, str) != (field.type == "str"):
            raise TypeError(f"{field.name} is {item!r}")
        known[field.name] = item if isinstance(item, str) else tuple(map(str, item))
    return PlannedTask(**{**known, "spec": spec_id})


def _path(store: Path, spec_id: str) -> Path:
    folded = spec_id.casefold()
    plain = re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,99}", folded)
    return store / FOLDER / f"{folded if plain else digest_text(folded)[:32]}.json"
