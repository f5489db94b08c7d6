"""A model server that fails in every way that servers fail: bounded repeats, no answer lost, the right exit code."""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
import tempfile
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

from tests.engine.conftest import SPEC, Yard, as_reply
from tests.models.openai_server import OpenAIServer, Received, Reply, error, rate_limited
from tests.reliability.row import Row

from osteon.analysis.configuration import Configuration, Role
from osteon.engine.asking import LONGEST_PATIENCE
from osteon.engine.generate import ASK_AGAIN
from osteon.engine.store import Store
from osteon.engine.store_check import check_store
from osteon.models import open_model
from osteon.models.port import Message, Model, Request

TASKS = ("a", "b", "c", "d")
RETRIES = 3
MOST_REQUESTS = (RETRIES + 1) * (LONGEST_PATIENCE + 1) * (ASK_AGAIN + 1)
"""How often a task may ask at most: each repeat of the server's failures, of its rate limits and of bad replies."""
TIMEOUT = 1.5
"""Seconds for one answer; what is silent or trickles takes longer."""

ENVIRONMENT = {"OPENAI_API_KEY": "sk-0123456789", "NO_PROXY": "127.0.0.1"}
STREAM = {"Content-Type": "text/event-stream"}
FAILURES: dict[str, Reply] = {
    "429": rate_limited("0"),
    "429 with a date": rate_limited("Sun, 06 Nov 1994 08:49:37 GMT"),
    "429 with nonsense": rate_limited("soon"),
    "429 without a word": rate_limited(),
    "500": error(500, "boom"),
    "503": error(503, "boom"),
    "dropped": Reply("half an answer", drop_after=2),
    "dropped quietly": Reply("half an answer", drop_after=2, quiet_drop=True),
    "malformed": Reply(body=b"data: {not json\n\n", headers=STREAM),
    "wrong schema": Reply(body=b'data: {"choices": [{"delta": 7}]}\n\ndata: [DONE]\n\n', headers=STREAM),
    "no stream": Reply(body=b"<html>a proxy's page</html>", headers={"Content-Type": "text/html"}),
    "no file": Reply("I am sorry."),
    "silent": Reply("late", delay=60.0),
    "trickle": Reply("x" * 70, pause=0.4, pieces=7),
}
LASTING = {**{name: FAILURES[name] for name in ("429", "500", "dropped", "malformed", "no file")}, "nothing": Reply("")}
"""What the server may say to a task for ever."""


def attempt(chance: random.Random) -> str:
    """Build with a server that fails each task a few times, and perhaps one for ever; then again with a good one."""
    import_litellm()
    server = Unreliable(chance)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="osteon-served-")))
        stack.enter_context(patch.dict(os.environ, ENVIRONMENT))
        stack.enter_context(patch("osteon.models.retry.Patient._wait", lambda *_: None))
        stack.enter_context(patch("osteon.engine.asking.FIRST_PAUSE", 0.01))
        listening = stack.enter_context(OpenAIServer(server.reply))
        return _built(_project(folder, listening.url), server)


@cache
def import_litellm() -> None:
    """Get its first call over with, which takes seconds, before anything has to answer within one or two."""
    request = Request("openai/test-model", (Message("user", "Hello"),))
    with (
        OpenAIServer(["Hello"]) as server,
        patch.dict(os.environ, OPENAI_API_KEY="sk-0123456789", NO_PROXY="127.0.0.1"),
    ):
        model = open_model("openai/test-model", mailbox=Path("unused"), options={"api_base": server.url})
        model.complete(request, label="hello")


class Unreliable:
    """Answers each task well after some failures; `lost` is the task that it never answers, if there is one."""

    def __init__(self, chance: random.Random) -> None:
        self.failures = {task: chance.choices(list(FAILURES), k=chance.randint(0, 2)) for task in TASKS}
        self.lost = chance.choice(("", "", *TASKS))
        self.lasting = chance.choice(list(LASTING))
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def reply(self, received: Received) -> Reply:
        task = next(task for task in TASKS if f"- {task}.py" in received.prompt)
        with self._lock:
            number = self.asked[task]
            self.asked[task] += 1
        if task == self.lost:
            return LASTING[self.lasting]
        if number < len(self.failures[task]):
            return FAILURES[self.failures[task][number]]
        return Reply(as_reply({f"{task}.py": f"# {task} {number}\n"}))

    def mend(self) -> None:
        """Fail no more."""
        self.lost, self.failures = "", {task: [] for task in TASKS}
        self.asked.clear()


def _project(folder: Path, url: str) -> Yard:
    role = Role("openai/test-model", {}, {"api_base": url, "timeout": TIMEOUT, "retries": RETRIES})
    yard = Yard(folder, Configuration(models={"default": role}))
    yard.write("specs/m.smd", SPEC)
    tasks = (f'[[task]]\nid = "{task}"\nspec = "M"\nsections = ["#start"]\noutputs = ["{task}.py"]\n' for task in TASKS)
    yard.write("specs/plan.toml", "[plan]\nformat = 1\n" + "".join(tasks))
    return yard


def _build(yard: Yard, *, offline: bool = False) -> int:
    def model(role: Role) -> Model:
        return open_model(role.model, mailbox=yard.root / "mailbox", options=role.options)

    return yard.build(jobs=4, models=model, offline=offline).exit_code


def _built(yard: Yard, server: Unreliable) -> str:
    code = _build(yard)
    said = f"{server.failures}, {server.lost and server.lasting} for {server.lost!r}, asked {dict(server.asked)}"
    made = {task for task in TASKS if (yard.root / f"{task}.py").is_file()}
    if made != set(TASKS) - {server.lost} or code != (1 if server.lost else 0):
        return f"it ended with {code} and made {sorted(made)}: {said}"
    if max(server.asked.values()) > MOST_REQUESTS:
        return f"too many requests: {said}"
    return _again(yard, server, made) or _offline(yard)


def _again(yard: Yard, server: Unreliable, made: set[str]) -> str:
    """Build with a server that works: only what has no answer is asked for."""
    server.mend()
    if _build(yard) != 0:
        return "with a server that works again, the build failed"
    asked_twice = server.asked.keys() & made
    return f"answers were lost: {sorted(asked_twice)} were asked for again" if asked_twice else ""


def _offline(yard: Yard) -> str:
    """Forget what was built, and build from the kept exchanges alone."""
    expected = {task: yard.read(f"{task}.py") for task in TASKS}
    shutil.rmtree(yard.root / "specs/.osteon/tasks")
    yard.configuration = replace(yard.configuration, output="again")
    if _build(yard, offline=True) != 0:
        return "an exchange was lost: an offline build failed"
    if {task: yard.read(f"again/{task}.py") for task in TASKS} != expected:
        return "an offline build gave other bytes"
    problems = check_store(Store(yard.root / "specs/.osteon")).problems
    return f"the store is not sound: {problems[0]}" if problems else ""


ROW = Row(
    "model server",
    "429, 5xx, silence, drops, trickle, wrong bytes: bounded repeats, no answer lost, the right exit code",
    attempt,
    seconds=25.0,
    unit="builds",
    needs=lambda: "" if importlib.util.find_spec("litellm") else "needs litellm",
)
