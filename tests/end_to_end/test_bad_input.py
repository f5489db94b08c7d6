"""Everything that can be wrong: one clear message with a place and a next step, and nothing of a person's is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.end_to_end.command_line import Outcome, environment, osteon, tree
from tests.models.installed import require_litellm
from tests.models.openai_server import OpenAIServer, Reply, Script, error, rate_limited

from osteon.cli.main import main

SPEC = "# Machine\n\n@id: M\n\n## Requirements\n\n### Start {#start}\n\nIt starts at 512.\n"
PLAN = """\
[plan]
format = 1

[[task]]
id = "a"
spec = "M"
sections = ["#start"]
outputs = ["out/a.py"]
verify = ["test -s out/a.py"]
"""
GOOD = "### out/a.py\n\n```python\nSTART = 512\n```\n"


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with one small project in it, and the command line."""

    folder: Path
    run: Callable[..., Outcome]

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def write(self, path: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        target = self.project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def configure(self, model: str = "", *, verify: str = 'sandbox = "none"') -> None:
        self.write("osteon.toml", f"[verify]\n{verify}\n[models]\n{model}\n")

    def refused(self, *arguments: str, code: int, says: str, place: str = "", advice: str = "") -> Outcome:
        """Run a command that must fail with one message, and must change no file that is not the build's own."""
        before = self.files()
        outcome = self.run(*arguments)
        assert outcome.code == code, outcome.text
        assert outcome.text.count(says) == 1, outcome.text
        assert place in outcome.text
        assert advice in outcome.text
        self.nothing_lost(before, outcome)
        return outcome

    def files(self) -> dict[str, bytes | None]:
        return tree(self.folder, without=(".osteon",))

    def nothing_lost(self, before: dict[str, bytes | None], outcome: Outcome) -> None:
        assert self.files() == before
        assert "Traceback" not in outcome.text
        assert "internal error" not in outcome.text
        assert not list(self.folder.rglob("*.tmp"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    for name in [name for name in os.environ if name.endswith(("_KEY", "_TOKEN", "_PROXY"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["osteon", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), said.out, said.err)

    desk = Desk(tmp_path, run)
    desk.write("specs/m.smd", SPEC)
    desk.write("specs/plan.toml", PLAN)
    desk.configure()
    monkeypatch.chdir(desk.project)
    return desk


# Models


@pytest.fixture
def served(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Script], OpenAIServer]]:
    """Point the project at a model server that follows a script."""
    running: list[OpenAIServer] = []

    def serve(script: Script) -> OpenAIServer:
        require_litellm()
        server = OpenAIServer(script)
        running.append(server)
        server.__enter__()
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        desk.configure(f'default = {{ model = "openai/m", api_base = "{server.url}", retries = 0 }}')
        return server

    yield serve
    for server in running:
        server.__exit__()


def test_no_model_is_configured(desk: Desk) -> None:
    desk.refused("build", code=1, says="no model is configured", place="a: failed", advice="[tool.osteon.models]")


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ('{ model = "openai/m", api_key_env = "NOT_SET_KEY" }', "set the environment variable NOT_SET_KEY"),
        ('"anthropic/claude-sonnet-4-5"', "set the environment variable ANTHROPIC_API_KEY"),
    ],
)
def test_the_model_has_no_key(desk: Desk, model: str, says: str) -> None:
    require_litellm()
    desk.configure(f"default = {model}")
    desk.refused("build", code=1, says="there is no key", place="a: failed", advice=says)


def test_the_server_cannot_be_reached(desk: Desk) -> None:
    require_litellm()
    desk.configure('default = { model = "openai/m", api_base = "http://127.0.0.1:1/v1", retries = 0 }')
    desk.refused("build", code=1, says="no answer", place="a: failed", advice="check the network and api_base")


@pytest.mark.parametrize(
    ("reply", "says", "advice"),
    [
        (error(401, "who are you"), "who are you", "check the key"),
        (error(404, "no such model"), "no such model", "check the model's name"),
        (error(500, "the disk is on fire"), "the disk is on fire", "try later"),
        (Reply(GOOD, drop_after=2), "a: failed", "try"),
        (Reply(GOOD, drop_after=3, quiet_drop=True), "broke off", "try again later"),
        (Reply(body=b"<html>gateway</html>"), "broke off", "try again later"),
    ],
    ids=["401", "404", "500", "dropped", "cut", "no-json"],
)
def test_the_server_fails(
    desk: Desk, served: Callable[[Script], OpenAIServer], reply: Reply, says: str, advice: str
) -> None:
    server = served(lambda _: reply)
    desk.refused("build", code=1, says=says, place="a: failed", advice=advice)
    assert len(server.requests) == 1


def test_a_server_that_asks_for_patience_gets_it(desk: Desk, served: Callable[[Script], OpenAIServer]) -> None:
    server = served([rate_limited("0"), rate_limited("0"), GOOD])
    outcome = desk.run("build")
    assert outcome.code == 0, outcome.text
    assert outcome.text.count("slow down") == 2
    assert len(server.requests) == 3


def test_patience_ends(desk: Desk, served: Callable[[Script], OpenAIServer]) -> None:
    server = served(lambda _: rate_limited("0"))
    outcome = desk.run("build")
    assert outcome.code == 1
    assert "try again later" in outcome.text.splitlines()[-2]
    assert len(server.requests) < 20


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("### ../evil.py\n```\nx = 1\n```\n", "it leaves the output folder"),
        ("### /tmp/evil.py\n```\nx = 1\n```\n", "it is absolute"),
        ("### .git/hooks/post-commit\n```\nx = 1\n```\n", "that folder is not for outputs"),
        (GOOD + "### out/b.py\n```\nx = 1\n```\n", "out/b.py is not an output of this task"),
        (GOOD + GOOD, "out/a.py is there twice"),
        ("### out/a.py\n```\nx = 1\n", "never closed"),
        ("### out/a.py\n```\n```\n", "out/a.py is empty"),
        ("### out/a.py\n```\nx = '\0'\n```\n", "NUL character"),
        ("I cannot help with that.", "there is no file in the reply"),
        (" ", "the reply is empty"),
    ],
)
def test_the_reply_is_hostile(desk: Desk, served: Callable[[Script], OpenAIServer], reply: str, says: str) -> None:
    server = served(lambda _: reply)
    desk.refused("build", code=1, says=says, place="a: failed")
    assert len(server.requests) == 3
    assert says in server.requests[-1].prompt  # the model was told why its reply was refused
    assert len(list((desk.project / "specs/.osteon/store").rglob("*.json"))) == 3


