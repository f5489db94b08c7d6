"""Safe paths, atomic writes and digests: how the engine touches the disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
from pathlib import Path

from osteon.analysis.file_paths import path_problem

TEMPORARY = re.compile(r"\..{1,100}\.osteon-[0-9a-f]{12}\.tmp")


FOLDER, LINK, UNREADABLE = "a folder", "a symbolic link", "no readable file"
OBSTACLES = frozenset({FOLDER, LINK, UNREADABLE})
"""What may stand in the place of an output that is no file: a person put it there, as with an edited file."""


class UnsafePath(ValueError):
    """A path that leaves its folder, or that could. The message says which and why."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal: the address of content everywhere in the engine."""
    return hashlib.sha256(data).hexdigest()


def digest_text(text: str) -> str:
    """Return the digest of text in UTF-8."""
    return digest(text.encode("utf-8", "surrogatepass"))


def digest_file(path: Path) -> str | None:
    """Return the digest of a file's content; None where there is no readable regular file."""
    data = read_bytes(path)
    return None if data is None else digest(data)


def read_bytes(path: Path) -> bytes | None:
    """Return a file's content; None where there is no readable regular file."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def inside(root: Path, relative: str) -> Path:
    """Return `root / relative`, sure to be under `root`.

    Raises UnsafePath for absolute paths, drive letters, `..`, reserved folders, and where the file or a folder
    above it (below `root`) is a symbolic link.
    """
    if problem := path_problem(relative):
        raise UnsafePath(f"{relative!r} cannot be written: {problem}")
    path = root
    for part in relative.split("/"):
        path = path / part
        if path.is_symlink():
            raise UnsafePath(f"{relative!r} cannot be written: {part} is a symbolic link")
    return path


def write_atomic(path: Path, data: bytes, *, flush: bool = True) -> None:
    """Write a file so that a kill at any instant leaves the old content or the new, and nothing in between.

    Missing folders are made; the permissions of a file that is replaced are kept. Without `flush` a power cut may
    leave an empty file: for what is only read by people. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.osteon-{secrets.token_hex(6)}.tmp")
    try:
        _write_new(temporary, data, mode=_mode_of(path), flush=flush)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_if_changed(path: Path, data: bytes, *, flush: bool = True) -> bool:
    """Write atomically unless the file has exactly this content; tell whether it was written."""
    if read_bytes(path) == data:
        return False
    write_atomic(path, data, flush=flush)
    return True


def sweep(folder: Path, *, deep: bool = False) -> None:
    """Remove what writes that were killed left in a folder; with `deep` in all folders below too."""
    for path in folder.rglob(".*.tmp") if deep else folder.glob(".*.tmp"):
        if TEMPORARY.fullmatch(path.name):
            with contextlib.suppress(OSError):
                path.unlink()


def remove_empty(folder: Path, *, below: Path) -> None:
    """Remove a folder if it is empty, and those above it that are empty then, but nothing outside of `below`."""
    while folder != below and folder.is_relative_to(below):
        with contextlib.suppress(OSError):
            folder.rmdir()
        folder = folder.parent


def _write_new(path: Path, data: bytes, *, mode: int | None, flush: bool) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
        if mode is not None:
            path.chmod(mode)
        file.write(data)
        if flush:
            file.flush()
            os.fsync(file.fileno())


def _mode_of(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None
