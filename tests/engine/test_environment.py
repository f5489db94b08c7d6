"""The environment that a project's setup makes, with real commands at every sandbox level that works here."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.engine.conftest import Yard

from osteon.analysis.configuration import VerifySettings
from osteon.engine import environment
from osteon.engine.environment import CONTENT, UNUSED_DAYS, Setup, SetupFailed, link_environment
from osteon.engine.ports import Command, Outcome
from osteon.engine.sandbox import open_sandbox, probe
from osteon.project import UserError

LEVELS = [report.level for report in probe() if report.works]
TOOL = "mkdir -p bin && printf '#!/bin/sh\\necho tool 1\\n' > bin/tool && chmod +x bin/tool"


def environments(cache: Path) -> list[Path]:
    return sorted(path.parent for path in cache.glob("environments/*/complete.json"))


def settings(*setup: str, **more) -> VerifySettings:
    return VerifySettings(setup=setup, **more)


@pytest.fixture(params=LEVELS)
def real(request, yard: Yard) -> Yard:
    """Return a project of one task, to be built with a real sandbox at each level that works."""
    yard.write("specs/plan.toml", yard.read("specs/plan.toml").partition('[[task]]\nid = "b"')[0])
    yard.level = request.param
    return yard


def build(yard: Yard):
    return yard.build(sandbox=lambda: open_sandbox(yard.level))


def test_setup_runs_once_for_all_tasks_and_builds(yard: Yard, cache: Path):
    yard.configure(verify=settings("make tools"))
    yard.build(jobs=2)
    assert yard.commands.ran.count("make tools") == 1
    yard.replace("specs/m.smd", "512", "513")
    yard.build()
    assert "check a.py" in yard.commands.ran
    assert "make tools" not in yard.commands.ran
    assert len(environments(cache)) == 1


def test_what_setup_made_is_found_by_name_and_beside_the_code_and_cannot_be_written(real: Yard):
    checks = ["tool", "test -f data/x", "cat $OSTEON_ENVIRONMENT/data/x"]
    if real.level != "none":
        checks.append("! touch data/y && ! touch $OSTEON_ENVIRONMENT/z")
    real.replace("specs/plan.toml", '["check a.py"]', str(checks))
    real.configure(verify=settings(TOOL, "mkdir data", "echo 1 > data/x"))
    result = build(real)
    assert result.exit_code == 0, result.tasks["a"].verdict


def test_setup_sees_the_files_it_names_and_nothing_of_a_task(real: Yard):
    real.write("lock.txt", "tool==1\n")
    real.configure(verify=settings("grep tool lock.txt", "test $(ls | wc -l) = 1", setup_files=("lock.txt",)))
    real.replace("specs/plan.toml", '["check a.py"]', '["test -f lock.txt"]')
    assert build(real).exit_code == 0


def test_what_setup_downloads_is_kept_for_the_next_environment(real: Yard):
    real.configure(verify=settings("test ! -e ~/got && touch ~/got"))
    real.replace("specs/plan.toml", '["check a.py"]', '["true"]')
    build(real)
    real.configure(verify=settings("test -e ~/got"))
    assert build(real).exit_code == 0


def test_another_setup_file_is_another_environment_and_a_reason_to_verify_again(yard: Yard, cache: Path):
    yard.write("lock.txt", "1")
    yard.configure(verify=settings("make", setup_files=("lock.txt",)))
    yard.build()
    yard.write("lock.txt", "2")
    yard.build()
    assert yard.model.asked == []
    assert yard.reasons("a") == ["setup file lock.txt changed"]
    assert len(environments(cache)) == 2


def test_a_setup_that_fails_stops_the_build_before_a_model_is_asked(yard: Yard):
    yard.configure(verify=settings("make tools"))
    yard.commands.run_one = lambda command: "no such tool" if command.line == "make tools" else ""
    with pytest.raises(UserError, match=r"(?s)setup failed.*\$ make tools\nno such tool.*network = \"setup\""):
        yard.build(only=["a"])
    assert yard.model.asked == []
    yard.commands.run_one = lambda command: ""
    assert yard.build().exit_code == 0


@pytest.mark.parametrize(
    ("path", "problem"), [("gone.txt", "no such file"), ("specs/m.vmd", "holds cases"), ("link.txt", "is a link")]
)
def test_a_setup_file_that_cannot_be_used_is_named(yard: Yard, path: str, problem: str):
    yard.write("specs/m.vmd", "")
    (yard.root / "link.txt").symlink_to("osteon.toml")
    yard.configure(verify=settings("true", setup_files=(path,)))
    with pytest.raises(UserError, match=f"(?s){path}.*{problem}"):
        yard.build()


@pytest.mark.parametrize(
    ("network", "given"), [(False, [False, False]), (True, [True, True]), ("setup", [True, False])]
)
def test_the_network_is_for_setup_or_for_all_or_for_none(yard: Yard, network, given):
    seen: list[bool] = []

    def run_one(command: Command) -> str:
        seen.append(command.network)
        return ""

    yard.commands.run_one = run_one
    yard.configure(verify=settings("true", network=network))
    yard.build(only=["a"])
    assert seen == given


def test_two_builds_that_want_one_environment_make_it_once(tmp_path: Path):
    class Slow:
        level = "none"
        ran = 0

        def run(self, command: Command, *, cancelled=lambda: False) -> Outcome:
            self.ran += 1
            return Outcome(0, "", 0.0, "none")

    sandbox = Slow()
    setups = [Setup(settings("make"), tmp_path, lambda: sandbox) for _ in range(4)]
    threads = [threading.Thread(target=setup.mounts) for setup in setups]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sandbox.ran == 1


def test_half_an_environment_is_made_anew(tmp_path: Path, cache: Path):
    sandbox = open_sandbox("none")
    with pytest.raises(SetupFailed):
        Setup(settings("touch half; false"), tmp_path, lambda: sandbox).mounts()
    half = next(cache.glob("environments/*/content"))
    again = Setup(settings("touch half; false"), tmp_path, lambda: sandbox)
    (half / "left over").touch()
    with pytest.raises(SetupFailed):
        again.mounts()
    assert [path.name for path in half.iterdir()] == ["half"]


def test_an_environment_that_nothing_used_for_a_month_is_removed(tmp_path: Path, cache: Path, monkeypatch):
    sandbox = open_sandbox("none")
    Setup(settings("true"), tmp_path, lambda: sandbox).mounts()
    old = environments(cache)
    later = environment.time.time() + (UNUSED_DAYS + 1) * 24 * 3600
    monkeypatch.setattr(environment.time, "time", lambda: later)
    Setup(settings("echo other"), tmp_path, lambda: sandbox).mounts()
    left = environments(cache)
    assert len(old) == 1
    assert old[0] not in left


def test_a_task_s_own_file_comes_before_one_of_the_environment(tmp_path: Path):
    sandbox = open_sandbox("none")
    (tmp_path / "task").mkdir()
    (tmp_path / "task/data").write_text("mine")
    mounts = Setup(settings("echo theirs > data"), tmp_path, lambda: sandbox).mounts()
    link_environment(tmp_path / "task", mounts, "none")
    assert (tmp_path / "task/data").read_text() == "mine"
    assert (mounts[0].folder / "data").read_text() == "theirs\n"
    assert mounts[0].folder.name == CONTENT
