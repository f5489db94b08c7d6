"""Secrets of the environment in a whole build, fixes and failures included: only the model's server gets its key."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import logging
import os
import random
import string
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from unittest.mock import patch

from tests.engine.conftest import SPEC, Yard, as_reply
from tests.models.openai_server import OpenAIServer, Received, Reply, error
from tests.reliability.row import Row
from tests.reliability.served import import_litellm

from osteon.analysis.configuration import Configuration, Role
from osteon.engine.sandbox import open_sandbox, probe

NAMES = (
    "{}_API_KEY",
    "{}_TOKEN",
    "{}_SECRET",
    "{}_PASSWORD",
    "{}_CREDENTIALS",
    "{}_PAT",
    "{}_KEY_2",
    "{}_access_token",
)
"""What variables with credentials are called."""
TELLS = "env; tr '\\0' '\\n' < /proc/self/environ; tr '\\0' '\\n' < /proc/$PPID/environ; grep -q fixed {outputs}"
"""A check that says all it can find out, and fails until the file is fixed."""
AGENT = """\
import os, sys
prompt = sys.stdin.read()
print(*(f"{name}={value}" for name, value in os.environ.items()), sep="\\n", file=sys.stderr)
if not os.path.exists(sys.argv[1]):
    open(sys.argv[1], "w").close()
    sys.exit(1)
print("### agent.py\\n````\\nfixed\\n````")
"""


def attempt(chance: random.Random) -> str:
    """Build twice, the first time with failures everywhere, and look for every secret in all that is left and said."""
    import_litellm()
    secrets = {chance.choice(NAMES).format(_word(chance).upper()): _secret(chance) for _ in range(4)}
    secrets["OPENAI_API_KEY"] = _word(chance, 30)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="osteon-leaks-")))
        stack.enter_context(patch.dict(os.environ, secrets, NO_PROXY="127.0.0.1"))
        stack.enter_context(patch("osteon.models.retry.Patient._wait", lambda *_: None))
        said = stack.enter_context(_overheard())
        server = stack.enter_context(OpenAIServer(Talkative(chance).reply))
        yard = _project(folder, server.url)
        level = chance.choice(_levels())
        stack.enter_context(_answering(yard.root / "specs/.osteon/mailbox"))
        codes = [_build(yard, level, said) for _ in range(2)]
        prompts = {f"prompt {number}": json.dumps(sent.body) for number, sent in enumerate(server.requests)}
        return _judged(codes, prompts, said.getvalue()) or _found(
            secrets, {**prompts, **_files(folder), "said": said.getvalue()}
        )


def _word(chance: random.Random, length: int = 8) -> str:
    return "".join(chance.choices(string.ascii_letters + string.digits, k=length))


def _secret(chance: random.Random) -> str:
    """Return a secret of any characters that a variable may hold in one line."""
    return _word(chance, 6) + "".join(chance.choices(string.printable[:94] + " é漢", k=chance.randint(2, 40))) + "x"


class Talkative:
    """A server that tells everybody the key it was given: in refusals, in errors, before a good answer."""

    def __init__(self, chance: random.Random) -> None:
        self.failures = chance.choices((500, 503, 429), k=2)
        self.refuses = chance.random() < 0.3
        self.asked = 0

    def reply(self, received: Received) -> Reply:
        self.asked += 1
        if self.asked <= len(self.failures) or (self.refuses and self.asked == 3):
            told = f"Incorrect API key provided: {received.headers['authorization']}"
            return error(self.failures.pop() if self.failures else 401, told, headers={"Retry-After": "0"})
        return Reply(as_reply({"hosted.py": "fixed\n" if "PATH=" in received.prompt else "broken\n"}))


def _project(folder: Path, url: str) -> Yard:
    roles = {
        "hosted": Role("openai/test-model", {}, {"api_base": url, "timeout": 30, "retries": 3}),
        "agent": Role(f"command: {sys.executable} {folder / 'agent.py'} {folder / 'failed-once'}"),
        "mailbox": Role("mailbox", {}, {"timeout": 30}),
    }
    yard = Yard(folder / "project", Configuration(models=roles))
    yard.write("../agent.py", AGENT)
    yard.write("specs/m.smd", SPEC)
    tasks = (
        f'[[task]]\nid = "{role}"\nspec = "M"\nsections = ["#start"]\noutputs = ["{role}.py"]\nmodel = "{role}"\n'
        f"verify = [{json.dumps(TELLS)}]\n"
        for role in roles
    )
    yard.write("specs/plan.toml", "[plan]\nformat = 1\n" + "".join(tasks))
    return yard


def _build(yard: Yard, level: str, said: io.StringIO) -> int:
    code = yard.build(jobs=3, models=None, sandbox=lambda: open_sandbox(level)).exit_code
    print([(event.kind, event.data) for event in yard.events.events], file=said)
    return code


@contextlib.contextmanager
def _overheard() -> Iterator[io.StringIO]:
    """Collect what is printed and logged."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            yield said
    finally:
        logging.getLogger().removeHandler(handler)


@contextlib.contextmanager
def _answering(mailbox: Path) -> Iterator[None]:
    """Answer every letter: with a broken file first, and with a good one where a fix is asked for."""
    over = threading.Event()

    def answer() -> None:
        while not over.wait(0.02):
            for prompt in mailbox.glob("*.prompt.md"):
                text = "fixed\n" if "PATH=" in prompt.read_text() else "broken\n"
                reply = prompt.with_name(prompt.name.replace(".prompt.", ".answer."))
                if not reply.exists():
                    reply.write_text(as_reply({"mailbox.py": text}))

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _judged(codes: list[int], prompts: Mapping[str, str], said: str) -> str:
    """Say if the build did not do what this row is about: fail, tell what a check saw, and pass in the end."""
    if codes[-1] != 0:
        return f"the builds ended with {codes}: {said}"
    return "" if any("PATH=" in prompt for prompt in prompts.values()) else "no prompt tells what a check saw"


def _files(folder: Path) -> dict[str, str]:
    return {str(path): path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()}


def _found(secrets: Mapping[str, str], places: Mapping[str, str]) -> str:
    """Look for secrets as they are and as JSON writes them, and for their names where only a check's words could be."""
    for name, secret in secrets.items():
        forms = {
            secret,
            repr(secret)[1:-1],
            *(json.dumps(secret, ensure_ascii=escaped)[1:-1] for escaped in (True, False)),
        }
        for place, text in places.items():
            if name in text and place.startswith("prompt "):
                return f"the name {name} is in {place}"
            if any(form in text for form in forms):
                return f"the value of {name} is in {place}"
    return ""


@cache
def _levels() -> tuple[str, ...]:
    return tuple(report.level for report in probe() if report.works and report.level != "none") or ("none",)


ROW = Row(
    "secrets",
    "in no prompt, stored file, log, event, mailbox or child of a check, whatever fails",
    attempt,
    seconds=20.0,
    unit="builds",
    needs=lambda: "" if importlib.util.find_spec("litellm") else "needs litellm",
)
