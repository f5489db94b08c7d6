"""Did-you-mean: names that were probably meant, as sentences and as fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import count

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.index import Index, Key
from osteon.analysis.near_names import nearest
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in


def closest(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of `known`, as written, that `name` was probably meant to be."""
    return list(_closest(name, tuple(known)))


@lru_cache(maxsize=256)  # typing leaves most names and most mistakes as they are
def _closest(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(nearest(name, known))


def sections_like(spec: str, anchor: str, index: Index) -> list[str]:
    """Return up to three `SPEC_ID#anchor` that are there, in the specs that `spec`, which is none, probably means.

    The anchor itself comes before others like it.
    """
    return [f"{name}#{found}" for name in index.like(spec, "spec") for found in _anchors(name, anchor, index)][:3]


def dotted_like(name: str, spec: str, index: Index) -> list[str]:
    """Return up to three components of `spec` with a dot in their names, as `main.py`, that `name` probably means."""
    own = index.names("component", f"{spec.casefold()}.") if "." in name else []
    return closest(name, [known for known in own if "." in known])


def _anchors(spec: str, anchor: str, index: Index) -> list[str]:
    if index.definition(Key("anchor", f"{spec}#{anchor}".casefold())):
        return [anchor]
    return closest(anchor, index.names("anchor", f"{spec.casefold()}#"))


def did_you_mean(names: Sequence[str], otherwise: str) -> str:
    """Return `did you mean X?`, or `otherwise` where there is nothing to suggest."""
    return f"did you mean {' or '.join(names)}?" if names else otherwise


def replacements(path: str, span: Span, names: Sequence[str]) -> tuple[Fix, ...]:
    """Return one fix for each name, the first preferred, which puts it in the place of `span`."""
    return tuple(
        fix_here(f"Change to {name}", path, TextEdit(span, name), preferred=number == 0)
        for number, name in enumerate(names)
    )


def rename(path: str, span: Span, name: str, is_taken: Callable[[str], bool], *, by: str = " ") -> Fix:
    """Return the fix that tells a name from another like it: by a number first, which a person may overwrite."""
    free = next(new for number in count(2) if not is_taken(new := f"{name}{by}{number}"))
    return fix_here(f"Rename to {free}", path, edit_to_fill_in(span, Blank(free)), preferred=False)
