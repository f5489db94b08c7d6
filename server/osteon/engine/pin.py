"""A pin: a person's version of a task's outputs that stands in the place of what builds make, until it is unpinned."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from osteon.engine.record import FORMAT, Verified, read_steps, require_format, strings, toml_lines

NAME = "pin.toml"
"""In the task's folder of the store, beside its record."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What was kept, what it was when it was kept, and whether it passed. Contents are in the store."""

    task: str
    key: str
    inputs: Mapping[str, str]
    """The task's inputs when the version was kept: what a later change is told by."""
    outputs: Mapping[str, str]
    """The digest of every output that was kept, by path."""
    base: Mapping[str, str]
    """The digests of what builds had written there last, where any had."""
    since: str
    """When it was kept, as ISO 8601 in UTC."""
    reason: str = ""
    """Why, in the person's words."""
    failure: str = ""
    """What the kept version failed on, or why it was not verified; empty where it passed."""
    verification: tuple[Verified, ...] = ()


def pin_text(pin: Pin) -> str:
    """Return the TOML text of a pin."""
    head = {
        "format": FORMAT,
        "task": pin.task,
        "key": pin.key,
        "since": pin.since,
        "reason": pin.reason or None,
        "failure": pin.failure or None,
    }
    tables = (("inputs", pin.inputs), ("outputs", pin.outputs), ("base", pin.base))
    return "".join(
        (
            toml_lines(head),
            *(f"\n[{name}]\n{toml_lines(dict(sorted(values.items())))}" for name, values in tables),
            *(f"\n[[verification]]\n{toml_lines(asdict(step))}" for step in pin.verification),
        )
    )


def read_pin(text: str) -> Pin:
    """Return the pin in a text. Raises ValueError, TypeError, KeyError or AttributeError for another text."""
    value = tomllib.loads(text)
    require_format(value)
    return Pin(
        task=str(value["task"]),
        key=str(value["key"]),
        inputs=strings(value["inputs"]),
        outputs=strings(value["outputs"]),
        base=strings(value.get("base", {})),
        since=str(value.get("since", "")),
        reason=str(value.get("reason", "")),
        failure=str(value.get("failure", "")),
        verification=read_steps(value.get("verification", ())),
    )
