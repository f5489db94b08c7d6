"""Calls built functions in a process of its own: it is told inputs only, so no expected value can leak into built code.

Runs as a script outside of the package: the standard library is all it may import.
"""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import inspect
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from enum import Enum
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

MOST_ITEMS = 1_000_000
"""Items of one result that are looked at; a result with more differs from any value that a person wrote."""
DEEPEST = 60

Encoded = dict[str, Any]


def main() -> None:
    """Answer one JSON line for each JSON line on standard input. Arguments: the import roots."""
    roots = [str(Path(root).resolve()) for root in sys.argv[1:]]
    sys.path[:0] = roots
    requests, answers = _channels()
    session = Session(Path.cwd())
    for line in requests:
        answers.write(json.dumps(session.answer(json.loads(line))) + "\n")
        answers.flush()


def _channels() -> tuple[io.TextIOWrapper, io.TextIOWrapper]:
    """Take standard input and output for ourselves, so that built code can neither read requests nor write answers."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    return requests, answers


class Session:
    """The state of one case: bound values, objects, folder. `begin` starts the next one afresh."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.modules: Mapping[str, str] = {}
        self.bindings: dict[str, Any] = {}
        self.environment = dict(os.environ)

    def answer(self, request: Mapping[str, Any]) -> Encoded:
        actions: Mapping[str, Callable[[Mapping[str, Any]], Encoded]] = {
            "import": self.load,
            "begin": self.begin,
            "call": self.call,
        }
        try:
            return actions[request["do"]](request)
        except BaseException as error:  # built code may raise anything, SystemExit included
            return self.failure(error)

    def load(self, request: Mapping[str, Any]) -> Encoded:
        importlib.import_module(request["module"])
        return {"done": True}

    def begin(self, request: Mapping[str, Any]) -> Encoded:
        os.chdir(request["folder"] or self.root)
        os.environ.clear()
        os.environ.update({**self.environment, **request["env"]})
        sys.stdin = io.TextIOWrapper(io.BytesIO(request["stdin"].encode("utf-8", "surrogatepass")), encoding="utf-8")
        self.modules = request["modules"]
        self.bindings = {}
        for name, value in request["bindings"].items():
            made = self.value(value)
            if made is MISSING:
                return {"missing": True}
            self.bindings[name] = made
        return {"done": True}

    def call(self, request: Mapping[str, Any]) -> Encoded:
        function = self.find(request["target"])
        if function is MISSING or not callable(function):
            return {"missing": True}
        arguments = [self.value(argument) for argument in request["arguments"]]
        result = _call(function, request["names"], arguments)
        return {"returned": encode(asyncio.run(result) if inspect.iscoroutine(result) else result, self.root)}

    def value(self, value: Encoded) -> Any:
        """Make an input: JSON, a decimal, a bound name, or an object from its constructor."""
        if "name" in value:
            return self.bindings[value["name"]]
        if "decimal" in value:
            return Decimal(value["decimal"])
        if "make" in value:
            constructor = self.find(value["make"])
            return constructor(*value["arguments"]) if callable(constructor) else MISSING
        return value["json"]

    def find(self, target: str) -> Any:
        """Return what a dotted name means: a member of a bound object, or of the module that has its first part."""
        first, *rest = target.split(".")
        if first in self.bindings:
            return _member(self.bindings[first], rest)
        module = self.modules.get(target) or self.modules.get(first)
        return _member(importlib.import_module(module), [first, *rest]) if module else MISSING

    def failure(self, error: BaseException) -> Encoded:
        names = [name for cls in type(error).__mro__[:-1] for name in _names(cls)]
        path, line = _place(error, self.root)
        shown = public_name(type(error), self.root)
        return {"raised": names, "message": _text(error), "shown": shown, "path": path, "line": line}


MISSING = object()


def _member(value: Any, parts: Sequence[str]) -> Any:
    for part in parts:
        value = getattr(value, part, MISSING)
    return value


def _call(function: Callable[..., Any], names: Sequence[str] | None, arguments: Sequence[Any]) -> Any:
    """Call by keyword where the function has parameters of these names, else by position."""
    if names and set(names) <= _keywords(function):
        return function(**dict(zip(names, arguments, strict=True)))
    return function(*arguments)


