"""What a hosted model's failure means for the one who asked, and what to do next."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from osteon.models.port import ModelError, ModelRefused, RateLimited, Unavailable
from osteon.models.retry import parse_retry_after
from osteon.models.secrets import redact

LONGEST = 600
"""Characters of a server's own words that a message quotes."""

NOISE_BEFORE = re.compile(r"^(?:[\w.]+(?:Error|Exception|Timeout)(?::| -) )+")
NOISE_AFTER = re.compile(r" (?:Original exception:|Traceback \(most recent call last\):|To drop unsupported)|\.$")
"""The client's names for its layers, and its own insides: no help to the one who reads the message."""

NEXT_STEPS: Mapping[int, str] = {
    400: "change the request or the model's parameters",
    401: "check the key",
    402: "the account needs credit",
    403: "the key may not use this model; use another key or model",
    404: "check the model's name and api_base",
    413: "the prompt is too large for the server; split the task or use another model",
    422: "change the request or the model's parameters",
}
"""What helps, by HTTP status; a status in this table can never succeed by asking again."""


def translate(
    failure: Exception, *, model: str, missing_keys: Sequence[str] = (), secret: str | None = None
) -> ModelError:
    """Return the port's error for an exception of an HTTP model client. Its message holds no credential.

    `missing_keys` are the environment variables that the model's provider reads and that are not set. `secret` is the
    key that was sent, where it is known.
    """
    said = _said(failure, secret)
    status = _status(failure)
    if missing_keys and (status in (401, 403) or "credential" in said.lower() or "api_key" in said.lower()):
        return ModelRefused(f"{model}: there is no key; {_to_set(missing_keys)}")
    if "LLM Provider NOT provided" in said:
        return ModelRefused(
            f"{model}: no provider goes by that name; a model string is provider/model, for example "
            "anthropic/claude-sonnet-4-5, or one of replay, mailbox, command: …"
        )
    if status == 429:
        return _limited(failure, model, said)
    next_step = _next_step(failure, status)
    if next_step is not None:
        return ModelRefused(f"{model}: the request was refused ({status}): {said}; {next_step}")
    return Unavailable(
        f"{model}: no answer ({type(failure).__name__}): {said}; check the network and api_base, or try later"
    )


def _to_set(variables: Sequence[str]) -> str:
    """Say which variables to set; of several, some may stand for each other, and only the provider knows which."""
    if len(variables) == 1:
        return f"set the environment variable {variables[0]}"
    return f"of the environment variables that its provider reads, these are not set: {', '.join(variables)}"


def _said(failure: Exception, secret: str | None) -> str:
    """Return the server's words on one line, shortened, without credentials."""
    text = " ".join(redact(str(failure), secret=secret).split())
    text = NOISE_BEFORE.sub("", NOISE_AFTER.split(text, maxsplit=1)[0])
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _details(failure: Exception) -> str:
    """Return all there is to read: the client keeps the server's error codes one exception further down."""
    return f"{failure} {failure.__context__}"


def _status(failure: Exception) -> int | None:
    status = getattr(failure, "status_code", None)
    return status if isinstance(status, int) else None


def _limited(failure: Exception, model: str, said: str) -> ModelError:
    if "insufficient_quota" in _details(failure):
        return ModelRefused(f"{model}: the account has no credit left: {said}; add credit or use another model")
    seconds = parse_retry_after(_headers(failure).get("retry-after"), now=time.time())
    return RateLimited(f"{model}: the server asks for patience: {said}; try again later", retry_after=seconds)


def _headers(failure: Exception) -> Mapping[str, Any]:
    """Return the answer's headers, in lower case, from where the client keeps them."""
    response = getattr(failure, "response", None)
    for headers in (getattr(failure, "litellm_response_headers", None), getattr(response, "headers", None)):
        if headers:
            return {str(name).lower(): value for name, value in headers.items()}
    return {}


def _next_step(failure: Exception, status: int | None) -> str | None:
    kind = type(failure).__name__
    if kind == "ContextWindowExceededError" or "context_length_exceeded" in _details(failure):
        return "the prompt is larger than the model can read; split the task or use another model"
    if kind == "ContentPolicyViolationError":
        return "the provider's content rules forbid it; change the specification or use another model"
    return NEXT_STEPS.get(status or 0)
