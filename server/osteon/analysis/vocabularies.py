"""Which terms hold in which spec: those of its own glossary, and of all specs that it builds on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Term = TypeVar("Term", bound=Hashable)


def vocabularies(
    glossaries: Mapping[str, Iterable[Term]], dependents: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Term, ...]]:
    """Return the terms that hold in each spec that has any, those of the nearest glossaries first.

    `glossaries` are the terms of each spec that defines some, `dependents` the specs that build right on each.
    """
    reaching: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for name in glossaries:
        for reached, distance in _distances(name, dependents).items():
            reaching[reached].append((distance, name))
    return {
        name: tuple(dict.fromkeys(term for _distance, one in sorted(near) for term in glossaries[one]))
        for name, near in reaching.items()
    }


def _distances(start: str, following: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return how many steps away each name is that can be reached."""
    found = {start: 0}
    waiting = [start]
    for name in waiting:  # which grows
        for other in following.get(name, ()):
            if other not in found:
                found[other] = found[name] + 1
                waiting.append(other)
    return found
