"""Patience with a server: bounded repeats, longer waits each time, and its own word on how long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from osteon.models.port import Model, ModelError, RateLimited, Request, Response, Unavailable

SLICE = 0.1
"""Seconds between two looks at `cancelled` while waiting."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A model whose passing failures are repeated after a wait.

    `on` names the failures worth a repeat. A pool that slows itself down on RateLimited leaves that to itself; a lone
    caller uses `patient`. After `retries` repeats, or where the server asks for more than `longest` seconds, the
    failure is raised as it came. `on_text` starts anew with each repeat.
    """

    model: Model
    retries: int = 3
    on: tuple[type[ModelError], ...] = (Unavailable,)
    first: float = 1.0
    """Seconds before the first repeat; doubled for each further one, then scattered between half and whole."""
    longest: float = 300.0
    """The longest single wait, in seconds."""
    sleep: Callable[[float], None] = time.sleep

    @property
    def name(self) -> str:
        """The name of the model behind."""
        return self.model.name

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response:
        """Ask until there is an answer or patience ends; raises what the last attempt raised."""
        for repeat in range(self.retries):
            try:
                return self.model.complete(request, label=label, on_text=on_text, cancelled=cancelled)
            except self.on as failure:
                seconds = self._wait_after(failure, repeat)
                if seconds is None:
                    raise
            self._wait(seconds, cancelled)
        return self.model.complete(request, label=label, on_text=on_text, cancelled=cancelled)

    def _wait_after(self, failure: ModelError, repeat: int) -> float | None:
        """Return the seconds to wait, or None where the server asks for more than anyone would wait."""
        asked = failure.retry_after if isinstance(failure, RateLimited) else None
        if asked is not None:
            return asked + random.uniform(0, self.first) if asked <= self.longest else None
        whole = min(self.first * 2.0**repeat, self.longest)
        return random.uniform(whole / 2, whole)

    def _wait(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        while seconds > 0:
            if cancelled():
                raise ModelError(f"cancelled while waiting to ask {self.name} again")
            self.sleep(min(SLICE, seconds))
            seconds -= SLICE


def patient(model: Model, *, retries: int = 8, sleep: Callable[[float], None] = time.sleep) -> Patient:
    """Return the model with rate limits waited out, for a caller that has no pool to slow down."""
    return Patient(model, retries=retries, on=(RateLimited,), sleep=sleep)


def parse_retry_after(value: str | None, *, now: float) -> float | None:
    """Return the seconds of a Retry-After header, given in seconds or as an HTTP date; None where it says neither.

    `now` is the present in seconds since 1970. A moment that has passed is 0. Source: RFC 9110, section 10.2.3.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        return _until(value, now)
    return seconds if 0 <= seconds < float("inf") else None


def _until(date: str, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, OverflowError):
        return None
