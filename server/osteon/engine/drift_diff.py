"""The three versions of a drifted file: what was built, what a person has now, and what a build would write next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from osteon.analysis.tasks import Task
from osteon.engine.drift import Drift
from osteon.engine.files import OBSTACLES
from osteon.engine.gather import Gathered, gather, read_output, record_of
from osteon.engine.plan import written
from osteon.engine.prompt import PromptError
from osteon.engine.reply import parse_reply
from osteon.engine.site import Site
from osteon.engine.store import StoreError
from osteon.models.port import digest


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """A drifted file in its three versions; None stands for no file."""

    drift: Drift
    base: bytes | None
    yours: bytes | None
    next: bytes | None
    origin: str
    """Where `next` is from, or why it is not known, as a sentence."""

    @property
    def changed(self) -> str:
        """What a person changed, as a unified diff; empty where there is nothing to compare as text."""
        return unified(self.base, self.yours, f"{self.drift.path} (built)", f"{self.drift.path} (yours)")

    @property
    def coming(self) -> str:
        """What a build would change, as a unified diff from what was built; empty where that is not known."""
        if self.next is None:
            return ""
        return unified(self.base, self.next, f"{self.drift.path} (built)", f"{self.drift.path} (next)")


def three_way(site: Site, drift: Drift) -> ThreeWay:
    """Return the three versions of a file; nothing is built or asked to find out."""
    base = site.store.blob(drift.base) if drift.base else None
    yours = None if drift.now in OBSTACLES else read_output(site, drift.path)
    task = site.tasks.get(drift.task)
    following, origin = _next(site, task, drift.path) if task else (None, "no task of the plan writes it any more")
    return ThreeWay(drift, base, yours, following, origin)


def unified(before: bytes | None, after: bytes | None, old: str, new: str) -> str:
    """Return a unified diff of two texts, an empty string where one of them is no text in UTF-8."""
    first, second = as_text(before or b""), as_text(after or b"")
    if first is None or second is None:
        return ""
    lines = difflib.unified_diff(first.splitlines(keepends=True), second.splitlines(keepends=True), old, new)
    return "".join(_ended(lines))


def as_text(data: bytes) -> str | None:
    """Return content as text, None where it is binary."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _ended(lines: Iterable[str]) -> list[str]:
    """Say of a last line that it has no end, as `diff` does."""
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def _next(site: Site, task: Task, path: str) -> tuple[bytes | None, str]:
    try:
        now = gather(site, task)
    except PromptError as error:
        return None, f"what a build would write is not known: {error}"
    if path in now.copies:
        return now.copies[path], "a build would copy this file"
    record = record_of(site, task, lambda _message: None)
    result = record.result(now.inputs.key) if record else None
    data = site.store.blob(result.outputs[path]) if result and path in result.outputs else None
    if data is not None:
        return data, "a build would restore this result"
    text = _answered(site, task, now, path)
    if text is not None:
        return text.encode(), "a build would begin with this stored answer, which is not verified yet"
    return None, "what a build would write is not known: a model would be asked"


def _answered(site: Site, task: Task, now: Gathered, path: str) -> str | None:
    """Return a file of the first stored answer to a task's request, where that can be used."""
    try:
        responses = site.store.exchange(digest(now.request)).responses if now.request else ()
    except StoreError:
        return None
    return parse_reply(responses[0].text, written(task)).files.get(path) if responses else None