# The sandbox and other builds


def test_the_sandbox_that_is_wanted_is_not_installed(desk: Desk) -> None:
    desk.configure('default = "command: false"', verify='sandbox = "bwrap"')
    before = desk.files()
    outcome = osteon(desk.project, "build", PATH=str(desk.folder / "nothing-here"))
    assert outcome.code == 2, outcome.text
    assert outcome.err.count("no sandbox works here") == 1
    assert "apt install bubblewrap" in outcome.err
    desk.nothing_lost(before, outcome)


def test_the_sandbox_that_is_wanted_does_not_work(desk: Desk) -> None:
    desk.configure('default = "command: false"', verify='sandbox = "bwrap"')
    desk.write("bin/bwrap", "#!/bin/sh\necho 'bwrap: no namespaces for you' >&2\nexit 1\n")
    (desk.project / "bin/bwrap").chmod(0o755)
    before = desk.files()
    outcome = osteon(desk.project, "build", PATH=f"{desk.project / 'bin'}:/usr/bin:/bin")
    assert outcome.code == 2, outcome.text
    assert "no namespaces for you" in outcome.err
    desk.nothing_lost(before, outcome)


def test_another_build_is_running(desk: Desk) -> None:
    desk.configure('default = "mailbox"')
    first = subprocess.Popen(
        [sys.executable, "-m", "osteon", "build"],
        cwd=desk.project,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while first.poll() is None and not list((desk.project / "specs/.osteon").glob("mailbox/*.prompt.md")):
            time.sleep(0.02)
        desk.refused(
            "build",
            code=2,
            says="another build of this project is running",
            place=f"process {first.pid}",
            advice="Wait",
        )
    finally:
        first.send_signal(signal.SIGINT)
        said = first.communicate()
    assert first.returncode == 130, said
    assert "Traceback" not in said[1]


# Plan and configuration


@pytest.mark.parametrize(
    ("plan", "says", "place"),
    [
        (PLAN + "[[task", "Expected ']]'", "specs/plan.toml:10"),
        (PLAN + 'colour = "red"\n', "colour", "specs/plan.toml:10"),
        (PLAN + 'needs = ["a"]\n', "circle", "specs/plan.toml"),
        (
            PLAN + 'needs = ["b"]\n' + PLAN.partition("1\n")[2].replace('"a"', '"b"') + 'needs = ["a"]\n',
            "circle: a, b",
            "plan.toml",
        ),
        (PLAN + 'needs = ["nothing"]\n', "needs 'nothing', which is no task", "specs/plan.toml"),
        (PLAN + PLAN.partition("1\n")[2], "two tasks have the id 'a'", "specs/plan.toml"),
        (PLAN.replace('["#start"]', "7"), "sections", "specs/plan.toml:7"),
        (PLAN.replace("out/a.py", "../a.py", 1), "leaves the project", "specs/plan.toml:8"),
        (PLAN.replace("1\n", '"x"\n', 1), "format", "specs/plan.toml:2"),
        ("\0\x01", "", "specs/plan.toml:1"),
    ],
    ids=["syntax", "key", "self", "cycle", "task", "twice", "type", "outside", "format", "binary"],
)
def test_the_plan_is_broken(desk: Desk, plan: str, says: str, place: str) -> None:
    desk.write("specs/plan.toml", plan)
    for verb in ("build", "status"):
        desk.refused(verb, code=2, says=says or place, place=place)
    outcome = desk.run("check")
    assert (outcome.code, place in outcome.text) == (1, True), outcome.text


def test_a_plan_that_cannot_be_read_is_not_planned_over(desk: Desk) -> None:
    desk.write("specs/plan.toml", PLAN + "[[task")
    desk.write(
        "specs/m.amd", "# M\n\n@spec: M\n\n## Components\n\n### A\n\n@path: out/a.py\n@see: #start\n\nIt is A.\n"
    )
    desk.refused("plan", code=2, says="plan.toml", advice="line 10")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("#start", "#stop"), "#stop"),
        (('"M"', '"N"'), "N"),
        (("verify", 'reads = ["x.py"]\nverify'), "x.py"),
        (("verify", 'architecture = ["Ghost"]\nverify'), "Ghost"),
        (("verify", 'cases = ["ghost.vmd"]\nverify'), "ghost.vmd"),
        (("verify", 'copy = { "b.py" = "ghost.txt" }\nverify'), "ghost.txt"),
    ],
)
def test_a_plan_names_what_is_not_there(desk: Desk, change: tuple[str, str], says: str) -> None:
    desk.configure('default = "command: false"')
    desk.write("specs/plan.toml", PLAN.replace(*change))
    assert says in desk.refused("build", code=1, says="a: failed").text
    assert says in desk.refused("check", code=1, says="error:", place="specs/plan.toml:").text


