"""A real Emacs with Eglot, set up as `editors/emacs` says: a fault is seen, fixed and built."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("drive_eglot.el")
BATCH = ("--batch", "--eval", "(package-initialize)")


@pytest.fixture(scope="module")
def emacs(without_editor: Callable[[str], None]) -> str:
    """Return an Emacs that has Eglot."""
    program = shutil.which("emacs")
    probe = [str(program), *BATCH, "--eval", "(require 'eglot)"]
    if not program or subprocess.run(probe, capture_output=True, check=False).returncode:
        without_editor("no Emacs with Eglot: install emacs-nox (and elpa-eglot before Emacs 29)")
    return str(program)


@pytest.fixture(scope="module")
def session(emacs: str, new_desk: Callable[[], Any]) -> dict[str, Any]:
    """Run the scripted session once; return what Emacs saw."""
    seen: dict[str, Any] = new_desk().drive([emacs, *BATCH, "-L", ROOT / "editors" / "emacs", "-l", DRIVER])
    return seen


def test_the_fault_is_shown_on_the_misspelt_tag(session: dict[str, Any]) -> None:
    assert session["line"] == 4
    assert session["text"] in {"@statsu", "statsu"}


def test_the_quick_fix_corrects_the_text(session: dict[str, Any], fixed_spec: str) -> None:
    assert session["buffer"] == fixed_spec


def test_the_build_command_writes_what_the_plan_declares(session: dict[str, Any]) -> None:
    assert session["built"] == "hello\n"
