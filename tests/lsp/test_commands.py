"""Commands start children whose events become progress; nothing that a child does can take the server with it."""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.conftest import SPEC
from tests.lsp.wire import SECONDS, Wire, change

Begin = Callable[..., Wire]

WITH_PROGRESS = {"window": {"workDoneProgress": True}}
BUILD = """
import json, sys
def tell(kind, **data): print(json.dumps({"kind": kind, **data}), flush=True)
tell("build-started", tasks=2, jobs=1)
tell("task-started", task="a")
tell("task-step", task="a", step="verify")
tell("task-finished", task="a", verdict="fresh")
tell("message", severity="warning", text="mind the gap")
print("no event at all", flush=True)
tell("task-finished", task="b", verdict="fresh")
tell("build-finished", counts={"fresh": 2, "failed": 0})
"""
SIDE_BY_SIDE = """
import json
def tell(kind, **data): print(json.dumps({"kind": kind, **data}), flush=True)
tell("build-started", tasks=3, jobs=4)
tell("task-verdict", task="c", verdict="fresh")
tell("task-step", task="a", step="model", attempt="")
tell("task-started", task="b")
tell("task-step", task="b", step="fix", attempt="fix-1")
tell("task-finished", task="a", verdict="fresh", usage={"input_tokens": 100, "output_tokens": 200, "usd": 0.5})
tell("task-finished", task="b", verdict="fresh", usage={"input_tokens": None, "output_tokens": None, "usd": None})
tell("build-finished", counts={"built": 2})
"""
CHECK = """
import json, sys
print(json.dumps({"kind": "message", "severity": "error", "text": "2 errors in 3 files"}))
print(json.dumps({"kind": "check-finished", "errors": 2, "warnings": 1, "files": 3, "exit": 1}))
sys.exit(1)
"""
SLEEP = """
import os, sys, time
print("pid", os.getpid(), file=sys.stderr, flush=True)
try:
    time.sleep(600)
except KeyboardInterrupt:
    sys.exit(130)
"""
STUBBORN = SLEEP.replace("import os", "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); import os")
TIDY = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.default_int_handler)
try:
    print("pid", os.getpid(), file=sys.stderr, flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    open(sys.argv[0] + ".tidied", "w").close()
"""


@pytest.fixture
def begin(start: Begin, project: Path, tmp_path: Path) -> Begin:
    """Start a server whose children run a script instead of Osteon."""

    def start_with(script: str, **announced: Any) -> Wire:
        child = tmp_path / "child.py"
        child.write_text(textwrap.dedent(script))
        before = "import sys, logging; from osteon.lsp import children, commands; logging.basicConfig(level='INFO')\n"
        wire = start(before=f"{before}commands.KILL_AFTER = 1.0; children.PROGRAM = (sys.executable, {str(child)!r})")
        wire.initialize(project, **announced)
        return wire

    return start_with


def run(wire: Wire, command: str, *arguments: Any) -> None:
    assert wire.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)}) is None


def message(wire: Wire, part: str) -> dict[str, Any]:
    """Return the parameters of the message to the person that contains `part`."""
    shown = wire.wait(lambda one: one.get("method") == "window/showMessage" and part in one["params"]["message"])
    return dict(shown["params"])


def progress(wire: Wire) -> list[dict[str, Any]]:
    return [one["params"]["value"] for one in wire.seen if one.get("method") == "$/progress"]


def bar(wire: Wire) -> Any:
    """Return the token of the progress bar that the server made."""
    return wire.wait(lambda one: one.get("method") == "window/workDoneProgress/create")["params"]["token"]


def child_pid(wire: Wire) -> int:
    """Return the process id of the running child, which it writes into the server's log."""
    while b"pid " not in wire.stderr:
        assert wire.process.poll() is None
        time.sleep(0.05)
    return int(wire.stderr.partition(b"pid ")[2].split()[0])


def test_a_build_shows_its_events_as_progress(begin: Begin) -> None:
    wire = begin(BUILD, **WITH_PROGRESS)
    run(wire, "osteon.build")
    assert message(wire, "done") == {"type": 3, "message": "Osteon: build done: 2 fresh"}
    kinds = [(one["kind"], one.get("message", ""), one.get("percentage")) for one in progress(wire)]
    assert kinds == [
        ("begin", "", 0),
        ("report", "a", 0),
        ("report", "a: verify", 0),
        ("report", "a: fresh", 50),
        ("report", "b: fresh", 100),
        ("end", "done: 2 fresh", None),
    ]
    assert [one["params"] for one in wire.seen if one.get("method") == "window/logMessage"] == [
        {"type": 2, "message": "mind the gap"}
    ]


def test_tasks_that_run_side_by_side_are_told_with_what_was_used(begin: Begin) -> None:
    wire = begin(SIDE_BY_SIDE, **WITH_PROGRESS)
    run(wire, "osteon.buildStale")
    assert "done: 2 built (300 tokens, 0.50 USD)" in message(wire, "done")["message"]
    assert [one["message"] for one in progress(wire)[1:-1]] == [
        "a: model",
        "b · a: model",
        "b: fix (fix-1) · a: model",
        "a: fresh · b: fix (fix-1) (300 tokens, 0.50 USD)",
        "b: fresh (300 tokens, 0.50 USD)",
    ]
    assert [one.get("percentage") for one in progress(wire)[1:-1]] == [33, 33, 33, 66, 100]


def test_a_client_without_progress_gets_log_lines(begin: Begin) -> None:
    wire = begin(BUILD)
    run(wire, "osteon.build")
    message(wire, "done: 2 fresh")
    assert progress(wire) == []
    lines = [one["params"]["message"] for one in wire.seen if one.get("method") == "window/logMessage"]
    assert "Osteon: build: a: verify" in lines


def test_a_client_that_refuses_a_bar_gets_no_more_of_it(begin: Begin) -> None:
    wire = begin(SLEEP, **WITH_PROGRESS)
    wire.answer = lambda one: wire.send(  # type: ignore[method-assign]
        {"jsonrpc": "2.0", "id": one["id"], "error": {"code": -32601, "message": "no"}}
    )
    run(wire, "osteon.build")
    bar(wire)
    child_pid(wire)
    run(wire, "osteon.cancel")
    message(wire, "cancelled")
    assert [one["kind"] for one in progress(wire)] == ["begin"]


def test_a_child_that_crashes_is_reported_and_the_server_lives(begin: Begin) -> None:
    wire = begin("import sys; print('the disk is full', file=sys.stderr); sys.exit(1)", **WITH_PROGRESS)
    run(wire, "osteon.build")
    shown = message(wire, "failed")
    assert shown["type"] == 1
    assert "the disk is full" in shown["message"]
    assert progress(wire)[-1]["kind"] == "end"
    assert wire.shut_down() == 0


def test_the_cancel_button_interrupts_the_child(begin: Begin) -> None:
    wire = begin(SLEEP, **WITH_PROGRESS)
    run(wire, "osteon.build")
    token = bar(wire)
    child_pid(wire)
    wire.notify("window/workDoneProgress/cancel", {"token": token})
    message(wire, "build cancelled")


def test_a_child_that_ignores_the_interrupt_is_killed(begin: Begin) -> None:
    wire = begin(STUBBORN)
    run(wire, "osteon.build")
    child_pid(wire)
    run(wire, "osteon.cancel")
    message(wire, "build cancelled")


@pytest.mark.parametrize("clean", [True, False])
def test_no_child_outlives_the_server(begin: Begin, clean: bool) -> None:
    wire = begin(STUBBORN)
    run(wire, "osteon.build")
    child = child_pid(wire)
    if clean:
        assert wire.shut_down() == 0
    else:
        assert wire.process.stdin
        wire.process.stdin.close()
        assert wire.wait_for_end() == 1
    assert ends(child)


def test_a_child_can_tidy_up_when_the_server_ends(begin: Begin, tmp_path: Path) -> None:
    wire = begin(TIDY)
    run(wire, "osteon.build")
    child = child_pid(wire)
    assert wire.shut_down() == 0
    assert ends(child)
    assert (tmp_path / "child.py.tidied").exists()


def ends(process: int) -> bool:
    """Tell whether a process that was killed is gone, which may take the system a moment."""
    for _look in range(int(SECONDS * 20)):
        try:
            os.kill(process, 0)
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def test_a_command_waits_until_the_projects_are_there(begin: Begin, project: Path) -> None:
    status = begin(BUILD).request("workspace/executeCommand", {"command": "osteon.status"})
    assert [one["root"] for one in status["projects"]] == [str(project)]


def test_one_build_at_a_time(begin: Begin) -> None:
    wire = begin(SLEEP)
    run(wire, "osteon.build")
    run(wire, "osteon.build")
    assert message(wire, "already running")["type"] == 2


def test_a_build_says_that_unsaved_text_is_not_built(begin: Begin, project: Path) -> None:
    wire = begin(BUILD)
    uri = wire.open(project / "specs/display.smd", SPEC)
    wire.edit(uri, 2, change(0, 0, 0, "x"))
    run(wire, "osteon.build")
    assert "display.smd" in message(wire, "not saved")["message"]


def test_a_command_from_a_spec_without_a_file_is_about_the_only_project(begin: Begin, project: Path) -> None:
    wire = begin(BUILD)
    item = {"uri": "untitled:Untitled-1", "languageId": "osteon", "version": 1, "text": SPEC}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    run(wire, "osteon.build", item["uri"])
    assert "Untitled-1.smd" in message(wire, "not saved")["message"]
    message(wire, "done")
    status = wire.request("workspace/executeCommand", {"command": "osteon.status"})
    assert [one["root"] for one in status["projects"]] == [str(project)]


def test_build_task_needs_a_task(begin: Begin) -> None:
    wire = begin("import sys; print(sys.argv[1:], file=sys.stderr); sys.exit(1)")
    run(wire, "osteon.buildTask")
    assert message(wire, "name a task")["type"] == 2
    run(wire, "osteon.buildTask", "display", "file:///elsewhere/plan.toml")
    assert "['build', 'display', '--events']" in message(wire, "failed")["message"]


def test_an_unknown_command_gets_an_error(begin: Begin) -> None:
    wire = begin(BUILD)
    assert wire.error("workspace/executeCommand", {"command": "osteon.dance"})["code"] == -32602


def test_a_check_says_what_it_counted(begin: Begin) -> None:
    wire = begin(CHECK)
    run(wire, "osteon.check")
    assert message(wire, "Osteon: check") == {
        "type": 1,
        "message": "Osteon: check failed: 2 errors, 1 warnings in 3 files. The diagnostics show each",
    }


def test_a_check_runs_beside_a_build_but_not_beside_another(begin: Begin) -> None:
    wire = begin(SLEEP)
    run(wire, "osteon.build")
    run(wire, "osteon.check")
    run(wire, "osteon.check")
    assert message(wire, "already running")["message"].startswith("Osteon: check")
    status = wire.request("workspace/executeCommand", {"command": "osteon.status"})
    assert [one.split(" in ")[0] for one in status["running"]] == ["Osteon: build", "Osteon: check"]


def test_a_check_that_is_over_leaves_the_diagnostics_of_what_is_on_disk(start: Begin, project: Path) -> None:
    wire = start()
    wire.initialize(project)
    wire.diagnostics(wire.open(project / "specs/display.smd", SPEC), version=1)
    (project / "specs" / "more.smd").write_text("# More\n")
    run(wire, "osteon.check")
    assert "in 3 files" in message(wire, "Osteon: check failed: ")["message"]
    assert [one["code"] for one in wire.diagnostics((project / "specs/more.smd").as_uri()) if one["severity"] == 1]


def test_status_names_what_is_open_and_running(begin: Begin, project: Path) -> None:
    wire = begin(SLEEP)
    wire.diagnostics(wire.open(project / "specs/display.smd", SPEC))
    run(wire, "osteon.build")
    status = wire.request("workspace/executeCommand", {"command": "osteon.status"})
    assert status["projects"] == [{"root": str(project), "files": 1, "loose": False}]
    assert status["running"] == [f"Osteon: build in {project}"]