@pytest.mark.parametrize(
    ("configuration", "says"),
    [
        ("[models\n", "osteon.toml:1"),
        ('[verify]\nsandbox = "moon"\n', "osteon.toml:2"),
        ("[verify]\ntimeout = true\n", "osteon.toml:2"),
        ('output = "/etc"\n', "osteon.toml:1"),
        ('output = "../elsewhere"\n', "osteon.toml:1"),
        ('specs = "../elsewhere"\n', "osteon.toml:1"),
        ("\0", "osteon.toml:1"),
    ],
)
def test_the_configuration_is_broken(desk: Desk, configuration: str, says: str) -> None:
    desk.write("osteon.toml", configuration)
    for verb, code in (("build", 2), ("status", 2), ("check", 1)):
        desk.refused(verb, code=code, says=says)
    assert desk.run("doctor").code == 1


# Sources and folders


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x7fELF\x02\x01\x01\0\0\xff\xfe" * 99, "specs/n.smd:1:10: error: Not UTF-8"),
        (
            SPEC.replace("@id: M", "@id: N").replace("It", "Caf\xe9").encode("latin-1"),
            "specs/n.smd:9:4: error: Not UTF-8",
        ),
        (b"\0" * 999, "specs/n.smd:1:1: error: "),
    ],
    ids=["binary", "latin-1", "zeros"],
)
def test_a_spec_is_no_text(desk: Desk, content: bytes, says: str) -> None:
    desk.write("specs/n.smd", content)
    before = desk.files()
    outcome = desk.run("check")
    assert outcome.code == 1
    assert says in outcome.text
    for verb in ("status", "doctor"):
        desk.nothing_lost(before, desk.run(verb))
    if b"\0" in content:
        desk.refused("fmt", code=2, says="this is no text", place="specs/n.smd")


