"""The folder in which a task's files are verified: what it declared, what it rests on, and nothing else."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from osteon.engine.files import inside, read_bytes

PREFIX = "osteon-build-"


@contextlib.contextmanager
def staging_root() -> Iterator[Path]:
    """Make a temporary folder for one build's staging folders, outside the project so that no tool looks into it."""
    root = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def staged(root: Path, files: Mapping[str, bytes], upstream: Mapping[str, Path]) -> Iterator[Path]:
    """Fill a new folder under `root` with the files of a task and copies of its upstream files, by output path.

    Raises UnsafePath, OSError.
    """
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        for path, source in upstream.items():
            put(folder, path, read_bytes(source) or b"")
        for path, data in files.items():
            put(folder, path, data)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(folder: Path, path: str, data: bytes) -> None:
    """Write one file into a staging folder. Raises UnsafePath, OSError."""
    target = inside(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def altered(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Return the paths whose content is no longer what was put there."""
    return [path for path, data in files.items() if (folder / path).is_symlink() or read_bytes(folder / path) != data]


def remove_left_behind(folder: str) -> None:
    """Remove the staging root of a build that was killed; any other folder is left alone."""
    path = Path(folder)
    if path.name.startswith(PREFIX) and path.parent == Path(tempfile.gettempdir()) and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
