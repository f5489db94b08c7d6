"""Real build processes, killed, doubled and interrupted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

MODEL = """\
import hashlib, sys, time
prompt = sys.stdin.read()
paths = [line[2:] for line in prompt.split("## Files to write")[1].split("##")[0].splitlines() if line.startswith("- ")]
time.sleep({delay})
for path in paths:
    print(f"### {{path}}\\n````\\nX = '{{hashlib.sha256((path + prompt).encode()).hexdigest()}}'\\n````")
"""
OSTEON = (sys.executable, "-c", "from osteon.cli.main import main; main()")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def plan() -> str:
    text = "[plan]\nformat = 1\n"
    for number in range(6):
        needs = [f"t{number - 2}"] if number > 1 else []
        text += f'[[task]]\nid = "t{number}"\nspec = "M"\nsections = ["#start"]\nneeds = {needs}\n'
        text += f'outputs = ["t{number}.py", "deep/t{number}.py"]\nverify = ["test -f t{number}.py"]\n'
    return text


@pytest.fixture
def project(yard):
    yard.write("specs/plan.toml", plan())
    use_model(yard, delay=0.02)
    return yard


def use_model(yard, *, delay: float) -> None:
    yard.write("model.py", MODEL.format(delay=delay))
    yard.write(
        "osteon.toml",
        f'[models]\ndefault = "command: {sys.executable} {yard.root}/model.py"\n[verify]\nsandbox = "none"\n',
    )


def start(yard, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [*OSTEON, *arguments],
        cwd=yard.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(yard, *arguments: str) -> tuple[int, str]:
    process = start(yard, *arguments)
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


def until(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def stored(yard) -> int:
    return len(list((yard.root / "specs/.osteon/store").glob("*/*.json")))


def outputs(yard) -> dict[str, bytes]:
    return {
        name: data for name, data in yard.tree().items() if "t" in name and name.endswith(".py") and name != "model.py"
    }


def test_a_build_killed_again_and_again_completes_with_the_same_bytes(project):
    chance = random.Random(8)
    for kill in range(5):
        process = start(project, "build", "-j", "2")
        until(lambda goal=kill, process=process: stored(project) >= min(goal, 6) or process.poll() is not None)
        time.sleep(chance.uniform(0, 0.08))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert finish(project, "status")[0] in (0, 1)
    assert finish(project, "build")[0] == 0
    survived = outputs(project)
    assert len(survived) == 12
    assert finish(project, "build", "--offline", "--output", "again")[0] == 0
    assert {f"again/{name}" for name in survived} <= set(project.tree())
    assert all(project.tree()[f"again/{name}"] == data for name, data in survived.items())
    assert [name for name in project.tree() if name.endswith(".tmp")] == []


def test_of_two_builds_at_once_one_is_told_of_the_other(project):
    use_model(project, delay=3)
    first = start(project, "build")
    holder = project.root / "specs/.osteon/lock.holder"
    until(holder.exists)
    code, output = finish(project, "build")
    assert code == 2
    assert f"process {first.pid}" in output
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    use_model(project, delay=0)
    assert finish(project, "build")[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_ends_with_130_and_goes_on_later(project, number):
    use_model(project, delay=30)
    process = start(project, "build")
    until(lambda: (project.root / "specs/.osteon/lock.holder").exists())
    time.sleep(0.5)
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert outputs(project) == {}
    use_model(project, delay=0)
    assert finish(project, "build")[0] == 0
