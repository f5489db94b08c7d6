"""A model and commands for measuring the engine alone: they answer after a fixed delay, or at once."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

from osteon.analysis.configuration import Configuration, Role
from osteon.engine.build import BuildResult, build
from osteon.engine.plan import Failed
from osteon.engine.ports import Command, Event, Outcome
from osteon.models.port import Request, Response
from osteon.project import Project


class FixedModel:
    """Answers every request after `delay` seconds with files that follow from the prompt alone."""

    name = "fixed"

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.calls = 0

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response:
        """Return one file for each that the prompt lists."""
        self.calls += 1
        if self.delay:
            time.sleep(self.delay)
        prompt = request.messages[-1].text
        stamp = hashlib.sha256(prompt.encode()).hexdigest()
        listed = prompt.split("## Files to write\n\n")[1].split("\n\n")[0]
        paths = re.findall(r"^- (.+)$", listed, re.MULTILINE)
        return Response("\n".join(f'### {path}\n\n````python\nSTAMP = "{stamp}"\n````\n' for path in paths), self.name)


class Passing:
    """Commands that all pass at once."""

    level = "none"

    def run(self, command: Command, *, cancelled: Callable[[], bool] = lambda: False) -> Outcome:
        """Return success."""
        return Outcome(0, "", 0.0, self.level)


class Silence:
    """Progress that nobody looks at."""

    def report(self, event: Event) -> None:
        """Drop the event."""


def project(root: Path) -> Project:
    """Return the generated project at `root`, built with the fixed model."""
    return Project(root, Configuration(models={"default": Role("fixed")}))


def build_all(root: Path, model: FixedModel, *, jobs: int) -> BuildResult:
    """Build a whole project with the engine as it is, between a fake model and fake commands."""
    result = build(project(root), jobs=jobs, progress=Silence(), models=lambda _role: model, sandbox=lambda: Passing())
    if result.exit_code:
        failed = [verdict for verdict in result.verdicts.values() if isinstance(verdict, Failed)]
        raise RuntimeError(f"the generated plan does not build: {failed[:1]}")
    return result
