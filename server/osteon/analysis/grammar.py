"""Finds the lark grammars, in an installed package or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def load(name: str) -> str:
    """Return the text of `name`, for example `document.lark`.

    An installed package carries the grammars as `osteon/grammar`; in a checkout they stand in `grammar` at the top.
    Raises FileNotFoundError where the installation is broken.
    """
    packaged = files("osteon") / "grammar" / name
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "grammar" / name).read_text(encoding="utf-8")
