"""Finds sections, requirements, components, tasks and cases of all files by a part of their name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from osteon.analysis.ide.symbols import Symbol, symbols
from osteon.analysis.workspace import Workspace

LIMIT = 500
"""So many symbols are enough to choose from."""


@dataclass(frozen=True, slots=True)
class Found:
    """A symbol with its file and with the name of what it is in; empty at the top."""

    path: str
    symbol: Symbol
    container: str


def find_symbols(workspace: Workspace, query: str) -> tuple[Found, ...]:
    """Return the symbols whose name or id has the letters of `query` in their order, the closest first."""
    wanted = query.casefold()
    ranked = ((_distance(wanted, found.symbol), found) for found in _all(workspace))
    near = sorted(((far, found) for far, found in ranked if far is not None), key=lambda one: one[0])
    return tuple(found for _far, found in near[:LIMIT])


def _all(workspace: Workspace) -> Iterator[Found]:
    for path, file in sorted(workspace.files.items()):
        yield from _flat(path, symbols(file))


def _flat(path: str, found: Iterable[Symbol], container: str = "") -> Iterator[Found]:
    for symbol in found:
        yield Found(path, symbol, container)
        yield from _flat(path, symbol.children, symbol.name)


def _distance(wanted: str, symbol: Symbol) -> int | None:
    """Return how far a symbol is from what is wanted: 0 begins with it, 1 holds it, 2 has its letters; None for none.

    Only ids and anchors are looked at beside the name: a task's title is text.
    """
    names = [symbol.name.casefold(), *([symbol.detail.casefold().lstrip("#")] if symbol.kind != "task" else [])]
    if any(name.startswith(wanted) for name in names):
        return 0
    if any(wanted in name for name in names):
        return 1
    return 2 if any(_has_letters(wanted, name) for name in names) else None


def _has_letters(wanted: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in wanted)
