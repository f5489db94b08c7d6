"""A real Neovim, set up as `editors/neovim` says: a fault is seen, fixed and built without leaving the editor."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("drive_neovim.lua")
OLDEST = (0, 10)
CANDIDATES = (os.environ.get("OSTEON_NVIM") or shutil.which("nvim") or "").split(os.pathsep)
"""The Neovims to drive: the variable may name several, as a search path does."""


@pytest.fixture(scope="module", params=CANDIDATES, ids=lambda path: Path(path).parent.parent.name or "none")
def neovim(request: pytest.FixtureRequest, without_editor: Callable[[str], None]) -> str:
    """Return a Neovim that is new enough."""
    program: str = request.param
    if not program or version_of(program) < OLDEST:
        without_editor("no Neovim 0.10: set OSTEON_NVIM, or get one by tests/end_to_end/fetch_neovim.sh FOLDER")
    return program


def version_of(program: str) -> tuple[int, ...]:
    banner = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"NVIM v(\d+)\.(\d+)", banner)
    return tuple(map(int, match.groups())) if match else ()


@pytest.fixture(scope="module")
def session(neovim: str, new_desk: Callable[[], Any]) -> dict[str, Any]:
    """Run the scripted session once; return what Neovim saw."""
    add_plugin = f"set runtimepath+={ROOT / 'editors' / 'neovim'}"
    seen: dict[str, Any] = new_desk().drive(
        [neovim, "--headless", "--clean", "--cmd", add_plugin, "-c", f"luafile {DRIVER}"]
    )
    return seen


def test_the_fault_is_shown_on_the_misspelt_tag(session: dict[str, Any]) -> None:
    (diagnostic,) = session["diagnostics"]
    assert diagnostic["line"] == 4
    assert diagnostic["text"] in {"@statsu", "statsu"}


def test_the_preferred_quick_fix_corrects_the_text(session: dict[str, Any], fixed_spec: str) -> None:
    assert session["buffer"] == fixed_spec.splitlines()


def test_a_build_shows_progress_from_begin_to_end(session: dict[str, Any]) -> None:
    begin, *reports, end = session["steps"]
    assert (begin, end) == ("begin", "end")
    assert set(reports) == {"report"}


def test_a_build_writes_what_the_plan_declares_and_says_so(session: dict[str, Any]) -> None:
    assert session["built"] == ["hello"], session["messages"]
    assert any("build" in message and "done" in message for message in session["messages"])


def test_the_command_line_completes_the_servers_commands(session: dict[str, Any]) -> None:
    assert {"build", "build-task"} <= set(session["completion"])
