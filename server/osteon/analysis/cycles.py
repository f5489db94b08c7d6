"""Which names of a dependency graph can be part of a cycle, in time linear in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def knots(edges: Mapping[Name, Collection[Name]]) -> frozenset[Name]:
    """Return the names on cycles, and those on ways from one cycle to another.

    Names that depend on nothing are taken away until none is left, then names that nothing depends on.
    """
    inner = _without_leaves({source: set(targets) for source, targets in edges.items()})
    return frozenset(_without_leaves(_reversed(inner)))


def _without_leaves(edges: Mapping[Name, set[Name]]) -> dict[Name, set[Name]]:
    users = _reversed(edges)
    kept = {source: set(targets) for source, targets in edges.items() if targets}
    leaves = [name for name in users if name not in kept]
    while leaves:
        leaf = leaves.pop()
        for user in users.get(leaf, ()):
            kept[user].discard(leaf)
            if not kept[user]:
                del kept[user]
                leaves.append(user)
    return kept


def _reversed(edges: Mapping[Name, Collection[Name]]) -> dict[Name, set[Name]]:
    users: defaultdict[Name, set[Name]] = defaultdict(set)
    for source, targets in edges.items():
        for target in targets:
            users[target].add(source)
    return dict(users)
