"""The command line as a person meets it: what is typed in a folder, and what comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOT_COMPARED = ("__pycache__", ".pyc")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it printed on both streams."""

    code: int
    out: str
    err: str = ""

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def events(self) -> list[dict[str, Any]]:
        """What `--events` printed; anything else on standard output is an error here."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == kind]


def osteon(folder: Path, *arguments: str, **variables: str) -> Outcome:
    """Run the command in a process of its own, without anyone's keys in its environment."""
    ended = subprocess.run(
        [sys.executable, "-m", "osteon", *arguments],
        cwd=folder,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "_TOKEN", "_PROXY"))}
    return {**kept, "NO_PROXY": "127.0.0.1", **variables}


def tree(folder: Path, *, without: tuple[str, ...] = ()) -> dict[str, bytes | None]:
    """Return every file below a folder with its content, None for a folder; but nothing in folders named `without`."""
    left_out = {*NOT_COMPARED, *without}
    paths = (path for path in sorted(folder.rglob("*")) if not left_out.intersection((*path.parts, path.suffix)))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in paths
        if not path.is_symlink()
    }
