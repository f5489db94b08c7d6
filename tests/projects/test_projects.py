"""Whole projects in other languages than ours, planned and built again from what their stores hold."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OSTEON = (sys.executable, "-c", "from osteon.cli.main import main; main()")
HEXVIEW = Path(__file__).with_name("hexview")
STRICT = ("-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror", "-pedantic")

pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None and os.environ.get("OSTEON_REQUIRE_COMPILER") != "1", reason="needs a C compiler"
)


@pytest.fixture
def hexview(tmp_path: Path) -> Path:
    """Copy the project without what was built: specs, plan and store."""
    copied = tmp_path / "hexview"
    shutil.copytree(HEXVIEW, copied, ignore=shutil.ignore_patterns("source", "mailbox", "fresh.json", "lock*"))
    return copied


def osteon(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*OSTEON, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_a_c_program_is_built_from_its_store_alone(hexview: Path, tmp_path: Path):
    osteon(hexview, "plan", "--check")
    osteon(hexview, "build", "--offline")
    built = sorted((hexview / "source").iterdir())
    assert [path.read_bytes() for path in built] == [(HEXVIEW / "source" / path.name).read_bytes() for path in built]
    program = tmp_path / "program"
    sources = [path for path in built if path.suffix == ".c"]
    subprocess.run(["cc", *STRICT, "-o", str(program), *map(str, sources)], check=True)
    dump = subprocess.run([program], input=b"Hexadecimal dump", capture_output=True, check=True).stdout.decode()
    assert dump.splitlines() == [
        "00000000  48 65 78 61 64 65 63 69  6d 61 6c 20 64 75 6d 70  |Hexadecimal dump|",
        "00000010",
    ]


def test_its_plan_is_made_anew_by_the_model_s_stored_answers(hexview: Path):
    (hexview / "specs/plan.toml").unlink()
    (hexview / "specs/.osteon/plan.generated.toml").unlink()
    shutil.rmtree(hexview / "specs/.osteon/plans")
    osteon(hexview, "plan", "--model", "--offline")
    made = (hexview / "specs/plan.toml").read_text()
    assert 'outputs = ["hexview.c"]' in made
    assert 'outputs = ["hex_lines.h", "hex_lines.c"]' in made
