"""The backend that asks by file: each prompt is a file in a folder, and a person or any tool puts an answer beside it.

For a request named `draw` there are, in the mailbox folder:

- `draw.<digest>.prompt.md`, written by us, whole from the first instant;
- `draw.<digest>.answer.md`, awaited; it is read once it has text and has stopped growing. A tool that writes slowly
  writes elsewhere in the folder and renames;
- `draw.<digest>.answered-by.txt`, optional, written before the answer: who answers.

Once the answer is taken all of them move to `answered/`. An answer that is there first is taken without asking, so a
build that was killed goes on where it was.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from osteon.models.port import ModelError, ModelRefused, Request, Response, digest
from osteon.models.prompt_text import as_text

POLL = 0.5
"""Seconds between two looks at the folder; an answer is complete when two looks see the same."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Writes prompts to `folder` and waits there for answers, without limit where `timeout` (seconds) is None."""

    folder: Path
    timeout: float | None = None
    poll: float = POLL
    name: str = "mailbox"

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response:
        """Return the answer file's text, byte for byte; raises ModelError when cancelled or out of time."""
        letter = _letter(self.folder, label, digest(request))
        try:
            images = _images(letter, request)
            if not _ready(letter.answer):
                for file, data in images.items():
                    _write_atomically(file, data)
                text = _heading(letter, images) + as_text(request)
                _write_atomically(letter.prompt, text.encode("utf-8", "surrogatepass"))
            self._await(letter, cancelled)
            response = _read(letter)
            _file_away(letter, images)
        except OSError as error:
            raise ModelRefused(f"{label}: the mailbox {self.folder} cannot be used: {error}") from error
        if on_text is not None:
            on_text(response.text)
        return response

    def _await(self, letter: _Letter, cancelled: Callable[[], bool]) -> None:
        deadline = None if self.timeout is None else time.monotonic() + self.timeout
        before, now = None, _look(letter.answer)
        while now is None or now != before:
            if cancelled():
                raise ModelError(f"cancelled; the question stays in {letter.prompt}")
            if deadline is not None and time.monotonic() > deadline:
                raise ModelError(
                    f"no answer in {letter.answer} within {self.timeout:g} seconds; "
                    "answer it and build again, or set a longer timeout"
                )
            time.sleep(self.poll)
            before, now = now, _look(letter.answer)


@dataclass(frozen=True, slots=True)
class _Letter:
    prompt: Path
    answer: Path
    answered_by: Path

    @property
    def done(self) -> Path:
        return self.prompt.parent / "answered"


def _letter(folder: Path, label: str, request_digest: str) -> _Letter:
    """Name the files; a label is any text, a file name is not."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", label).strip(".-")[:80] or "request"
    stem = f"{plain}.{request_digest[:12]}"
    return _Letter(folder / f"{stem}.prompt.md", folder / f"{stem}.answer.md", folder / f"{stem}.answered-by.txt")


def _images(letter: _Letter, request: Request) -> dict[Path, bytes]:
    """Name the files beside the prompt that hold its images, in order."""
    stem = letter.prompt.name.removesuffix(".prompt.md")
    named = (f"{stem}.image-{number}.{image.name.rpartition('.')[2]}" for number, image in enumerate(request.images, 1))
    return {letter.prompt.with_name(name): image.data for name, image in zip(named, request.images, strict=True)}


def _heading(letter: _Letter, images: Iterable[Path]) -> str:
    earlier = letter.done / letter.answer.name
    again = f"> An earlier answer to the same request is `answered/{earlier.name}`; copy it here to give it again.\n"
    return (
        f"> Write the answer to everything below the line, and nothing else, to `{letter.answer.name}` "
        "in this folder. Osteon waits for that file.\n"
        + "".join(f"> The image `{file.name}` belongs to it.\n" for file in images)
        + (again if earlier.exists() else "")
        + "\n---\n\n"
    )


def _ready(answer: Path) -> bool:
    return _look(answer) is not None


def _look(answer: Path) -> tuple[int, int] | None:
    """Return the size and the time of an answer that has text, or None."""
    try:
        status = answer.stat()
    except FileNotFoundError:
        return None
    if status.st_size == 0 or (status.st_size < 64 and not answer.read_bytes().strip()):
        return None
    return status.st_size, status.st_mtime_ns


def _read(letter: _Letter) -> Response:
    try:
        text = letter.answer.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ModelError(
            f"{letter.answer} is not UTF-8 (byte {error.start}); it is kept as it is: save it as UTF-8 and build again"
        ) from error
    return Response(text, _answered_by(letter.answered_by))


def _answered_by(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return "mailbox"
    return lines[0].strip() or "mailbox"


def _file_away(letter: _Letter, images: Iterable[Path]) -> None:
    """Move the files to `answered/`; the answer after the prompt, so that a kill in between leaves it to be taken."""
    letter.done.mkdir(exist_ok=True)
    for file in (*images, letter.prompt, letter.answer, letter.answered_by):
        if file.exists():
            file.rename(_free(letter.done / file.name))


def _free(path: Path) -> Path:
    """Return the path, numbered where that is needed to overwrite nothing."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


def _write_atomically(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)  # a temporary file is its owner's alone; a prompt is for whoever answers
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
