"""One character typed while a build runs, and while the server looks at the state of builds, beside an idle server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.bench.client import Client
from tests.bench.generated import spec, spec_id
from tests.bench.keystroke import PROSE, PUSH, WARM_UP, Typing
from tests.bench.measure import OURS, Measure, Scale
from tests.bench.servers import OSTEON

LINES = 1_000
TASKS = {Scale.TINY: 8, Scale.QUICK: 100, Scale.NORMAL: 400, Scale.FULL: 800}
EDITS = {Scale.TINY: 3, Scale.QUICK: 40, Scale.NORMAL: 100, Scale.FULL: 200}
IDLE = "osteon, idle"
BETWEEN = 0.05
"""Seconds between two keystrokes: a fast typist's, so that a build moves on meanwhile."""
MODEL = """\
import re, sys
prompt = sys.stdin.read()
for path in re.findall("^- (.+)$", prompt.split("## Files to write")[1].split("\\n## ")[0], re.MULTILINE):
    print(f"### {path}\\n\\n````python\\nVALUE = {len(prompt)}\\n````\\n")
"""

Tick = Callable[[], object]
"""What keeps a load going, called before each keystroke."""
Load = Callable[[Client, Path], AbstractContextManager[Tick]]


def run(scale: Scale) -> Iterator[Measure]:
    """Type idle and under each load, each in a session and a project of its own."""
    for case, load in LOADS.items():
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            root = Path(folder).resolve()
            text = _write_project(root, TASKS[scale])
            idle, loaded = _session(root, text, load, EDITS[scale])
        yield Measure("under_load", PUSH, case, LINES, IDLE, "ms", idle)
        yield Measure("under_load", PUSH, case, LINES, OURS, "ms", loaded)


def _session(root: Path, text: str, load: Load, edits: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the milliseconds of each keystroke without and with a load."""
    uri = (root / "specs" / "one.smd").as_uri()
    with Client(OSTEON.command, root) as client:
        client.initialize(root)
        client.open(uri, OSTEON.language, text)
        client.published(uri, 1)
        client.loaded(uri)
        time.sleep(5)  # until the first look at the builds is over
        typing = Typing(client, uri, text, PROSE.find(text))
        idle = _typed(typing, edits + WARM_UP, nothing)[WARM_UP:]
        with load(client, root) as tick:
            loaded = _typed(typing, edits, tick)
        client.end()
    return idle, loaded


def nothing() -> None:
    """Keep no load going: it goes on by itself."""


def _typed(typing: Typing, edits: int, tick: Tick) -> tuple[float, ...]:
    samples = []
    for _ in range(edits):
        tick()
        samples.append(1000 * typing.time(PUSH))
        time.sleep(BETWEEN)
    return tuple(samples)


@contextmanager
def _build_in_the_editor(client: Client, _root: Path) -> Iterator[Tick]:
    client.write(client.start_request("workspace/executeCommand", {"command": "osteon.build"}))
    client.wait(lambda message: "verify" in str((message.get("params") or {}).get("message")))
    yield nothing
    client.write(client.start_request("workspace/executeCommand", {"command": "osteon.cancel"}))
    client.wait(lambda message: any(word in str(message) for word in ("cancelled", "done", "nothing is running")))


@contextmanager
def _build_in_a_terminal(_client: Client, root: Path) -> Iterator[Tick]:
    command = [sys.executable, "-m", "osteon", "build", "--jobs", "8", "--events"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as build:
        assert build.stdout
        next(line for line in build.stdout if json.loads(line).get("step") == "verify")
        yield nothing
        build.terminate()
        build.stdout.read()


@contextmanager
def _look_at_builds(client: Client, root: Path) -> Iterator[Tick]:
    """Save again and again, so that the server looks at the state of the builds all the time."""
    plan = root / "specs" / "plan.toml"
    saved = {"textDocument": {"uri": plan.as_uri()}}
    client.open(plan.as_uri(), "toml", plan.read_text())
    client.notify("textDocument/didSave", saved)
    time.sleep(1)  # longer than the server waits for more
    yield lambda: client.notify("textDocument/didSave", saved)


LOADS: dict[str, Load] = {
    "a build of the editor's, four at once": _build_in_the_editor,
    "a build in a terminal, eight at once": _build_in_a_terminal,
    "a look at the state of builds": _look_at_builds,
}


def _write_project(root: Path, tasks: int) -> str:
    """Write a spec and a plan whose tasks all can run at once; return the spec's text."""
    text = spec(0, LINES)
    program = f"command: {sys.executable} {root / 'model.py'}"
    files = {
        "specs/one.smd": text,
        "specs/plan.toml": "[plan]\nformat = 1\n\n" + "\n".join(map(_task, range(tasks))),
        "model.py": MODEL,
        "osteon.toml": f"[models]\ndefault = '{program}'\n[verify]\nsandbox = 'none'\n",
    }
    for path, content in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(content)
    return text


def _task(number: int) -> str:
    return (
        f'[[task]]\nid = "n{number}"\nspec = "{spec_id(0)}"\nsections = ["#r-{number % 8}"]\n'
        f'outputs = ["out/n{number}.py"]\nverify = ["python3 out/n{number}.py"]\n'
    )
