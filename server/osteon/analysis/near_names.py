"""Which names somebody probably meant who wrote another one, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest

COMPARED = 32
"""So many names, those that share the most pairs of letters, are compared letter by letter."""


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of `known`, as written, that `name` was probably meant to be, the likeliest first."""
    written = {candidate.casefold(): candidate for candidate in known}
    folded = name.casefold()
    among = list(written) if len(written) <= COMPARED else _most_alike(folded, written)
    return [written[near] for near in get_close_matches(folded, among, n=3, cutoff=0.6)]


def _most_alike(name: str, names: Iterable[str]) -> list[str]:
    pairs = _pairs(name)

    def likeness(other: str) -> float:
        """Return the share of the pairs of both that are in both (Dice's coefficient), pairs that collide being one."""
        others = _pairs(other)
        return (pairs & others).bit_count() / (pairs.bit_count() + others.bit_count())

    return nlargest(COMPARED, names, key=likeness)


@lru_cache(maxsize=1 << 14)
def _pairs(name: str) -> int:
    """Return the pairs of letters in a row, with one mark before and one behind, as bits of a number."""
    bits = 0
    for first, second in zip(f"\0{name}", f"{name}\0", strict=True):
        bits |= 1 << (ord(first) * 31 + ord(second)) % 509
    return bits
