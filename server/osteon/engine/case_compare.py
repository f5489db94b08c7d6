"""Compares what built code returned with what a person expects, under the modes of `.vmd` groups.

Runs as part of a script outside of the package: the standard library is all it may import.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from decimal import Decimal, InvalidOperation
from typing import Any

Encoded = Mapping[str, Any]
Modes = Mapping[str, float | None]
DEFAULT_TOLERANCE = 1e-6


def matches(expected: Any, result: Encoded, modes: Modes) -> bool:
    """Tell whether `result`, as the worker encodes it, is what `expected`, a JSON value, asks for under `modes`."""
    if "schema" in modes:
        return fits_schema(plain(result), expected)
    if "matches" in modes:
        return result["kind"] == "str" and re.search(expected, result["value"]) is not None
    if "decimal" in modes:
        return _same_decimal(expected, result)
    tolerance = (modes["approx"] or DEFAULT_TOLERANCE) if "approx" in modes else None
    compare = Comparison(tolerance=tolerance, struct="struct" in modes)
    return compare.unordered(expected, result) if "unordered" in modes else compare.same(expected, result)


class Comparison:
    """Equality of a JSON value and a result: exact or within `tolerance`; with `struct`, objects are their fields."""

    def __init__(self, *, tolerance: float | None = None, struct: bool = False) -> None:
        self.tolerance = tolerance
        self.struct = struct

    def same(self, expected: Any, result: Encoded) -> bool:
        kind = result["kind"]
        if expected is None or isinstance(expected, bool | str):
            wanted = "null" if expected is None else "bool" if isinstance(expected, bool) else "str"
            return bool(kind == wanted and result["value"] == expected)
        if isinstance(expected, int | float):
            return kind in ("int", "float", "decimal") and self._same_number(expected, number(result))
        if isinstance(expected, list):
            return kind in ("list", "bytes") and self._same_items(expected, result["items"])
        return self._same_object(expected, result)

    def unordered(self, expected: Any, result: Encoded) -> bool:
        """Compare two collections without regard to order, at the top level."""
        if not isinstance(expected, list) or result["kind"] not in ("list", "bytes", "set"):
            return self.same(expected, result)
        left = list(result["items"])
        for item in expected:
            index = next((at for at, other in enumerate(left) if self.same(item, other)), None)
            if index is None:
                return False
            del left[index]
        return not left

    def _same_number(self, expected: float, got: int | float | Decimal) -> bool:
        if self.tolerance is None:
            return expected == got or (expected != expected and got != got)
        return _close(expected, got, self.tolerance)

    def _same_items(self, expected: Sequence[Any], items: Sequence[Encoded]) -> bool:
        return len(expected) == len(items) and all(map(self.same, expected, items))

    def _same_object(self, expected: Mapping[str, Any], result: Encoded) -> bool:
        if result["kind"] == "dict":
            parts = {_key(key): value for key, value in result["pairs"]}
            whole = expected.keys() == parts.keys() and len(parts) == len(result["pairs"])
        else:
            parts, whole = result.get("fields", {}), self.struct and expected.keys() <= result.get("fields", {}).keys()
        return whole and all(self.same(value, parts[name]) for name, value in expected.items())


def _close(expected: float, got: int | float | Decimal, tolerance: float) -> bool:
    try:
        near = math.isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance)
    except OverflowError:
        return expected == got
    return near or (math.isnan(expected) and math.isnan(got))


def number(result: Encoded) -> int | float | Decimal:
    """Return the number that a result is."""
    if result["kind"] == "int":
        return int(result["value"], 16)
    return Decimal(result["value"]) if result["kind"] == "decimal" else float(result["value"])


def _key(key: Encoded) -> str:
    """Return a dictionary's key as JSON has it: numbers become their digits."""
    return key["value"] if key["kind"] == "str" else str(number(key)) if key["kind"] == "int" else f"{key['kind']} key"


def _same_decimal(expected: Any, result: Encoded) -> bool:
    if result["kind"] not in ("int", "float", "decimal", "str"):
        return False
    try:
        got = Decimal(result["value"] if result["kind"] != "int" else number(result))
    except InvalidOperation:
        return False
    return got == Decimal(str(expected))


def plain(result: Encoded) -> Any:
    """Return a result as JSON data, for a schema; objects become their fields."""
    kind = result["kind"]
    if kind in ("null", "bool", "str"):
        return result["value"]
    if kind in ("int", "float", "decimal"):
        return number(result)
    if kind in ("list", "bytes", "set"):
        return [plain(item) for item in result["items"]]
    if kind == "dict":
        return {_key(key): plain(value) for key, value in result["pairs"]}
    return {name: plain(value) for name, value in result.get("fields", {}).items()}


