"""Lets values pass that a newer client knows and lsprotocol does not, instead of refusing the whole message."""

from __future__ import annotations

from enum import Enum
from typing import Any

from cattrs import Converter
from lsprotocol import types
from pygls.protocol import default_converter


def lenient_converter() -> Converter:
    """Return lsprotocol's converter, in which an unknown enum value stays the raw value that the client sent."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls leaves it untyped
    for kind in vars(types).values():
        if isinstance(kind, type) and issubclass(kind, Enum):
            converter.register_structure_hook(kind, _known_or_raw)
            converter.register_unstructure_hook(kind, _raw)
    return converter


def _known_or_raw(value: Any, kind: type[Enum]) -> Any:
    try:
        return kind(value)
    except ValueError:
        return value


def _raw(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
