"""The language servers that are measured: ours, the floor, and peers where they are installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import OURS

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Server:
    """How to start a server and which documents it reads."""

    name: str
    command: tuple[str, ...]
    suffix: str
    language: str

    @property
    def installed(self) -> bool:
        return shutil.which(self.command[0]) is not None

    def names(self, stem: str) -> str:
        """Return the name of a document that this server reads; plans have theirs everywhere."""
        return f"{stem}{self.suffix}"


def _beside(program: str) -> str:
    """Return a program of this interpreter's environment, or else of the PATH."""
    beside = Path(sys.executable).parent / program
    return str(beside) if beside.exists() else program


_FLOOR = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.bench.floor import server; server.start_io()"
OSTEON = Server(OURS, (sys.executable, "-m", "osteon", "lsp"), ".smd", "osteon")
FLOOR = Server("bare pygls", (sys.executable, "-c", _FLOOR), ".smd", "osteon")
RUMDL = Server("rumdl", (_beside("rumdl"), "server"), ".md", "markdown")
OSTEON_PLAN = Server(OURS, OSTEON.command, ".toml", "toml")
FLOOR_PLAN = Server("bare pygls", FLOOR.command, ".toml", "toml")
TOMBI = Server("tombi", (_beside("tombi"), "lsp", "--offline"), ".toml", "toml")

FOR_SPECS: Sequence[Server] = (OSTEON, FLOOR, RUMDL)
FOR_PLANS: Sequence[Server] = (OSTEON_PLAN, FLOOR_PLAN, TOMBI)