def fits_schema(data: Any, schema: Any) -> bool:
    """Tell whether `data` is what a JSON schema (the keywords in `KEYWORDS`) describes.

    Raises ValueError for a keyword that is not there.
    """
    if isinstance(schema, bool):
        return schema
    unknown = schema.keys() - KEYWORDS.keys() - ANNOTATIONS
    if unknown:
        raise ValueError(f"~schema does not know the keyword {sorted(unknown)[0]!r}")
    return all(KEYWORDS[keyword](data, value, schema) for keyword, value in schema.items() if keyword in KEYWORDS)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda data: data is None,
    "boolean": lambda data: isinstance(data, bool),
    "integer": lambda data: _is_number(data) and data == data // 1,
    "number": lambda data: _is_number(data),
    "string": lambda data: isinstance(data, str),
    "array": lambda data: isinstance(data, list),
    "object": lambda data: isinstance(data, dict),
}


def _is_number(data: Any) -> bool:
    return isinstance(data, int | float | Decimal) and not isinstance(data, bool)


def _json_equal(one: Any, other: Any) -> bool:
    """Tell whether two values are equal in JSON, where true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_json_equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_json_equal(one[key], other[key]) for key in one)
    return bool(one == other)


def _type(data: Any, types: Any, _schema: Any) -> bool:
    return any(_TYPES[name](data) for name in ([types] if isinstance(types, str) else types))


def _properties(data: Any, properties: Any, _schema: Any) -> bool:
    if not isinstance(data, dict):
        return True
    return all(fits_schema(data[name], schema) for name, schema in properties.items() if name in data)


def _additional(data: Any, schema: Any, whole: Any) -> bool:
    extra = data.keys() - whole.get("properties", {}).keys() if isinstance(data, dict) else ()
    return all(fits_schema(data[name], schema) for name in extra)


def _items(data: Any, schema: Any, whole: Any) -> bool:
    rest = data[len(whole.get("prefixItems", ())) :] if isinstance(data, list) else ()
    return all(fits_schema(item, schema) for item in rest)


def _prefix(data: Any, schemas: Any, _schema: Any) -> bool:
    return not isinstance(data, list) or all(map(fits_schema, data, schemas))


def _unique(data: Any, wanted: Any, _schema: Any) -> bool:
    if not wanted or not isinstance(data, list):
        return True
    return not any(_json_equal(item, other) for at, item in enumerate(data) for other in data[:at])


def _count(kind: type[Sized], fits: Callable[[int, Any], bool]) -> Callable[[Any, Any, Any], bool]:
    return lambda data, limit, _schema: not isinstance(data, kind) or fits(len(data), limit)


def _limit(fits: Callable[[Any, Any], bool]) -> Callable[[Any, Any, Any], bool]:
    return lambda data, limit, _schema: not _is_number(data) or fits(data, limit)


def _multiple(data: Any, step: Any) -> bool:
    return Decimal(str(data)) % Decimal(str(step)) == 0


KEYWORDS: Mapping[str, Callable[[Any, Any, Any], bool]] = {
    "type": _type,
    "enum": lambda data, values, _: any(_json_equal(data, value) for value in values),
    "const": lambda data, value, _: _json_equal(data, value),
    "properties": _properties,
    "required": lambda data, names, _: not isinstance(data, dict) or set(names) <= data.keys(),
    "additionalProperties": _additional,
    "minProperties": _count(dict, lambda size, limit: size >= limit),
    "maxProperties": _count(dict, lambda size, limit: size <= limit),
    "items": _items,
    "prefixItems": _prefix,
    "minItems": _count(list, lambda size, limit: size >= limit),
    "maxItems": _count(list, lambda size, limit: size <= limit),
    "uniqueItems": _unique,
    "minLength": _count(str, lambda size, limit: size >= limit),
    "maxLength": _count(str, lambda size, limit: size <= limit),
    "pattern": lambda data, pattern, _: not isinstance(data, str) or re.search(pattern, data) is not None,
    "minimum": _limit(lambda data, limit: data >= limit),
    "maximum": _limit(lambda data, limit: data <= limit),
    "exclusiveMinimum": _limit(lambda data, limit: data > limit),
    "exclusiveMaximum": _limit(lambda data, limit: data < limit),
    "multipleOf": _limit(_multiple),
    "allOf": lambda data, schemas, _: all(fits_schema(data, schema) for schema in schemas),
    "anyOf": lambda data, schemas, _: any(fits_schema(data, schema) for schema in schemas),
    "oneOf": lambda data, schemas, _: sum(fits_schema(data, schema) for schema in schemas) == 1,
    "not": lambda data, schema, _: not fits_schema(data, schema),
}
"""What a `~schema` may say, of JSON Schema 2020-12."""

ANNOTATIONS = frozenset({"$schema", "$id", "$comment", "title", "description", "default", "examples", "format"})
"""Keywords that say something to a reader only."""
