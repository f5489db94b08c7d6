"""A project with every fault there is: `osteon check` reports each of them, where it stands, and nothing else.

The files beside this one are in the fixture language: the carets under a line say what is wrong in it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures import Expected, Fixture, compare, parse_file

from osteon.analysis.rules import RULES

HERE = Path(__file__).parent
LOST = "specs/moved.smd"
"""A link to nowhere, which is in the project and not in the folder beside this file."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fixture]:
    """Return a folder with the project without its carets, and what they say."""
    root = tmp_path_factory.mktemp("faults")
    files: dict[str, str] = {}
    expected: list[Expected] = []
    for source in (HERE / "osteon.toml", *sorted((HERE / "specs").iterdir())):
        path = source.relative_to(HERE).as_posix()
        files[path], found, _ = parse_file(path, source.read_bytes().decode("utf-8", "surrogateescape"))
        expected += found
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(files[path].encode("utf-8", "surrogateescape"))
    (root / LOST).symlink_to("nowhere")
    expected.append(Expected(LOST, 0, 0, 0, "unreadable-file", "This file cannot be read"))
    return root, Fixture(files, tuple(expected))


def as_expected(finding: dict[str, Any]) -> Expected:
    place = finding["range"]
    end = place["endColumn"] - 1 if place["endLine"] == place["startLine"] else None
    start = place["startColumn"] - 1
    return Expected(finding["path"], place["startLine"] - 1, start, end, finding["code"], finding["message"])


def test_the_project_has_every_fault_that_a_check_knows(project: tuple[Path, Fixture]):
    reported = {code for code, rule in RULES.items() if not rule.from_builds}
    assert reported - {one.code for one in project[1].expected} == set()


def test_osteon_check_reports_each_fault_once_where_it_stands(project: tuple[Path, Fixture]):
    root, fixture = project
    run = subprocess.run(
        [sys.executable, "-m", "osteon", "check", "--json"], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.returncode == 1
    compare(fixture.expected, map(as_expected, json.loads(run.stdout)))
