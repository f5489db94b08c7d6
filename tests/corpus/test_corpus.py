"""Careful specs have no errors and few flagged statements, and the faults that are seeded into them are found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from tests.bench.corpus import CORPUS, UNSEEN, Fault, faults, project_folders, projects, run, seed
from tests.bench.measure import Measure, Scale

from osteon.analysis.findings import Severity
from osteon.analysis.rules import RULES
from osteon.analysis.workspace import Workspace
from osteon.project import read_source

PROJECTS = [folder.name for folder in project_folders()]
README = (CORPUS / "README.md").read_text()
LEAST_FOUND = dict(re.findall(r"^\| `([\w-]+)` \| \d+ \| (\d+) \|$", README, re.MULTILINE))
UNSEEN_ROWS = re.findall(r"^\| `([\w-]+)` \| (\d+) \| (\d+) \| (\d+) \|$", README, re.MULTILINE)
"""Each code with how many of its faults are seeded, were found at first sight, and are found now."""


@pytest.fixture(scope="module")
def workspaces() -> dict[str, Workspace]:
    return projects()


@pytest.fixture(scope="module")
def measures() -> dict[tuple[str, str], Measure]:
    """Return what the bench says about the clean corpus, by quantity and subject."""
    return {(one.quantity, one.subject): one for one in run(Scale.TINY) if one.case == "clean"}


def test_the_corpus_is_of_the_size_that_it_claims(measures: dict[tuple[str, str], Measure]):
    assert measures["specs", "osteon"].median >= 60
    assert measures["normative statements", "osteon"].median >= 1_500
    assert len(faults()) >= 150


@pytest.mark.parametrize("project", PROJECTS)
def test_a_careful_project_has_no_error(project: str, workspaces: dict[str, Workspace]):
    found = workspaces[project].all_findings()
    errors = [one for findings in found.values() for one in findings if one.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("project", ["morris", "regatta"])  # one with a plan, one without an osteon.toml
def test_osteon_check_agrees(project: str):
    command = [sys.executable, "-m", "osteon", "check", "--json"]
    run = subprocess.run(command, cwd=CORPUS / project, capture_output=True, text=True, check=False)
    assert [finding for finding in json.loads(run.stdout) if finding["severity"] == "error"] == []
    assert run.returncode == 0


def test_fewer_than_ten_statements_in_a_hundred_are_flagged(measures: dict[tuple[str, str], Measure]):
    assert measures["statements flagged per hundred", "osteon"].median < 10


def test_a_fault_is_seeded_at_one_place(workspaces: dict[str, Workspace]):
    every = [*faults(), *faults(UNSEEN)]
    assert [fault for fault in every if read_source(fault.corpus / fault.file).count(fault.find) != 1] == []


def test_a_project_is_as_it_was_after_a_fault(workspaces: dict[str, Workspace]):
    before = workspaces["triage"].all_findings()
    copied = next(fault for fault in faults() if fault.to)
    assert seed(copied, workspaces["triage"]).found
    assert workspaces["triage"].all_findings() == before


def test_each_code_finds_as_many_faults_as_the_readme_says(workspaces: dict[str, Workspace]):
    assert LEAST_FOUND.keys() >= {"duplicate-id", "near-duplicate", "vague-adverb", "intent-tampered"}
    found: Counter[str] = Counter()
    for fault in faults():
        found[fault.code] += fault.code in LEAST_FOUND and seed(fault, workspaces[fault.project]).found
    assert {code: found[code] for code, least in LEAST_FOUND.items() if found[code] < int(least)} == {}


def test_unseen_projects_have_no_error():
    """Only codes are told: who reads the findings has seen the projects."""
    files = (findings for workspace in projects(UNSEEN).values() for findings in workspace.all_findings().values())
    assert Counter(one.code for findings in files for one in findings if one.severity is Severity.ERROR) == Counter()


def test_as_many_unseen_faults_are_found_as_the_readme_says():
    workspaces, unseen = projects(UNSEEN), faults(UNSEEN)
    found = Counter(fault.code for fault in unseen if seed(fault, workspaces[fault.project]).found)
    assert {code: int(seeded) for code, seeded, _first, _now in UNSEEN_ROWS} == Counter(one.code for one in unseen)
    assert {code: found[code] for code, _seeded, _first, now in UNSEEN_ROWS if found[code] < int(now)} == {}


def test_a_change_that_is_no_fault_is_not_found(workspaces: dict[str, Workspace]):
    before, after = "The ticket\nis swallowed.", "The column\nkeeps the ticket."
    assert seed(Fault("vague-adverb", "parking/specs/gates.smd", before, after), workspaces["parking"]).new == ()


def test_the_readme_names_codes_that_exist_and_have_faults():
    assert LEAST_FOUND.keys() <= RULES.keys() & {fault.code for fault in faults()}
