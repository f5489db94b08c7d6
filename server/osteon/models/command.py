"""The backend that asks a program: the prompt on its standard input, the answer from its standard output.

`command: claude --print` runs `claude --print`. It is the user's own program: it runs with the user's environment and
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
    """Runs the program that `name`, a model string `command: …`, gives; `timeout` is in seconds."""

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
        with tempfile.TemporaryDirectory(prefix="osteon-", ignore_cleanup_errors=True) as folder:
            run = _Run(Path(folder))
            run.prompt.write_bytes(as_text(request).encode("utf-8", "surrogatepass"))
            process = _start(words, run)
            try:
                with run.output.open("rb") as output:
                    self._await(process, _Listener(output, on_text), cancelled)
            finally:
                _end(process)
            return self._answer(label, words, process.returncode, run)

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

    def _answer(self, label: str, words: list[str], code: int, run: _Run) -> Response:
        output, errors = run.output.read_bytes(), run.errors.read_bytes()
        said = redact(errors.decode("utf-8", "replace").strip()[-2000:])
        tail = f"; it said:\n{said}" if said else " and said nothing on standard error"
        if code != 0:
            raise ModelError(f"{label}: {self.name} ended with exit code {code}{tail}")
        if not output.strip():
            raise ModelError(f"{label}: {self.name} wrote no answer to standard output{tail}")
        try:
            return Response(output.decode("utf-8"), Path(words[0]).stem)
        except UnicodeDecodeError as error:
            raise ModelError(f"{label}: the answer of {self.name} is not UTF-8 (byte {error.start})") from error


def command_words(name: str) -> list[str]:
    """Return the argument list of a `command: …` model string; raises ModelRefused where there is no such program."""
    line = name.partition(":")[2]
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise ModelRefused(f"{name}: {error}; quote the command as a shell would want it") from error
    if not words:
        raise ModelRefused("command: names no program; write for example command: claude --print")
    program = shutil.which(words[0])
    if program is None:
        raise ModelRefused(f"{name}: there is no program {words[0]}; install it or put its folder on PATH")
    return [os.path.abspath(program), *map(_absolute, words[1:])]


def _absolute(word: str) -> str:
    return os.path.abspath(word) if os.path.isfile(word) else word


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


def _start(words: list[str], run: _Run) -> subprocess.Popen[bytes]:
    folder = run.place / "empty"
    folder.mkdir()
    with run.prompt.open("rb") as stdin, run.output.open("wb") as stdout, run.errors.open("wb") as stderr:
        try:
            return subprocess.Popen(
                words, stdin=stdin, stdout=stdout, stderr=stderr, cwd=folder, start_new_session=True
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
