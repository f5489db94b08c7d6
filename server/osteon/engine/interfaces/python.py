"""The interface of a Python module, by `ast`: signatures, annotations and docstrings, without the bodies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

LINE_END = re.compile(rb"\r\n|\r")
LONGEST_VALUE = 120
"""A value without an annotation is kept when it fits on a line of this many bytes: it is all that tells its type."""


def python_interface(text: str) -> str | None:
    """Return what users of a module see, None where it does not parse.

    What is kept is copied from the source, so that the result does not depend on the version of Python that runs.
    """
    try:
        source = LINE_END.sub(b"\n", text.encode())
        module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    pieces = _Source(source).module(module)
    return "\n".join(pieces) + "\n"


class _Source:
    """The bytes of a module, cut by the positions of its syntax tree (lines from 1, columns in bytes)."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._starts = [0]
        for line in source.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def module(self, module: ast.Module) -> Iterator[str]:
        yield from self._docstring(module)
        yield from self._statements(module.body)

    def _statements(self, body: list[ast.stmt]) -> Iterator[str]:
        for node in body:
            yield from self._statement(node)

    def _statement(self, node: ast.stmt) -> Iterator[str]:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _public(node.name):
                yield from self._function(node)
            case ast.ClassDef() if _public(node.name):
                yield from self._class(node)
            case ast.Import() | ast.ImportFrom():
                yield self._whole(node)
            case ast.AnnAssign(target=ast.Name(id=name)) if _public(name):
                yield self._annotated(node)
            case ast.Assign(targets=[ast.Name(id=name)]) if _public(name):
                yield self._assigned(node)
            case ast.If() | ast.Try():
                yield from self._block(node)
            case _ if type(node).__name__ == "TypeAlias":
                yield self._whole(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
        yield from self._header(node)
        yield from self._docstring(node)
        yield self._indent(node) + "    ..."

    def _class(self, node: ast.ClassDef) -> Iterator[str]:
        yield from self._header(node)
        members = [*self._docstring(node), *self._statements(node.body)]
        yield from members or [self._indent(node) + "    ..."]

    def _block(self, node: ast.If | ast.Try) -> Iterator[str]:
        """Definitions under a condition stay under it; a block without any says nothing to users."""
        inner = list(self._statements(node.body))
        if inner:
            header = self._cut(self._at(node), self._at(node.body[0])).split("\n")[0]
            yield self._indent(node) + header
            yield from inner
        for handler in getattr(node, "handlers", []):
            yield from self._statements(handler.body)
        yield from self._statements(node.orelse)

    def _header(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
        for decorator in node.decorator_list:
            yield self._indent(node) + "@" + self._cut(self._at(decorator), self._end(decorator))
        yield self._indent(node) + self._cut(self._at(node), self._colon(node))

    def _colon(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
        """Return the offset after the colon that ends a header: the first past its parts, outside comments."""
        skipped = {id(part) for part in (*node.body, *node.decorator_list)}
        parts = [part for part in ast.iter_child_nodes(node) if id(part) not in skipped]
        ends = [self._end(inner) for part in parts for inner in ast.walk(part) if hasattr(inner, "end_lineno")]
        at = max([self._at(node), *ends])
        while self._source[at : at + 1] not in (b":", b""):
            at = self._source.index(b"\n", at) if self._source[at : at + 1] == b"#" else at + 1
        return at + 1

    def _docstring(self, node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
        match node.body[:1]:
            case [ast.Expr(value=ast.Constant(value=str())) as text]:
                indent = "" if isinstance(node, ast.Module) else self._indent(node) + "    "
                yield indent + self._cut(self._at(text), self._end(text))

    def _annotated(self, node: ast.AnnAssign) -> str:
        head = self._indent(node) + self._cut(self._at(node), self._end(node.annotation))
        return head if node.value is None else head + " = ..."

    def _assigned(self, node: ast.Assign) -> str:
        whole = self._whole(node)
        if "\n" not in whole and len(whole.encode()) <= LONGEST_VALUE:
            return whole
        return self._indent(node) + self._cut(self._at(node), self._end(node.targets[0])) + " = ..."

    def _whole(self, node: ast.stmt) -> str:
        return self._indent(node) + self._cut(self._at(node), self._end(node))

    def _indent(self, node: ast.stmt) -> str:
        return " " * node.col_offset

    def _at(self, node: ast.stmt | ast.expr) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.AST) -> int:
        return int(self._starts[node.end_lineno - 1] + node.end_col_offset)  # type: ignore[attr-defined]

    def _cut(self, start: int, end: int) -> str:
        return self._source[start:end].decode()


def _public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))
