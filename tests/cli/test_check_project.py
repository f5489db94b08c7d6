"""Several processes find together what one finds alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bench.generated import write_specs

from osteon.analysis.configuration import Configuration
from osteon.analysis.rules import RULES
from osteon.cli import check_project as module
from osteon.cli.check_project import check_project
from osteon.project import Project, find_project

TESTS = Path(__file__).parents[1]
EVERY_CHECK = {code: "warning" for code, rule in RULES.items() if not rule.enabled}


def with_every_check(folder: Path) -> Project:
    project = find_project(folder)
    configuration = replace(project.configuration, check={**project.configuration.check, **EVERY_CHECK})
    return replace(project, configuration=configuration)


@pytest.mark.parametrize("folder", ["faults", "corpus/triage", "corpus/morris"])
@pytest.mark.parametrize("processes", [2, 3])
def test_shares_find_what_the_whole_finds(folder: str, processes: int) -> None:
    project = with_every_check(TESTS / folder)
    together = check_project(project, entries=True, processes=processes)
    assert together == check_project(project, entries=True, processes=1)
    assert any(checked.findings for checked in together.files.values())


def test_processes_that_are_no_copies_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "METHOD", "spawn")
    project = Project(TESTS / "corpus/morris", Configuration())
    assert check_project(project, processes=2) == check_project(project, processes=1)


def test_a_large_project_is_shared_and_a_small_one_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_cores", lambda: 2)
    monkeypatch.setattr(module.Share, "checked_alone", lambda share: pytest.fail("it is checked by one process"))
    write_specs(tmp_path, module.FEWEST)
    assert len(check_project(find_project(tmp_path)).files) > module.FEWEST
    with pytest.raises(pytest.fail.Exception):
        check_project(find_project(TESTS / "corpus/morris"))


def test_a_process_that_dies_leaves_its_share_to_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = find_project(TESTS / "corpus/triage")
    alone = check_project(project, processes=1)
    whole = module.Share.checked_with

    def dies(share: module.Share, others: object) -> object:
        return os._exit(9) if share.number else whole(share, others)  # type: ignore[arg-type]

    monkeypatch.setattr(module.Share, "checked_with", dies)
    assert check_project(project, processes=2) == alone
