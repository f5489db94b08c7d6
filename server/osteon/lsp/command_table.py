"""Every command that a client may execute: what it is called, which words of the command line it runs, about what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

About = Literal["project", "task", "any task", "file", "any file", "spec"]
"""What a command needs to know: nothing more; a task; a task, or else all of them; a generated file or task; one, or
else all; the tasks of a spec."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A command that runs a child and shows its progress: `osteon <words> …`."""

    title: str
    words: tuple[str, ...]
    about: About = "project"
    only_reads: bool = False
    """It may run beside one that writes."""
    events: bool = True
    """It tells what it does as JSON lines; else its last line is what there is to say."""
    asks: str = ""
    """What a person has to agree to before."""


@dataclass(frozen=True, slots=True)
class View:
    """A command whose output is shown as a read-only document."""

    title: str
    words: tuple[str, ...]
    about: About = "project"
    suffix: str = ".txt"


VERBS: Mapping[str, Verb] = {
    "osteon.check": Verb("Osteon: check", ("check",), only_reads=True),
    "osteon.plan": Verb("Osteon: plan", ("plan",)),
    "osteon.build": Verb("Osteon: build", ("build",)),
    "osteon.buildStale": Verb("Osteon: build what is stale", ("build",)),
    "osteon.buildTask": Verb("Osteon: build task", ("build",), "task"),
    "osteon.buildSpec": Verb("Osteon: build spec", ("build",), "spec"),
    "osteon.driftKeep": Verb("Osteon: keep", ("drift", "keep"), "file", events=False),
    "osteon.driftDiscard": Verb(
        "Osteon: discard",
        ("drift", "discard"),
        "file",
        events=False,
        asks="Go back to what was built? Your version is put aside in the store.",
    ),
    "osteon.driftUnpin": Verb("Osteon: unpin", ("drift", "unpin"), "file", events=False),
}
"""The commands that are jobs: one that writes at a time in each project."""

VIEWS: Mapping[str, View] = {
    "osteon.planPreview": View("Osteon: plan preview", ("plan", "--diff"), suffix=".diff"),
    "osteon.explain": View("Osteon: explain", ("build", "--dry-run"), "any task"),
    "osteon.trace": View("Osteon: trace", ("trace",), "task"),
    "osteon.drift": View("Osteon: drift", ("drift",)),
    "osteon.driftDiff": View("Osteon: drift diff", ("drift", "diff"), "any file", suffix=".diff"),
}
"""The commands that only show something; they may run beside every other."""

STORED = {"osteon.openPrompt": "prompt.md", "osteon.openResponse": "response.md"}
"""The commands that open a file of a task's last attempt, and its name."""

COMMANDS = (*VERBS, *VIEWS, *STORED, "osteon.cancel", "osteon.status")
"""Every command; all of them work without arguments."""
