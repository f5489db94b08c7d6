"""The port through which the engine speaks to a language model, whatever stands behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Image:
    """An image that goes with a message. Equal images have equal digests; the content is not part of the request."""

    name: str
    """What the message's text calls it."""
    media_type: str
    """Such as `image/png`."""
    sha256: str
    data: bytes = field(default=b"", repr=False, compare=False)
    """Empty where only the digest is known, as in a stored request."""

    def described(self) -> dict[str, str]:
        """Return the JSON value that stands for the image in a request."""
        return {"name": self.name, "media_type": self.media_type, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a request: who speaks, the text exactly as the model gets it, and the images that go with it."""

    role: Role
    text: str
    images: tuple[Image, ...] = ()

    def described(self) -> dict[str, Any]:
        """Return the JSON value of the message in a request: digested, and stored."""
        images = {"images": [image.described() for image in self.images]} if self.images else {}
        return {"role": self.role, "text": self.text, **images}


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that can change a model's answer. Equal requests have equal digests."""

    model: str
    """The resolved model string of the role, for example `openai/gpt-…`, `mailbox` or `command: claude --print`."""
    messages: tuple[Message, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None
    """A JSON Schema that the reply must satisfy, or None for free text."""

    @property
    def images(self) -> tuple[Image, ...]:
        """The images of all messages, in order."""
        return tuple(image for message in self.messages for image in message.images)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one exchange; `usd` is None where the price is unknown, never zero by guess."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A model's whole answer, and who gave it."""

    text: str
    answered_by: str
    """The model or party that answered, in its own words, for example the model name a server reports."""
    usage: Usage = Usage()


class ModelError(Exception):
    """A request that got no usable answer. The message says what happened, where, and the next step."""


class ModelRefused(ModelError):
    """The request can never succeed as it stands (no key, unknown model, replay without a record): do not retry."""


class RateLimited(ModelError):
    """The server asks for patience; `retry_after` is in seconds, None where it did not say."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(ModelError):
    """The server failed in passing (5xx, a timeout, a dropped stream): the same request may succeed later."""


class Model(Protocol):
    """A backend. `complete` may be called from several threads at once; it raises only ModelError and its kinds.

    `on_text` receives pieces of the answer as they stream in, where the backend streams.
    `cancelled` is polled while waiting; when it returns True the backend stops and raises ModelError.
    `label` names the request for people (a task's id): mailbox names its files after it.
    """

    @property
    def name(self) -> str: ...

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response: ...


def canonical(request: Request) -> bytes:
    """Return the one JSON form of a request: UTF-8, keys sorted, no spaces. What is digested and what is stored.

    Raises ModelRefused where a parameter or the schema holds something that JSON has no form for.
    """
    document = {
        "messages": [message.described() for message in request.messages],
        "model": request.model,
        "parameters": dict(request.parameters),
        "schema": None if request.schema is None else dict(request.schema),
    }
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ModelRefused(
            f"the request to {request.model} cannot be written as JSON: {error}; "
            "use only text, finite numbers, true, false, lists and tables in the model's parameters"
        ) from error
    return text.encode("utf-8", "surrogatepass")


def digest(request: Request) -> str:
    """Return the SHA-256 of a request's canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(request)).hexdigest()
