"""A real Neovim, set up as `editors/neovim` says: a fault is seen, fixed and built without leaving the editor."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (0, 10)
FILES = {
    "osteon.toml": 'specs = "specs"\noutput = "out"\n\n[verify]\nsandbox = "none"\n',
    "specs/greeting.smd": """\
# Greeting 👋

@id: GREETING
@statsu: draft

## Overview

A greeting in a file.

## Requirements

### Say hello

The program keeps the text `hello` in `greeting.txt`.

## Acceptance Criteria

- The file holds the text `hello`.
""",
    "specs/context/greeting.txt": "hello\n",
    "specs/plan.toml": """\
[plan]
format = 1

[[task]]
id = "greeting"
title = "Keep the greeting"
spec = "GREETING"
sections = ["#say-hello"]
covers = ["#say-hello"]
outputs = ["greeting.txt"]
copy = { "greeting.txt" = "context/greeting.txt" }
verify = ["grep -q hello greeting.txt"]
""",
}


CANDIDATES = (os.environ.get("OSTEON_NVIM") or shutil.which("nvim") or "").split(os.pathsep)
"""The Neovims to drive: the variable may name several, as a search path does."""


@pytest.fixture(scope="module", params=CANDIDATES, ids=lambda path: path or "none")
def neovim(request: pytest.FixtureRequest) -> str:
    """Return a Neovim that is new enough."""
    program: str = request.param
    if program and version_of(program) >= OLDEST:
        return program
    reason = "no Neovim 0.10 or later: set OSTEON_NVIM, or run tests/end_to_end/fetch_neovim.sh FOLDER for one"
    if os.environ.get("OSTEON_REQUIRE_EDITOR") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def version_of(program: str) -> tuple[int, ...]:
    banner = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"NVIM v(\d+)\.(\d+)", banner)
    return tuple(map(int, match.groups())) if match else ()


@pytest.fixture(scope="module")
def session(neovim: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the scripted session in a new project and home; return what Neovim saw."""
    project = tmp_path_factory.mktemp("project")
    write(project, FILES)
    home = tmp_path_factory.mktemp("home")
    environment = {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "SPEC": str(project / "specs" / "greeting.smd"),
        "BUILT_FILE": str(project / "out" / "greeting.txt"),
        "TRANSCRIPT": str(home / "transcript.json"),
    }
    add_plugin = f"set runtimepath+={ROOT / 'editors' / 'neovim'}"
    drive = f"luafile {Path(__file__).with_name('drive_neovim.lua')}"
    outcome = subprocess.run(
        [neovim, "--headless", "--clean", "--cmd", add_plugin, "-c", drive],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seen: dict[str, Any] = json.loads((home / "transcript.json").read_text(encoding="utf-8"))
    assert "missing" not in seen, f"missing: {seen['missing']}\n{seen}\n{outcome.stderr}\n{logs(home)}"
    return seen


def test_the_fault_is_shown_on_the_misspelt_tag(session: dict[str, Any]) -> None:
    (diagnostic,) = session["diagnostics"]
    assert diagnostic["line"] == 4
    assert diagnostic["text"] in {"@statsu", "statsu"}


def test_the_preferred_quick_fix_corrects_the_text(session: dict[str, Any]) -> None:
    assert session["buffer"] == FILES["specs/greeting.smd"].replace("@statsu", "@status").splitlines()


def test_a_build_shows_progress_from_begin_to_end(session: dict[str, Any]) -> None:
    kinds = [value["kind"] for value in session["progress"]]
    assert kinds[0] == "begin"
    assert "report" in kinds
    assert kinds[-1] == "end"


def test_the_build_writes_what_the_plan_declares(session: dict[str, Any]) -> None:
    assert session["built"] == ["hello"]


def test_the_command_line_completes_the_servers_commands(session: dict[str, Any]) -> None:
    assert {"build", "build-task"} <= set(session["completion"])


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def logs(home: Path) -> str:
    return "\n".join(path.read_text(errors="replace")[-4000:] for path in home.rglob("lsp.log"))
