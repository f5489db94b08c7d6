"""A build killed at random instants leaves what a person wrote, a readable state, and the same bytes in the end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.engine.conftest import SPEC, FakeCommands, FakeModel, Yard, by_prompt
from tests.reliability.row import Row

from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.models.port import Request

KILLS = 8
TASKS = 8
PERSON = "notes.txt"


def attempt(chance: random.Random) -> str:
    """Kill builds of one project `KILLS` times, look at the disk after each, and build to the end."""
    with tempfile.TemporaryDirectory(prefix="osteon-killed-") as folder:
        whole, root = Path(folder, "whole"), Path(folder, "killed")
        complete = project(whole, random.Random(0))
        seconds = _timed(lambda: complete.build(jobs=2))
        expected = outputs(complete)
        yard = project(root, chance)
        for _ in range(KILLS):
            _build_and_kill(yard, chance.uniform(0, 1.2 * seconds))
            if problem := _state(yard, expected):
                return problem
        return _end(yard, expected)


def outputs(yard: Yard) -> dict[str, bytes]:
    """Return the generated files by path."""
    return {path: data for path, data in yard.tree().items() if path.startswith("made/")}


def _end(yard: Yard, expected: Mapping[str, bytes]) -> str:
    if yard.build(jobs=2).exit_code != 0:
        return "the last build did not pass"
    if outputs(yard) != expected:
        return "the last build gave other bytes"
    if problems := check_store(Store(yard.root / "specs/.osteon")).problems:
        return f"the store is not sound: {problems[0]}"
    left = [path for path in yard.tree() if path.endswith(".tmp")]
    return f"left behind: {left}" if left else ""


def _state(yard: Yard, expected: Mapping[str, bytes]) -> str:
    """Say what a kill damaged: state that cannot be read, a person's file, half of an output."""
    if yard.read(PERSON) != "mine" or yard.read("specs/m.smd") != SPEC:
        return "what a person wrote is not as it was"
    broken = [path for path, data in outputs(yard).items() if not path.endswith(".tmp") and data != expected.get(path)]
    if broken:
        return f"half a file: {broken}"
    yard.assess()
    return ""


def project(root: Path, chance: random.Random) -> Yard:
    def answer(request: Request) -> str:
        time.sleep(chance.uniform(0, 0.01))
        return by_prompt(request)

    yard = Yard(root, model=FakeModel(answer=answer), commands=FakeCommands())
    yard.write("specs/m.smd", SPEC)
    yard.write(PERSON, "mine")
    yard.write("specs/plan.toml", "[plan]\nformat = 1\n" + "".join(map(_task, range(TASKS))))
    return yard


def _task(number: int) -> str:
    needs = [f"t{number - 2}"] if number > 1 else []
    reads = [f"made/t{number - 2}.py"] if number > 1 else []
    return (
        f'[[task]]\nid = "t{number}"\nspec = "M"\nsections = ["#start"]\nneeds = {needs}\nreads = {reads}\n'
        f'outputs = ["made/t{number}.py", "made/deep/t{number}.py"]\nverify = ["check"]\n'
    )


def _build_and_kill(yard: Yard, after: float) -> None:
    """Build in a process of its own, which imports nothing anew, and kill it after some seconds."""
    child = os.fork()
    if not child:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 2)
        yard.build(jobs=2)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    _clear_staging()


def _clear_staging() -> None:
    """Leave staging folders to the next build, but not those of the whole run to the machine."""
    for folder in Path(tempfile.gettempdir()).glob("osteon-build-*"):
        if time.time() - folder.stat().st_mtime > 600:
            shutil.rmtree(folder, ignore_errors=True)


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


ROW = Row(
    "kill -9 of a build",
    "state readable, a person's files as they were, no half file, the last build gives the same bytes, a sound store",
    attempt,
    unit="kills",
    weight=KILLS,
    needs=lambda: "" if sys.platform != "win32" else "needs fork and SIGKILL",
)
