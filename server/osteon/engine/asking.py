"""Asking a model: the store first, then the model within its rate limits and the budget, and every answer is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from osteon.engine.budget import Budget
from osteon.engine.store import Store, StoreError
from osteon.models.port import Model, ModelError, RateLimited, Request, Response, Usage, digest
from osteon.models.prices import Price

LONGEST_PATIENCE = 8
"""How many times in a row one request may be told to come back later."""
Number = TypeVar("Number", int, float)
FIRST_PAUSE = 2.0
"""Seconds of the first pause where a rate limit does not say how long; doubled each time."""
LONGEST_PAUSE = 300.0
POLL = 0.1
"""Seconds between two looks at `cancelled` while waiting."""


class Cancelled(Exception):
    """The build was asked to stop."""


class NotStored(Exception):
    """The store has no (further) answer to a request, and asking is not allowed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and its address in the store."""

    address: str
    response: Response
    asked: bool
    """Whether a model was called for it in this build."""


@dataclass(slots=True)
class Pool:
    """How many model calls may run at once: `limit` at first, fewer after a rate limit, slowly more again."""

    limit: int
    now: Callable[[], float] = time.monotonic
    _allowed: float = 0.0
    _running: int = 0
    _open_at: float = 0.0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._allowed = float(self.limit)

    @contextmanager
    def place(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Hold one place, waiting for it. Raises Cancelled."""
        with self._changed:
            while self._running >= int(self._allowed) or self.now() < self._open_at:
                if cancelled():
                    raise Cancelled
                self._changed.wait(POLL)
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def slow_down(self, seconds: float) -> None:
        """Halve the pool, and let nothing start for some seconds."""
        with self._changed:
            self._allowed = max(1.0, self._allowed / 2)
            self._open_at = max(self._open_at, self.now() + seconds)

    def speed_up(self) -> None:
        """Grow again after a success, by one place for each round of the pool."""
        with self._changed:
            self._allowed = min(float(self.limit), self._allowed + 1 / self._allowed)


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers requests. `models` gives the backend behind a role; it is called only when a model has to be asked."""

    store: Store
    models: Callable[[str], Model]
    pool: Pool
    budget: Budget = field(default_factory=Budget)
    price: Callable[[str], Price | None] = lambda _role: None
    """The price of the model behind a role; None where it is not known."""
    offline: bool = False
    cancelled: Callable[[], bool] = lambda: False
    warn: Callable[[str], None] = lambda _message: None

    def ask(
        self, role: str, request: Request, *, label: str, used: set[str], on_text: Callable[[str], None] | None = None
    ) -> Answer:
        """Return the first stored answer whose address is not in `used`, else the model's; add its address to `used`.

        Raises NotStored when a model would be needed offline, ModelError, OverBudget, Cancelled, StoreError.
        """
        stored = self._stored(request, used)
        answer = stored or self._fresh(role, request, label, on_text)
        used.add(answer.address)
        return answer

    def _stored(self, request: Request, used: set[str]) -> Answer | None:
        key = digest(request)
        try:
            responses = self.store.exchange(key).responses
        except StoreError as error:
            self.warn(str(error))
            return None
        answers = (Answer(address(key, number), response, asked=False) for number, response in enumerate(responses))
        return next((answer for answer in answers if answer.address not in used), None)

    def _fresh(self, role: str, request: Request, label: str, on_text: Callable[[str], None] | None) -> Answer:
        if self.offline:
            raise NotStored(f"no stored answer to request {digest(request)[:12]}")
        model = self.models(role)
        for patience in range(LONGEST_PATIENCE + 1):
            try:
                response = self._call(role, model, request, label, on_text)
                break
            except RateLimited as limited:
                if patience == LONGEST_PATIENCE:
                    raise
                self._wait_for(limited, patience, label)
        for image in request.images:
            self.store.put_blob(image.data)
        self.pool.speed_up()
        return Answer(address(digest(request), self.store.add_response(request, response)), response, asked=True)

    def _call(
        self, role: str, model: Model, request: Request, label: str, on_text: Callable[[str], None] | None
    ) -> Response:
        with self.pool.place(self.cancelled), self.budget.call(request, self.price(role)) as book:
            try:
                return book(model.complete(request, label=label, on_text=on_text, cancelled=self.cancelled))
            except ModelError:
                if self.cancelled():
                    raise Cancelled from None
                raise

    def _wait_for(self, limited: RateLimited, patience: int, label: str) -> None:
        seconds = limited.retry_after if limited.retry_after is not None else FIRST_PAUSE * 2**patience
        self.warn(f"{label}: {limited}; all model calls pause for {min(seconds, LONGEST_PAUSE):.0f} s")
        self.pool.slow_down(min(seconds, LONGEST_PAUSE))


def address(key: str, number: int) -> str:
    """Return the address of the n-th answer to a request, counted from 0."""
    return f"{key}#{number + 1}" if number else key


def total(usages: Iterable[Usage]) -> Usage:
    """Add up usages; a sum of which any part is unknown is unknown."""
    values = tuple(usages)
    return Usage(
        _sum(usage.input_tokens for usage in values),
        _sum(usage.output_tokens for usage in values),
        _sum(usage.usd for usage in values),
    )


def _sum(values: Iterable[Number | None]) -> Number | None:
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if known and len(known) == len(listed) else None
