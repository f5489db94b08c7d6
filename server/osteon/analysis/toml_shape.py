"""What keys and values a TOML file may hold: one table that checks it, documents it and gives its JSON Schema."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from osteon.analysis.file_paths import path_problem
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.toml_tree import Entry, Table, Value, plain

Type = Literal["string", "integer", "number", "boolean", "array", "object", "any"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What one value may be; `doc` is a sentence for hover, the JSON Schema and the manual."""

    type: Type
    doc: str = ""
    choices: tuple[str | int, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    path: bool = False
    """A path that stays in its folder: neither absolute nor with `..` out of it."""
    file: bool = False
    """A path of a file as a build takes it, see `path_problem`."""
    items: Shape | None = None
    keys: Mapping[str, Shape] = field(default_factory=dict)
    others: Shape | None = None
    """What stands under keys that are not in `keys`; None refuses such keys."""
    names: Shape | None = None
    """What such keys themselves may be."""
    required: tuple[str, ...] = ()
    either: tuple[Shape, ...] = ()
    """Other shapes that do as well."""


def listed(items: Shape, doc: str = "") -> Shape:
    """Return the shape of an array."""
    return Shape("array", doc, items=items)


# Checking -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checker:
    """Compares what a file says with a shape."""

    path: str
    """The file, as fixes name it."""
    unknown: str
    """The code of the finding for a key that is not known."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Keys of other tools, and what they are called here."""

    def check(self, value: Value, shape: Shape, name: str) -> Iterator[Finding]:
        """Yield what is wrong with a value; `name` is what messages call it."""
        shape = _chosen(value, shape)
        if not has_type(value, shape):
            yield self._wrong_type(value, shape, name)
        elif isinstance(value.data, Table):
            yield from self.check_table(value.data, shape, name)
        elif isinstance(value.data, list):
            for item in value.data:
                yield from self.check(item, shape.items or shape, f"an item of {name}")
        else:
            yield from self._wrong_scalar(value, shape, name)

    def check_table(self, table: Table, shape: Shape, name: str = "this file") -> Iterator[Finding]:
        """Yield what is wrong with the keys of a table and their values."""
        for key, entry in table.entries.items():
            if known := _known(shape, key):
                yield from self.check(entry.value, known, f"`{key}`")
            else:
                yield self._unknown_key(key, entry, shape, is_inline=table.head == table.span)
            if shape.names:
                yield from self.check(Value(entry.key, key), shape.names, f"the key `{key}`")
        for key in shape.required:
            if key not in table.entries:
                yield invalid(table.head, f"{name} needs `{key} = {example(shape.keys[key])}`")

    def accepted(self, table: Table, shape: Shape) -> dict[str, Any]:
        """Return the plain values of a table without those that are unknown or wrong."""
        values: dict[str, Any] = {}
        for key, (_, value) in table.entries.items():
            known = _known(shape, key)
            if known and isinstance(value.data, Table) and has_type(value, _chosen(value, known)):
                values[key] = self.accepted(value.data, _chosen(value, known))
            elif known and not any(self.check(value, known, key)):
                values[key] = plain(value)
        return values

    def _wrong_scalar(self, value: Value, shape: Shape, name: str) -> Iterator[Finding]:
        """Yield what is wrong with a scalar whose type is right."""
        data = value.data
        if shape.choices and data not in shape.choices:
            finding = invalid(value.span, f"{name} must be {' or '.join(map(str, shape.choices))}")
            yield replace(finding, fixes=self._nearest(value, shape))
        elif isinstance(data, float) and not math.isfinite(data):
            yield invalid(value.span, f"{name} must be a finite number")
        elif shape.minimum is not None and isinstance(data, int | float) and data < shape.minimum:
            yield invalid(value.span, f"{name} must be at least {shape.minimum:g}")
        elif shape.pattern and isinstance(data, str) and not re.fullmatch(shape.pattern, data):
            yield invalid(value.span, f"{name} must match `{shape.pattern}`, such as `{example(shape)}`")
        elif (shape.path or shape.file) and isinstance(data, str) and leaves_folder(data):
            sentence = f"{name} leaves the project: write a path that is relative and has no `..` out of its folder"
            yield replace(invalid(value.span, sentence), code="escaping-path")
        elif shape.file and isinstance(data, str) and (problem := path_problem(data)):
            yield invalid(value.span, f"{name} cannot be the path {data!r}: {problem}")

    def _nearest(self, value: Value, shape: Shape) -> tuple[Fix, ...]:
        meant = closest(str(value.data), map(str, shape.choices))
        written = f'"{meant}"' if shape.type == "string" else meant
        return (fix_here(f"Change to {meant}", self.path, TextEdit(value.span, written)),) if meant and written else ()

    def _unknown_key(self, key: str, entry: Entry, shape: Shape, *, is_inline: bool) -> Finding:
        span = entry.key
        meant = self.renamed.get(key) or closest(key, shape.keys)
        known = ", ".join(f"`{name}`" for name in shape.keys)
        step = f"did you mean `{meant}`?" if meant else f"use one of {known}, or delete it"
        fixes = [fix_here(f"Replace by `{meant}`", self.path, TextEdit(span, meant))] if meant else []
        if entry.value.span.start > span.end and not is_inline:
            edit = TextEdit(Span(span.start, entry.value.span.end), "")
            fixes.append(fix_here("Delete it", self.path, edit, preferred=False))
        return Finding(self.unknown, Severity.ERROR, span, f"Unknown key `{key}`: {step}", fixes=tuple(fixes))

    def _wrong_type(self, value: Value, shape: Shape, name: str) -> Finding:
        finding = invalid(value.span, f"{name} must be {_NOUNS[shape.type]}, such as `{example(shape)}`")
        if shape.items and shape.items.type == "string" and isinstance(value.data, str):
            return replace(finding, fixes=(self._in_brackets(value.span),))
        meant = _meant(value, shape)
        fixes = (fix_here(f"Write {meant}", self.path, TextEdit(value.span, meant)),) if meant else ()
        return replace(finding, fixes=fixes)

    def _in_brackets(self, span: Span) -> Fix:
        edits = (TextEdit(Span(span.start, span.start), "["), TextEdit(Span(span.end, span.end), "]"))
        return fix_here("Put it in brackets", self.path, *edits, safe=True)


def _meant(value: Value, shape: Shape) -> str:
    """Return what a scalar of the wrong type is in the right one: `"5"` for `5` where text is wanted."""
    if isinstance(value.data, str) and shape.type in ("integer", "number", "boolean"):
        plain = value.data.strip()
        wanted = {"integer": r"[+-]?\d{1,15}", "number": r"[+-]?\d{1,15}(\.\d{1,15})?", "boolean": "true|false"}
        return plain if re.fullmatch(wanted[shape.type], plain) and plain.lstrip("+-")[:2] != "00" else ""
    if shape.type == "string" and isinstance(value.data, int | float):
        return f'"{str(value.data).lower()}"'
    return ""


def _known(shape: Shape, key: str) -> Shape | None:
    return shape.keys.get(key) or (shape if shape.type == "any" else shape.others)


def _chosen(value: Value, shape: Shape) -> Shape:
    """Return the alternative of a shape that fits a value's type; the shape itself where none does."""
    return next((other for other in shape.either if has_type(value, other)), shape)


def has_type(value: Value, shape: Shape) -> bool:
    """Tell whether a value is of a shape's type; its items and range are another matter."""
    accepted = _PYTHON_TYPES[shape.type]
    return isinstance(value.data, accepted) and (shape.type in ("boolean", "any") or not isinstance(value.data, bool))


def invalid(span: Span, message: str) -> Finding:
    """Return an `invalid-value` finding; its message begins with a capital."""
    return Finding("invalid-value", Severity.ERROR, span, message[0].upper() + message[1:])


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that somebody who wrote `word` most likely meant, or None."""
    by_fold = {name.casefold(): name for name in known}
    matches = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.7)
    return by_fold[matches[0]] if matches else None


def leaves_folder(path: str) -> bool:
    """Tell whether a path is absolute, on any system, or leads out of the folder it is relative to."""
    depth = 0
    for part in re.split(r"[/\\]", path):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return path.startswith(("/", "\\", "~")) or bool(re.match(r"[A-Za-z]:", path)) or "\0" in path


# Examples and JSON Schema ---------------------------------------------------------------------------------------------

_NOUNS: Mapping[Type, str] = {
    "string": "text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "an array",
    "object": "a table",
    "any": "text, a number, a truth value, an array or a table",
}
_PYTHON_TYPES: Mapping[Type, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": Table,
    "any": (str, int, float, bool, list, Table),
}
_EXAMPLES: Mapping[Type, str] = {
    "string": '"…"',
    "integer": "1",
    "number": "1.5",
    "boolean": "true",
    "object": '{ name = "…" }',
}


def example(shape: Shape) -> str:
    """Return a value of a shape as a person would write it in TOML."""
    if shape.choices:
        return f'"{shape.choices[0]}"' if shape.type == "string" else str(shape.choices[0])
    if shape.items:
        return f"[{example(shape.items)}]"
    return _EXAMPLES.get(shape.type, '"…"')


def json_schema(shape: Shape) -> dict[str, Any]:
    """Return a shape as JSON Schema, draft 2020-12."""
    schema = {name: value for name, value in _facets(shape) if value not in ("", None, [], {})}
    if shape.either:
        return {"anyOf": [schema, *map(json_schema, shape.either)]}
    return schema


def _facets(shape: Shape) -> Iterator[tuple[str, Any]]:
    yield "type", "" if shape.type == "any" else shape.type
    yield "description", shape.doc
    yield "enum", list(shape.choices)
    yield "pattern", f"^(?:{shape.pattern})$" if shape.pattern else ""
    yield "items", json_schema(shape.items) if shape.items else None
    yield "properties", {key: json_schema(known) for key, known in shape.keys.items()}
    yield "required", list(shape.required)
    if shape.minimum is not None:
        yield "minimum", shape.minimum
    if shape.type == "object":
        yield "additionalProperties", json_schema(shape.others) if shape.others else False
