"""What a file offers to its users: signatures, types, constants and their documentation, without the bodies."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath

__all__ = ["interface_of"]


@lru_cache(maxsize=4096)
def interface_of(path: str, text: str) -> str:
    """Return the interface of a file: the same for any two texts that differ only in bodies, comments or private names.

    Python is read by `ast`, the languages of `languages.BY_SUFFIX` by tree-sitter. A file in another language, or one
    that does not parse, is its own interface.
    """
    suffix = PurePosixPath(path).suffix
    if suffix in (".py", ".pyi"):
        from osteon.engine.interfaces.python import python_interface

        found = python_interface(text)
    else:
        from osteon.engine.interfaces.languages import BY_SUFFIX
        from osteon.engine.interfaces.outline import outline_of

        found = outline_of(BY_SUFFIX[suffix], text) if suffix in BY_SUFFIX else None
    return text if found is None else found
