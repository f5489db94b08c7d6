"""A small project in a temporary folder, with a model and a sandbox that do as the test says."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest

from osteon.analysis.configuration import Configuration, Role
from osteon.engine.build import BuildResult, build
from osteon.engine.plan import Verdict
from osteon.engine.ports import Command, Event, Outcome
from osteon.engine.status import Forecast, assess
from osteon.models.port import Request, Response, Usage
from osteon.project import Project

SPEC = """\
# Machine

@id: M

## Overview

A machine.

## Requirements

### Start {#start}

It starts at 512.

### Stop {#stop}

It stops at once.
"""

PLAN = """\
[plan]
format = 1

[[task]]
id = "a"
spec = "M"
sections = ["#start"]
outputs = ["a.py"]
verify = ["check a.py"]

[[task]]
id = "b"
spec = "M"
sections = ["#stop"]
needs = ["a"]
reads = ["a.py"]
outputs = ["b.py"]
verify = ["check b.py"]

[[task]]
id = "c"
spec = "M"
sections = ["#stop"]
outputs = ["c.py"]
"""


def as_reply(files: Mapping[str, str]) -> str:
    return "\n".join(f"### {path}\n\n````\n{text}````\n" for path, text in files.items())


def asked_for(request: Request) -> list[str]:
    listed = request.messages[1].text.split("## Files to write\n\n")[1].split("\n\n")[0]
    return re.findall(r"^- (.+)$", listed, re.MULTILINE)


def by_prompt(request: Request) -> str:
    """Answer with files whose text follows from the prompt, and from nothing else."""
    stamp = sha256("".join(message.text for message in request.messages).encode()).hexdigest()[:8]
    return as_reply({path: f"# {path} {stamp}\n" for path in asked_for(request)})


@dataclass
class FakeModel:
    name: str = "fake"
    answer: Callable[[Request], str] = by_prompt
    asked: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    usage: Usage = field(default_factory=lambda: Usage(10, 20, 0.01))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def complete(self, request, *, label, on_text=None, cancelled=lambda: False) -> Response:
        with self._lock:
            self.asked.append(label)
            self.requests.append(request)
        return Response(self.answer(request), "fake-1", self.usage)


@dataclass
class FakeCommands:
    level: str = "none"
    run_one: Callable[[Command], str] = lambda command: ""
    """Returns what the command says when it fails, an empty string where it passes."""
    ran: list[str] = field(default_factory=list)

    def run(self, command: Command, *, cancelled=lambda: False) -> Outcome:
        self.ran.append(str(command.line))
        error = self.run_one(command)
        return Outcome(1 if error else 0, error, 0.0, self.level)


@dataclass
class Events:
    events: list[Event] = field(default_factory=list)

    def report(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


@dataclass
class Yard:
    """A project under test: write sources, build, and look at what was asked, run and written."""

    root: Path
    configuration: Configuration = field(default_factory=lambda: Configuration(models={"default": Role("fake")}))
    model: FakeModel = field(default_factory=FakeModel)
    commands: FakeCommands = field(default_factory=FakeCommands)
    events: Events = field(default_factory=Events)

    @property
    def project(self) -> Project:
        return Project(self.root, self.configuration)

    def configure(self, **changes) -> None:
        self.configuration = replace(self.configuration, **changes)

    def write(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def tree(self, under: str = "") -> dict[str, bytes]:
        """Every file below a folder with its content; the lock and its holder aside."""
        folder = self.root / under
        files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("lock"))
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(files)}

    def build(self, *, jobs: int = 1, only: Iterable[str] | None = None, **options) -> BuildResult:
        """Build, and forget what was asked and run before."""
        self.model.asked.clear()
        self.model.requests.clear()
        self.commands.ran.clear()
        self.events.events.clear()
        options.setdefault("models", lambda role: self.model)
        options.setdefault("sandbox", lambda: self.commands)
        return build(self.project, jobs=jobs, only=only, progress=self.events, **options)

    def forecast(self) -> dict[str, Forecast]:
        return assess(self.project)

    def assess(self) -> dict[str, Verdict]:
        return {task: forecast.verdict for task, forecast in self.forecast().items()}

    def reasons(self, task: str) -> list[str]:
        verdicts = [event for event in self.events.of("task-verdict") if event.task == task]
        return verdicts[-1].data["reasons"]


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a cache of its own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("OSTEON_CACHE", str(folder))
    return folder


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    yard = Yard(tmp_path)
    yard.write("specs/m.smd", SPEC)
    yard.write("specs/plan.toml", PLAN)
    return yard