def _keywords(function: Callable[..., Any]) -> set[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return set()
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {parameter.name for parameter in parameters if parameter.kind in kinds}


def _names(cls: type) -> tuple[str, ...]:
    return cls.__name__, cls.__qualname__, f"{cls.__module__}.{cls.__qualname__}"


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _place(error: BaseException, root: Path) -> tuple[str, int]:
    """Return the last place of the traceback in a built file; an empty path where there is none."""
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(root):
        return Path(error.filename).relative_to(root).as_posix(), error.lineno or 0
    found = ("", 0)
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(root) and path != Path(__file__):
            found = path.relative_to(root).as_posix(), trace.tb_lineno
        trace = trace.tb_next
    return found


def public_name(cls: type, root: Path) -> str:
    """Return the name of a class if it stands in Python itself or in a built file.

    Built code that makes up a class at run time cannot smuggle an input out in its name.
    """
    module = sys.modules.get(cls.__module__)
    stands = getattr(module, cls.__name__, None) is cls
    if stands and cls.__module__.partition(".")[0] in sys.stdlib_module_names:
        return cls.__name__
    file = Path(getattr(module, "__file__", None) or "")
    if not file.is_relative_to(root) or file.suffix != ".py":
        return ""
    source = file.read_text(encoding="utf-8", errors="replace")
    return cls.__name__ if re.search(rf"^\s*class {re.escape(cls.__name__)}\b", source, re.MULTILINE) else ""


def encode(value: Any, root: Path, depth: int = 0) -> Encoded:
    """Return a result as JSON that keeps its kind: `kind`, `type` (a name that may be shown), and its contents."""
    kind, contents = _contents(value, root, depth)
    return {"kind": kind, "type": public_name(type(value), root), **contents}


def _contents(value: Any, root: Path, depth: int) -> tuple[str, Encoded]:
    if isinstance(value, Enum):
        return _contents(value.value, root, depth)
    if value is None or isinstance(value, bool | str):
        return {type(None): "null", bool: "bool"}.get(type(value), "str"), {"value": value}
    if isinstance(value, int):
        return "int", {"value": hex(value)}
    if isinstance(value, float):
        return "float", {"value": repr(float(value))}
    if isinstance(value, Decimal):
        return "decimal", {"value": str(value)}
    if depth > DEEPEST:
        return "deep", {}
    return _collection(value, root, depth + 1)


def _collection(value: Any, root: Path, depth: int) -> tuple[str, Encoded]:
    if isinstance(value, bytes | bytearray):
        return "bytes", {"items": [{"kind": "int", "type": "int", "value": hex(byte)} for byte in value]}
    if isinstance(value, Mapping):
        pairs = [
            [encode(key, root, depth), encode(item, root, depth)] for key, item in islice(value.items(), MOST_ITEMS)
        ]
        return "dict", {"pairs": pairs}
    if isinstance(value, Sequence | Set | Iterator):
        kind = "set" if isinstance(value, Set) else "list"
        items = [encode(item, root, depth) for item in islice(value, MOST_ITEMS)]
        return kind, {"items": items, "fields": _fields(value, root, depth) if hasattr(value, "_fields") else {}}
    if callable(getattr(value, "tolist", None)):
        return _contents(value.tolist(), root, depth)
    return "object", {"fields": _fields(value, root, depth)}


def _fields(value: Any, root: Path, depth: int) -> Encoded:
    """Return the named parts of an object: of a dataclass, a named tuple, or any object with attributes."""
    if dataclasses.is_dataclass(value):
        names: list[str] = [field.name for field in dataclasses.fields(value)]
    else:
        slots = [name for cls in type(value).__mro__ for name in _slots(cls)]
        names = [*getattr(value, "_fields", ()), *getattr(value, "__dict__", ()), *slots, *_properties(type(value))]
    found = {name: _part(value, name) for name in names if not name.startswith("__")}
    return {name: encode(part, root, depth) for name, part in found.items() if part is not MISSING}


def _part(value: Any, name: str) -> Any:
    try:
        return getattr(value, name)
    except Exception:  # a property that cannot be read is no field
        return MISSING


def _slots(cls: type) -> tuple[str, ...]:
    slots = cls.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _properties(cls: type) -> list[str]:
    return [name for name, member in inspect.getmembers_static(cls) if isinstance(member, property)]


if __name__ == "__main__":
    main()
