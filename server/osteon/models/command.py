"""The backend that asks a program: the prompt on its standard input, the answer from its standard output.

`command: llm --model x` runs `llm --model x`; `claude-code`, `codex` and the other names in `agents` run a coding agent
in the way that suits one answer. It is the user's own program: it runs with the user's environment and
rights, without a shell, in an empty temporary folder, so that it sees the prompt and not the project around it. A word
of the command that names a file of the current folder is made absolute for that reason.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from osteon.models.agents import AGENTS, Agent, AgentFailed
from osteon.models.port import ModelError, ModelRefused, Request, Response
from osteon.models.prompt_text import as_text
from osteon.models.secrets import redact

LARGEST_ANSWER = 64 * 1024**2
"""Bytes; a program that writes more is stopped."""

GRACE = 2.0
"""Seconds between asking a program to end and ending it."""

POLL = 0.05
"""Seconds between two looks at a running program."""


@dataclass(frozen=True, slots=True)
class CommandModel:
    """Runs the program that `name`, a model string `command: …` or an agent's, gives; `timeout` is in seconds."""

    name: str
    timeout: float = 600.0

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response:
        """Return what the program wrote; raises ModelError where it failed, wrote nothing, or took too long."""
        words = command_words(self.name)
        agent = _agent(self.name)
        if request.images and not (agent and agent.image_option):
            names = ", ".join(image.name for image in request.images)
            raise ModelRefused(f"{self.name} takes text only, and this request shows {names}; use a model that sees")
        with tempfile.TemporaryDirectory(prefix="osteon-", ignore_cleanup_errors=True) as folder:
            run = _Run(Path(folder))
            run.prompt.write_bytes(as_text(request).encode("utf-8", "surrogatepass"))
            words += _images(request, run, agent) if agent else []
            process = _start(words, run, agent)
            try:
                with run.output.open("rb") as growing:  # an agent's report is no text for people
                    self._await(process, _Listener(growing, None if agent else on_text), cancelled)
            finally:
                _end(process)
            output, said = self._output(label, process.returncode, run, agent)
            return self._report(label, output, said, agent) if agent else Response(output, Path(words[0]).stem)

    def _await(self, process: subprocess.Popen[bytes], listener: _Listener, cancelled: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.timeout
        while process.poll() is None:
            if cancelled():
                raise ModelError(f"cancelled while {self.name} was running")
            if time.monotonic() > deadline:
                raise ModelError(f"{self.name} gave no answer within {self.timeout:g} seconds; set a longer timeout")
            if listener.listen() > LARGEST_ANSWER:
                raise ModelError(f"{self.name} wrote more than {LARGEST_ANSWER:,} bytes and was stopped")
            time.sleep(POLL)
        listener.listen()

    def _output(self, label: str, code: int, run: _Run, agent: Agent | None) -> tuple[str, str]:
        """Return what the program wrote, and what to add to an error. Raises ModelError where it failed."""
        output, errors = run.output.read_bytes(), run.errors.read_bytes()
        said = redact(errors.decode("utf-8", "replace").strip()[-2000:])
        tail = f"; it said:\n{said}" if said else " and said nothing on standard error"
        if code != 0:
            reported = _reported_failure(output, agent)
            raise ModelError(f"{label}: {self.name} ended with exit code {code}{reported or tail}")
        if not output.strip():
            raise ModelError(f"{label}: {self.name} wrote no answer to standard output{tail}")
        try:
            return output.decode("utf-8"), tail
        except UnicodeDecodeError as error:
            raise ModelError(f"{label}: the answer of {self.name} is not UTF-8 (byte {error.start})") from error

    def _report(self, label: str, output: str, tail: str, agent: Agent) -> Response:
        try:
            report = agent.read(output)
        except AgentFailed as error:
            raise ModelError(f"{label}: {self.name} gave no answer: {redact(str(error))}") from error
        except _NO_REPORT as error:
            start = redact(output[:500])
            message = f"{label}: what {agent.program} wrote is not the report expected of it ({error!r}): {start}"
            raise ModelError(f"{message}\nUse `command:` with arguments that fit its version") from error
        if not report.text.strip():
            raise ModelError(f"{label}: the answer of {self.name} is empty{tail}")
        return Response(report.text, report.model or agent.program, report.usage)


_NO_REPORT = (ValueError, KeyError, TypeError, IndexError, AttributeError, StopIteration)


def _reported_failure(output: bytes, agent: Agent | None) -> str:
    """Return what an agent that failed says of it in its report; empty where it says nothing there."""
    if agent is not None:
        try:
            agent.read(output.decode("utf-8", "replace"))
        except AgentFailed as error:
            return f"; it said:\n{redact(str(error))}"
        except _NO_REPORT:
            pass
    return ""


def _agent(name: str) -> Agent | None:
    return AGENTS.get(name.partition(":")[0].strip())


def command_words(name: str) -> list[str]:
    """Return the argument list of a model string; raises ModelRefused where there is no such program."""
    agent = _agent(name)
    try:
        words = shlex.split(name.partition(":")[2])
    except ValueError as error:
        raise ModelRefused(f"{name}: {error}; quote the command as a shell would want it") from error
    if agent:
        words = [agent.program, *agent.arguments, *words]
    if not words:
        raise ModelRefused("command: names no program; write for example command: llm --model x")
    program = shutil.which(words[0])
    if program is None:
        raise ModelRefused(f"{name}: there is no program {words[0]}; install it or put its folder on PATH")
    return [os.path.abspath(program), *map(_absolute, words[1:])]


def _absolute(word: str) -> str:
    return os.path.abspath(word) if os.path.isfile(word) else word


def _images(request: Request, run: _Run, agent: Agent) -> list[str]:
    """Put a request's images into files and return the arguments that name them."""
    arguments: list[str] = []
    for number, image in enumerate(request.images):
        file = run.place / f"image-{number}.{image.name.rpartition('.')[2]}"
        file.write_bytes(image.data)
        arguments += [agent.image_option, str(file)]
    return arguments


@dataclass(frozen=True, slots=True)
class _Run:
    """The files of one run. Not pipes: no size of prompt or answer blocks, no grandchild keeps the output open."""

    place: Path

    @property
    def prompt(self) -> Path:
        return self.place / "prompt"

    @property
    def output(self) -> Path:
        return self.place / "output"

    @property
    def errors(self) -> Path:
        return self.place / "errors"


def _start(words: list[str], run: _Run, agent: Agent | None) -> subprocess.Popen[bytes]:
    folder = run.place / "empty"
    folder.mkdir()
    for file, text in agent.files.items() if agent else ():
        (run.place / file).write_text(text)
    words = [word.replace("{folder}", str(run.place)) for word in words] if agent else words
    environment = {**os.environ, **(agent.environment if agent else {})}
    with run.prompt.open("rb") as stdin, run.output.open("wb") as stdout, run.errors.open("wb") as stderr:
        try:
            return subprocess.Popen(
                words, stdin=stdin, stdout=stdout, stderr=stderr, cwd=folder, env=environment, start_new_session=True
            )
        except OSError as error:
            raise ModelRefused(f"{words[0]} cannot be run: {error}") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing of the program running: it, and whatever it started and left behind."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    _signal_group(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # gone; macOS denies it for a group of zombies
        os.killpg(process.pid, number)


class _Listener:
    """Passes on what a growing file holds, once, in pieces that break no character."""

    def __init__(self, file: IO[bytes], on_text: Callable[[str], None] | None) -> None:
        self._file = file
        self._on_text = on_text
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def listen(self) -> int:
        """Report what is new; return the size so far in bytes."""
        text = self._decoder.decode(self._file.read())
        if text and self._on_text is not None:
            self._on_text(text)
        return self._file.tell()
