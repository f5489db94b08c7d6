"""Did-you-mean fixes for texts in TOML, which stand in quotes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.text import Span, TextEdit


def toml_replacements(path: str, span: Span, names: Sequence[str]) -> tuple[Fix, ...]:
    """Return one fix for each name, the first preferred, which puts it, in quotes, in the place of `span`."""
    return tuple(replace(fix, preferred=not number) for number, fix in enumerate(toml_choices(path, span, names)))


def toml_choices(path: str, span: Span, names: Sequence[str]) -> tuple[Fix, ...]:
    """Return the same, none preferred."""
    return tuple(
        fix_here(f"Change to {name}", path, TextEdit(span, json.dumps(name, ensure_ascii=False)), preferred=False)
        for name in names
    )
