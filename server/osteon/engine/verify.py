"""Runs a task's verification commands in order, and says what failed in words that are the same on every run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from osteon.engine.ports import Command, Commands, Limits, Mount, Outcome

__all__ = ["ERROR_CHARACTERS", "Step", "Verification", "clip", "normalise", "verify"]

ERROR_CHARACTERS = 12_000
"""At most this much of a failed command's output goes to the fix loop: its first and its last lines."""

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Step:
    """One verification command, as it was run, and what it did."""

    line: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Verification:
    """The commands that were run, in order: all of them, or those up to the first that failed."""

    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        return all(step.outcome.ok for step in self.steps)

    @property
    def failed(self) -> Step | None:
        """The step that failed; nothing was run after it."""
        return next((step for step in self.steps if not step.outcome.ok), None)

    @property
    def error_text(self) -> str:
        """What failed, for the fix loop: the same text for the same failure on every run; empty where all passed."""
        return _describe(self.failed) if self.failed else ""


def verify(
    commands: Sequence[str],
    outputs: Sequence[str],
    *,
    folder: Path,
    sandbox: Commands,
    limits: Limits = _LIMITS,
    network: bool = False,
    mounts: Sequence[Mount] = (),
    seen_as: str = "/build",
    on_step: Callable[[str], None] = lambda _line: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Verification:
    """Run each command in `folder` until one fails; `{outputs}` in a command stands for the quoted `outputs`.

    `on_step` is called with each line before it runs. A command that is cancelled counts as failed. Raises
    SandboxUnavailable where `sandbox` cannot start.
    """
    steps: list[Step] = []
    for command in commands:
        line = command.replace("{outputs}", shlex.join(outputs))
        on_step(line)
        given = Command(line, folder, limits=limits, network=network, mounts=tuple(mounts), seen_as=seen_as)
        steps.append(Step(line, sandbox.run(given, cancelled=cancelled)))
        if not steps[-1].outcome.ok:
            break
    return Verification(tuple(steps))


def normalise(output: str) -> str:
    """Replace by `…` what differs between two runs of the same command: durations, addresses, process numbers, times.

    Only where a tool's own wording gives them away; a number that a test prints is left as it is.
    """
    text = output.replace("\r\n", "\n")
    for pattern, replacement in _VOLATILE:
        text = pattern.sub(replacement, text)
    return text


def clip(text: str, limit: int = ERROR_CHARACTERS) -> str:
    """Keep whole lines from the start and the end of a text, about half of `limit` characters each."""
    if len(text) <= limit:
        return text
    head, tail = _before_cut(text[: limit // 2]), _after_cut(text[-(limit // 2) :])
    missing = text[len(head) : len(text) - len(tail)]
    return f"{head}[… {missing.count(chr(10))} lines, {len(missing)} characters left out …]\n{tail}"


def _before_cut(head: str) -> str:
    end = head.rfind("\n") + 1
    return head[:end] if end else head + "\n"


def _after_cut(tail: str) -> str:
    return tail[tail.find("\n") + 1 :]


def _describe(step: Step) -> str:
    output = clip(normalise(step.outcome.output).strip("\n"))
    ending = step.outcome.reason or f"exit code {step.outcome.exit_code}"
    return "\n".join(part for part in (f"$ {step.line}", output, f"[{ending}]") if part) + "\n"


_SECONDS = r"\d+(?:\.\d+)?\s?(?:s|ms|µs|us|ns|secs?|seconds?|m)\b"
_CLOCK = r"(?: \(\d+:\d\d:\d\d\))?"

_VOLATILE = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", ""),  # colours, titles, links of terminals
        (rf"\b(in|took) {_SECONDS}{_CLOCK}(?=\.?\s*=*$)", r"\1 …"),  # pytest, unittest, cargo, mocha
        (rf"\({_SECONDS}\)$", "(…)"),  # go, jest
        (rf"(\t){_SECONDS}$", r"\1…"),  # go's packages
        (rf"^(\s*Time:\s+){_SECONDS}.*$", r"\1…"),  # jest
        (r"\b(duration_ms:?) [\d.]+", r"\1 …"),  # node
        (rf"^{_SECONDS}(?= (?:call|setup|teardown) )", "…"),  # pytest --durations
        (r"\b(at|address|pc|bp|sp|Thread) 0x[0-9a-fA-F]{8,16}\b", r"\1 0x…"),  # Python objects, sanitizers
        (r"^(\s*#\d+) 0x[0-9a-fA-F]{8,16}\b", r"\1 0x…"),  # frames of sanitizers
        (r"==\d+==", "==…=="),  # sanitizers, valgrind
        (r"\b(pid[ =:]\s?)\d+\b", r"\1…"),
        (r"/proc/\d+/", "/proc/…/"),
        (r"/tmp/tmp\w{8}\b", "/tmp/tmp…"),  # Python's tempfile
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d+", "…"),  # log lines
    )
)