def test_a_spec_that_cannot_be_read(desk: Desk) -> None:
    (desk.project / "specs/lost.smd").symlink_to("nowhere.smd")
    desk.refused("check", code=1, says="cannot be read", place="specs/lost.smd", advice="check the path")
    for verb in ("build", "status", "plan", "fmt"):
        desk.refused(verb, code=2, says="cannot be read", place="specs/lost.smd", advice="check the path")


def test_a_folder_is_called_like_a_spec(desk: Desk) -> None:
    (desk.project / "specs/x.smd").mkdir()
    desk.write("specs/x.smd/y.smd", SPEC.replace("@id: M", "@id: Y"))
    assert desk.run("check").code == 0
    desk.refused("check", "specs/ghost.smd", code=2, says="specs/ghost.smd: no such file or folder")


def test_a_folder_stands_where_the_plan_should(desk: Desk) -> None:
    (desk.project / "specs/plan.toml").unlink()
    (desk.project / "specs/plan.toml").mkdir()
    desk.refused("build", code=2, says="there is no plan")
    desk.refused("plan", code=2, says="plan.toml")


def test_a_file_stands_where_the_output_folder_should(desk: Desk) -> None:
    desk.configure(f'default = "command: {sys.executable} {desk.project}/model.py"')
    desk.write("model.py", f"print({GOOD!r})\n")
    desk.write("out", "mine")
    outcome = desk.refused("build", code=1, says="a: failed", place="out")
    assert "[Errno" not in outcome.text


def test_the_output_folder_is_read_only(desk: Desk) -> None:
    desk.configure(f'default = "command: {sys.executable} {desk.project}/model.py"')
    desk.write("model.py", f"print({GOOD!r})\n")
    (desk.project / "out").mkdir(mode=0o555)
    if os.access(desk.project / "out", os.W_OK):
        pytest.skip("this user may write everywhere")
    outcome = desk.refused("build", code=1, says="a: failed", place="out", advice="Permission denied")
    assert "[Errno" not in outcome.text


def test_there_are_no_specs_at_all(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    desk.refused("build", code=2, says="there is no plan", advice="osteon plan")
    desk.refused("status", code=2, says="there is no plan", advice="osteon plan")
    desk.refused("plan", code=2, says="there is nothing to plan", advice="osteon new")
    desk.refused("check", code=0, says="No spec files found", advice="osteon new")
    desk.refused("doctor", code=0, says="`osteon new NAME` writes the first spec")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("biuld",), "biuld"),
        (("build", "--jobs", "0"), "--jobs"),
        (("build", "--task", "ghost"), "there is no task ghost; the plan has a"),
        (("new", "../evil"), ""),
        (("new", "M"), "this file is there already"),
        (("explain", "mising-id"), "did you mean"),
        (("fmt", "osteon.toml"), "not a spec"),
        (("init",), "this folder is a project already"),
    ],
)
def test_a_command_is_wrong(desk: Desk, arguments: tuple[str, ...], says: str) -> None:
    if says:
        desk.refused(*arguments, code=2, says=says)
    else:
        before = desk.files()
        assert desk.run(*arguments).code == 0
        assert desk.files().keys() - before.keys() == {"project/specs/evil.smd"}
