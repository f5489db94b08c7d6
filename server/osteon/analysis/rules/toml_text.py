"""Did-you-mean fixes for texts in TOML, which stand in quotes."""

from __future__ import annotations

from collections.abc import Sequence

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.text import Span, TextEdit


def toml_replacements(path: str, span: Span, names: Sequence[str]) -> tuple[Fix, ...]:
    """Return one fix for each name, the first preferred, which puts it, in quotes, in the place of `span`."""
    return tuple(
        fix_here(f"Change to {name}", path, TextEdit(span, f'"{name}"'), preferred=number == 0)
        for number, name in enumerate(names)
        if not set(name) & set('"\\\n\r')
    )
