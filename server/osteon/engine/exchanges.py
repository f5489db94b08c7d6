"""Exchanges: a request to a model and every answer it ever got, as stable JSON without credentials."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from osteon.models.port import Image, Message, Request, Response, Usage

FORMAT = 1
SECRET_NAME = re.compile(r"key|token|secret|password|authorization|credential", re.IGNORECASE)
NOT_SECRET = frozenset({"max_tokens", "max_completion_tokens", "budget_tokens", "top_k_tokens"})
SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a character, which a broken reply may hold and UTF-8 cannot: JSON writes it as an escape."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and every response it ever got, oldest first."""

    responses: tuple[Response, ...] = ()
    times: tuple[str, ...] = ()
    """When each response came, as ISO 8601 in UTC; empty text where that was not noted."""
    request: Request | None = None
    """The request without what could be a credential; None where it cannot be read."""
    left_out: bool = False
    """Whether parameters were left out of the request that is stored: its digest then cannot be computed again."""


def read_exchange(data: bytes) -> Exchange:
    """Read a stored exchange. Raises ValueError, TypeError, KeyError or AttributeError for what is none."""
    value = json.loads(data)
    responses = value["responses"]
    return Exchange(
        tuple(_read_response(response) for response in responses),
        tuple(str(response.get("time", "")) for response in responses),
        _read_request(value.get("request")),
        bool(value.get("left_out")),
    )


def _read_response(value: Mapping[str, Any]) -> Response:
    usage = value.get("usage") or {}
    known = {name: _number(usage.get(name)) for name in ("input_tokens", "output_tokens", "usd")}
    if not isinstance(value["text"], str):
        raise TypeError("the text of a response is not a string")
    return Response(value["text"], str(value["answered_by"]), Usage(**known))


def _number(value: Any) -> Any:
    if value is not None and not isinstance(value, int | float):
        raise TypeError("a number of a response's usage is none")
    return value


def _read_request(value: Any) -> Request | None:
    try:
        messages = tuple(_read_message(message) for message in value["messages"])
        return Request(value["model"], messages, value["parameters"], value["schema"])
    except (TypeError, KeyError):
        return None


def _read_message(value: Mapping[str, Any]) -> Message:
    images = tuple(Image(image["name"], image["media_type"], image["sha256"]) for image in value.get("images", ()))
    return Message(value["role"], value["text"], images)


def new_exchange(request: Request) -> dict[str, Any]:
    """Return the JSON value of an exchange to which no response came yet."""
    parameters = without_secrets(request.parameters)
    stored = {
        "model": request.model,
        "messages": [message.described() for message in request.messages],
        "parameters": parameters,
        "schema": request.schema,
    }
    value = {"format": FORMAT, "request": stored, "responses": []}
    return value if parameters == _plain(request.parameters) else {**value, "left_out": True}


def response_value(response: Response) -> dict[str, Any]:
    """Return the JSON value of a response that came just now."""
    time = datetime.now(UTC).isoformat(timespec="seconds")
    return {"text": response.text, "answered_by": response.answered_by, "usage": asdict(response.usage), "time": time}


def without_secrets(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters without those whose names say that they hold a credential, at any depth."""
    return {
        name: _clean(value) for name, value in parameters.items() if name in NOT_SECRET or not SECRET_NAME.search(name)
    }


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_secrets(value)
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    """Return a value with lists and dictionaries only, as JSON gives it back."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def stable_json(value: Any) -> bytes:
    """Return the one JSON text of a value, with a line for each key, sorted."""
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a character is rare, and looking for one takes far longer
        return SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()
