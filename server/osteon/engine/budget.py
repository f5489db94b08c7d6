"""What a build may spend: every call reserves what it is likely to cost before it is made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from osteon.models.port import Request, Response, Usage
from osteon.models.prices import Price

CHARACTERS_PER_TOKEN = 3
"""Fewer than texts have on average, so that a prompt is not taken for cheaper than it is."""
OUTPUT_TOKENS = 4_000
"""What an answer is taken to have at most, until one was longer or where the request has no `max_tokens`."""
LIMITS = ("max_tokens", "max_completion_tokens")


class OverBudget(Exception):
    """The next call could cross the spending limit. The message says how much was spent."""


@dataclass(slots=True)
class Budget:
    """What a build may spend, in US dollars; None is no limit. What nobody has a price for counts as nothing.

    With `max_tokens` among a role's parameters the limit holds exactly. Without it one round of answers can be longer
    than any before, and so cost more than was reserved for it.
    """

    limit: float | None = None
    spent: float = 0.0
    _reserved: float = 0.0
    _dearest: float = 0.0
    """The dearest call so far: what a call is likely to cost where only the backend knows prices."""
    _longest: int = OUTPUT_TOKENS
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def call(self, request: Request, price: Price | None) -> Iterator[Callable[[Response], Response]]:
        """Reserve the cost of one call; what is yielded books the response and returns it with its price.

        Raises OverBudget where what is spent, what runs and this call could cross the limit together.
        """
        cost = self._likely_cost(request, price)
        with self._lock:
            if self.limit is not None and self.spent + self._reserved + cost > self.limit:
                raise OverBudget(self._refusal(cost))
            self._reserved += cost
        try:
            yield lambda response: self._book(response, price)
        finally:
            with self._lock:
                self._reserved -= cost

    def _likely_cost(self, request: Request, price: Price | None) -> float:
        if price is None:
            return self._dearest
        given = next((request.parameters[name] for name in LIMITS if name in request.parameters), None)
        output = given if isinstance(given, int) else self._longest
        return price.of(sum(len(message.text) for message in request.messages) // CHARACTERS_PER_TOKEN, output)

    def _refusal(self, cost: float) -> str:
        running = f", {self._reserved:.2f} is reserved by calls that run" if self._reserved else ""
        return (
            f"the budget of {self.limit:.2f} USD could be crossed: {self.spent:.2f} USD is spent{running}, "
            f"and this call may cost {cost:.2f}; raise usd in [tool.osteon.budget], or build again to spend it anew"
        )

    def _book(self, response: Response, price: Price | None) -> Response:
        usage = _priced(response.usage, price)
        with self._lock:
            self.spent += usage.usd or 0.0
            self._dearest = max(self._dearest, usage.usd or 0.0)
            self._longest = max(self._longest, usage.output_tokens or 0)
        return response if usage == response.usage else replace(response, usage=usage)


def _priced(usage: Usage, price: Price | None) -> Usage:
    """Return a usage with its price, where the backend did not say and the tokens are known."""
    if usage.usd is not None or price is None or usage.input_tokens is None or usage.output_tokens is None:
        return usage
    return replace(usage, usd=price.of(usage.input_tokens, usage.output_tokens))
