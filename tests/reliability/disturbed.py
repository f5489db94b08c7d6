"""Builds that are disturbed: by each other, by a full or read-only disk, by the clock, by edits while they run."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.conftest import Yard, by_prompt
from tests.reliability.killed import outputs, project
from tests.reliability.row import Row

from osteon.models.port import Request
from osteon.project import UserError

OSTEON = (sys.executable, "-c", "from osteon.cli.main import main; main()")


@contextmanager
def _yards(chance: random.Random) -> Iterator[tuple[Yard, dict[str, bytes]]]:
    """Yield a project, and what a build of it that nothing disturbs makes."""
    with tempfile.TemporaryDirectory(prefix="osteon-disturbed-") as folder:
        undisturbed = project(Path(folder, "undisturbed"), random.Random(0))
        undisturbed.build(jobs=2)
        yield project(Path(folder, "disturbed"), chance), outputs(undisturbed)


def two_builds(chance: random.Random) -> str:
    """Start two builds of one project at nearly the same time: at least one passes, none does harm."""
    with _yards(chance) as (yard, expected):
        codes: list[int] = []

        def build() -> None:
            try:
                codes.append(Yard(yard.root, yard.configuration, model=yard.model).build(jobs=2).exit_code)
            except UserError as error:
                codes.append(2 if "another build of this project" in str(error) else -1)

        threads = [threading.Timer(chance.uniform(0, 0.05), build) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if 0 not in codes or not set(codes) <= {0, 2}:
            return f"the builds ended with {codes}"
        return "" if outputs(yard) == expected else "they gave other bytes"


def full_disk(chance: random.Random) -> str:
    """Build where the disk is full at a random moment, then again where there is room, with the real command line."""
    script = (
        'cp -r "$1/." /mnt && cd /mnt && head -c "$2" /dev/zero >filler 2>/dev/null\n'
        '"$3" -c "$4" build >"$1/log" 2>&1; first=$?\n'
        'rm -f filler; "$3" -c "$4" build >>"$1/log" 2>&1; second=$?\n'
        'mkdir "$1/after" && cp -r made "$1/after/" && echo "$first $second"'
    )
    with _yards(chance) as (yard, _):
        yard.write(
            "osteon.toml", f'[models]\ndefault = "command: {sys.executable} model.py"\n[verify]\nsandbox = "none"\n'
        )
        yard.replace("specs/plan.toml", '"check"', '"true"')
        yard.write("model.py", MODEL)
        whole = subprocess.run([*OSTEON, "build", "--output", "whole"], cwd=yard.root, capture_output=True, check=False)
        if whole.returncode:
            return f"the undisturbed build failed: {whole.stderr.decode()}"
        shutil.rmtree(yard.root / "specs/.osteon")
        size, filler = 1024 * 1024, chance.randrange(700_000, 1024 * 1024)
        bwrap = ["bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", "/mnt", "sh", "-c", script, "sh"]
        arguments = [str(yard.root), str(filler), sys.executable, OSTEON[2]]
        done = subprocess.run([*bwrap, *arguments], capture_output=True, text=True, check=False)
        return _judged(yard, done)


def _judged(yard: Yard, done: subprocess.CompletedProcess[str]) -> str:
    log, codes = yard.read("log"), done.stdout.split()
    told = codes[:1] == ["0"] or "No space left" in log
    if "Traceback" in log or not told or codes not in (["0", "0"], ["1", "0"], ["2", "0"]):
        return f"the builds ended with {codes}: {log or done.stderr}"
    made, whole = (yard.tree(under) for under in ("after/made", "whole/made"))
    return "" if made == whole else "the build after it gave other bytes"


MODEL = """import hashlib, sys
prompt = sys.stdin.read()
paths = [line[2:] for line in prompt.split("## Files to write")[1].split("##")[0].splitlines() if line.startswith("- ")]
for path in paths:
    print(f"### {path}\\n````\\nX = '{hashlib.sha256((path + prompt).encode()).hexdigest()}'\\n````")
"""


def edit_while_building(chance: random.Random) -> str:
    """Change a source while a model answers: no later build may take the result for one of the new text."""
    with _yards(chance) as (yard, _):
        moment = chance.randrange(8)

        def answer(request: Request) -> str:
            if len(yard.model.asked) == moment + 1:
                yard.replace("specs/m.smd", "512", "513")
            return by_prompt(request)

        yard.model.answer = answer
        yard.build(jobs=1)
        yard.model.answer = by_prompt
        yard.build(jobs=1)
        after = outputs(yard)
        clean = project(yard.root.parent / "clean", chance)
        clean.write("specs/m.smd", yard.read("specs/m.smd"))
        clean.model.answer = by_prompt
        clean.build(jobs=1)
        return "" if after == outputs(clean) else f"edited before answer {moment}, the next build kept an old result"


def clock_goes_back(chance: random.Random) -> str:
    """Give files times of change in the past and the future: only their bytes count."""
    with _yards(chance) as (yard, _):
        yard.build()
        yard.replace("specs/m.smd", "512", "513")
        for path in sorted(yard.root.rglob("*")):
            when = chance.uniform(0, 4e9)
            os.utime(path, (when, when), follow_symlinks=False)
        yard.build()
        if not yard.model.asked:
            return "a changed spec with an old time was not built"
        yard.build()
        return "asked again without a change" if yard.model.asked else ""


def read_only(chance: random.Random) -> str:
    """Build, look and check where nothing can be written: a clear message, and nothing is harmed."""
    with _yards(chance) as (yard, _):
        yard.write("osteon.toml", '[models]\ndefault = "command: cat"\n[verify]\nsandbox = "none"\n')
        before = yard.tree()
        for verb in ("build", "status", "check"):
            command = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(yard.root), str(yard.root), *OSTEON, verb]
            done = subprocess.run(command, cwd=yard.root, capture_output=True, text=True, check=False)
            said = done.stdout + done.stderr
            if "Traceback" in said or (verb == "build" and "ead-only" not in said):
                return f"{verb} said {said!r}"
        return "" if yard.tree() == before else "something was written"


def _no_bubblewrap() -> str:
    return "" if shutil.which("bwrap") else "needs bubblewrap, to make a small disk"


def _row(name: str, shows: str, attempt: Callable[[random.Random], str], *, bwrap: bool = False) -> Row:
    return Row(name, shows, attempt, seconds=5.0, unit="runs", needs=_no_bubblewrap if bwrap else lambda: "")


ROWS = (
    _row("two builds at once", "one passes, the other does or names the holder, same bytes", two_builds),
    _row("the disk is full", "a clear error, then the same bytes once there is room", full_disk, bwrap=True),
    _row("the folder is read-only", "a clear error, nothing changed", read_only, bwrap=True),
    _row("the clock goes back", "only bytes count: neither missed nor repeated work", clock_goes_back),
    _row("a source changes during a build", "the next build ends like one from nothing", edit_while_building),
)
