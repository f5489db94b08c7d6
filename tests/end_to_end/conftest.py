"""A small project with one fault in it, and a desk at which an editor is driven through it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

SPEC = """\
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
"""

PLAN = """\
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
"""

FILES = {
    "osteon.toml": 'specs = "specs"\noutput = "out"\n\n[verify]\nsandbox = "none"\n',
    "specs/greeting.smd": SPEC,
    "specs/plan.toml": PLAN,
    "specs/context/greeting.txt": "hello\n",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A project whose spec misspells a tag, and a home folder with no one's configuration."""

    project: Path
    home: Path

    def drive(self, command: Sequence[str | Path]) -> dict[str, Any]:
        """Run an editor with a script that follows `$SPEC`, `$BUILT_FILE` and `$TRANSCRIPT`; return what it saw."""
        transcript = self.home / "transcript.json"
        environment = {
            "HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "SPEC": str(self.project / "specs" / "greeting.smd"),
            "BUILT_FILE": str(self.project / "out" / "greeting.txt"),
            "TRANSCRIPT": str(transcript),
        }
        outcome = subprocess.run(
            command, cwd=self.project, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        said = (outcome.stdout + outcome.stderr).decode(errors="replace") + self.logs()
        assert transcript.exists(), said
        seen: dict[str, Any] = json.loads(transcript.read_text(encoding="utf-8"))
        assert "missing" not in seen, f"missing: {seen['missing']}\n{seen}\n{said}"
        return seen

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-4000:] for path in self.home.rglob("lsp.log"))


@pytest.fixture(scope="module")
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    def make() -> Desk:
        desk = Desk(tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home"))
        for name, text in FILES.items():
            path = desk.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return desk

    return make


@pytest.fixture(scope="session")
def fixed_spec() -> str:
    """Return the spec as it reads once the quick fix was taken."""
    return SPEC.replace("@statsu", "@status")


@pytest.fixture(scope="session")
def without_editor() -> Callable[[str], NoReturn]:
    """Skip because an editor is missing; fail instead where `OSTEON_REQUIRE_EDITOR` says that none may be missing."""

    def stop(reason: str) -> NoReturn:
        if os.environ.get("OSTEON_REQUIRE_EDITOR") == "1":
            pytest.fail(reason)
        pytest.skip(reason)

    return stop
