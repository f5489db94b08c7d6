"""The backend that never calls anything: what the store does not hold has no answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from osteon.models.port import ModelRefused, Request, Response, digest


@dataclass(frozen=True, slots=True)
class Replay:
    """Refuses every request; the engine has looked in the store before it asks a model."""

    name: str = "replay"

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,  # noqa: ARG002 - the port's shape
        cancelled: Callable[[], bool] = lambda: False,  # noqa: ARG002 - the port's shape
    ) -> Response:
        """Raise ModelRefused, always."""
        raise ModelRefused(
            f"{label}: this request ({digest(request)[:12]}) is not in the store, and replay calls no model; "
            "build with a model, or restore the store that has its answer"
        )
