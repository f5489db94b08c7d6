from __future__ import annotations

import os
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engine.attacks import ATTACKS, MEBIBYTE, Attack, Ground, HostServer, listening, outlives

from osteon.engine import sandbox as sandbox_module
from osteon.engine.ports import Command, Limits, Outcome, SandboxUnavailable
from osteon.engine.sandbox import LevelReport, open_sandbox, probe

WORKING = [report.level for report in probe() if report.works]
ISOLATED = [level for level in WORKING if level != "none"]

PAIRS = [(attack, level) for attack in ATTACKS for level in (WORKING if attack.everywhere else ISOLATED)]

Run = Callable[..., Outcome]


@pytest.fixture(params=WORKING)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Run a shell line, an argument list, or with `python` a program in an empty folder, at every level that works."""
    box = open_sandbox(request.param)
    folder = tmp_path / "staging"
    folder.mkdir()

    def run(line: Any = "", *, python: str = "", cancelled: Callable[[], bool] = lambda: False, **more: Any) -> Outcome:
        line = line or ("python", "-c", textwrap.dedent(python))
        return box.run(Command(line, folder, **more), cancelled=cancelled)

    return run


isolated = pytest.mark.parametrize("run", ISOLATED, indirect=True)


@pytest.fixture
def host_server() -> Iterator[HostServer]:
    with listening() as server:
        yield server


def marked() -> str:
    return f"marker-{os.getpid()}-{time.monotonic_ns()}"


@pytest.mark.parametrize(("attack", "level"), PAIRS, ids=[f"{attack.name} at {level}" for attack, level in PAIRS])
def test_an_attack_is_refused_or_contained(attack: Attack, level: str, tmp_path: Path, host_server: HostServer):
    ground = Ground(tmp_path, host_server)
    outcome = open_sandbox(level).run(attack.command(ground))
    assert attack.judge(outcome) == "", outcome
    assert ground.harm() == ""


# What works


def test_an_isolated_level_works_where_one_is_required():
    if os.environ.get("OSTEON_REQUIRE_SANDBOX") == "1":
        assert ISOLATED, probe()


def test_a_command_writes_its_folder_and_says_its_level(run: Run, tmp_path: Path):
    outcome = run("echo made > file && cat file")
    assert (outcome.exit_code, outcome.output, outcome.reason) == (0, "made\n", "")
    assert outcome.level in WORKING
    assert (tmp_path / "staging/file").read_text() == "made\n"


def test_the_running_interpreter_and_its_packages_are_there(run: Run):
    assert run(python="import pytest, sys; print(sys.version_info[:2])").output == f"{sys.version_info[:2]}\n"


def test_an_exit_code_is_kept(run: Run):
    assert (run("exit 3").exit_code, run("exit 3").ok) == (3, False)


def test_input_is_given_and_ends(run: Run):
    assert run("cat", stdin="grün\n").output == "grün\n"


def test_output_and_errors_come_in_the_order_written(run: Run):
    assert run("echo 1; echo 2 >&2; echo 3").output == "1\n2\n3\n"


def test_output_that_is_not_utf8_is_replaced(run: Run):
    assert run(r"printf 'a\377b'").output == "a�b"


def test_output_names_the_folder_the_same_on_every_machine(run: Run, tmp_path: Path):
    output = run("pwd; echo $HOME; python -c 'import os; print(os.__file__); print(os.environ[\"PATH\"])'").output
    assert output.startswith("/build\n/tmp\n")
    for place in (str(tmp_path), sys.prefix):
        assert place not in output or place == "/usr"


def test_temporary_files_and_shared_memory_work_and_are_gone_afterwards(run: Run):
    made = "import tempfile, multiprocessing; multiprocessing.Lock(); print(tempfile.mkstemp()[1])"
    outcome = run(python=made)
    assert outcome.exit_code == 0
    assert not Path(outcome.output.strip()).exists()


@isolated
def test_the_loopback_inside_works(run: Run):
    program = """
        import socket
        server = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(server.getsockname(), timeout=5)
    """
    assert run(python=program).exit_code == 0


def test_a_folder_named_readable_can_be_read(run: Run, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/file").write_text("seen")
    assert run(("cat", f"{tmp_path}/data/file"), readable=(tmp_path / "data",)).output == "seen"


def test_a_network_that_is_allowed_is_reached(run: Run, host_server: HostServer):
    program = f"""
        import socket
        socket.create_connection(("127.0.0.1", {host_server.port}), timeout=5)
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"out", ("127.0.0.1", {host_server.port}))
    """
    assert run(python=program, network=True).ok
    assert host_server.reached() == ["tcp", "udp"]


def test_a_program_with_a_slash_a_dollar_and_a_quote_in_its_arguments_gets_them_as_they_are(run: Run):
    assert run(("printf", "%s", "a/$HOME'\"\n")).output == "a/$HOME'\"\n"


# What is refused


def test_the_environment_holds_no_secret(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OSTEON_TEST_API_KEY", "sk-secret")
    outcome = run("env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'", environment={"GIVEN": "value"})
    assert "GIVEN=value" in outcome.output
    if outcome.level != "none":
        assert "sk-secret" not in outcome.output
    assert "sk-secret" not in run("env").output


@isolated
def test_a_command_has_no_rights_to_mount_or_to_trace(run: Run):
    assert run("mount -t tmpfs none /build || mount -o remount,rw /usr || umount /build").exit_code not in (0, None)
    assert "CapEff:\t0000000000000000" in run("cat /proc/self/status").output


# What is contained


def test_a_file_that_grows_too_large_is_stopped(run: Run):
    outcome = run(("head", "-c", str(3 * MEBIBYTE), "/dev/zero"), limits=Limits(file_bytes=MEBIBYTE))
    assert outcome.ok  # a pipe is no file
    outcome = run("head -c 3000000 /dev/zero > file", limits=Limits(file_bytes=MEBIBYTE))
    assert (outcome.exit_code, outcome.reason) == (None, "killed by SIGXFSZ: it wrote a file larger than 1 MiB")


def test_long_output_is_cut_in_the_middle(run: Run):
    outcome = run("echo first; head -c 9000 /dev/zero | tr '\\0' x; echo; echo last", limits=Limits(output_bytes=1000))
    assert outcome.ok
    assert len(outcome.output) < 1100
    assert outcome.output.startswith("first\n")
    assert outcome.output.endswith("last\n")
    assert "[… 8012 bytes of output left out …]" in outcome.output


def test_a_cancelled_command_is_killed(run: Run):
    marker = marked()
    flag = threading.Event()
    threading.Timer(0.3, flag.set).start()
    outcome = run(f"sleep 60; : {marker}", cancelled=flag.is_set)
    assert (outcome.exit_code, outcome.reason) == (None, "cancelled")
    assert not outlives(marker)


def test_a_command_dies_with_whoever_runs_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # what is killed so leaves its private folder
    marker = marked()
    level = run("true").level
    child = os.fork()
    if not child:
        nap = Command(f"touch started; sleep 60; : {marker}", tmp_path / "staging")
        open_sandbox(level).run(nap)
        os._exit(0)
    while not (tmp_path / "staging/started").exists():
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    assert not outlives(marker)


def test_an_interrupt_of_the_engine_ends_the_command(run: Run):
    def interrupt() -> bool:
        raise KeyboardInterrupt

    marker = marked()
    with pytest.raises(KeyboardInterrupt):
        run(f"sleep 60; : {marker}", cancelled=interrupt)
    assert not outlives(marker)


# What goes wrong


def test_a_missing_program_is_named(run: Run):
    outcome = run(("no-such-program", "--flag"))
    assert (outcome.exit_code, outcome.reason) == (127, "program not found: no-such-program")
    assert run("no-such-program").exit_code == 127


def test_a_file_that_is_no_program_is_named(run: Run, tmp_path: Path):
    (tmp_path / "staging/notes").write_text("text")
    outcome = run(("./notes",))
    assert (outcome.exit_code, outcome.reason) == (126, "./notes cannot be run: Permission denied")


def test_a_crash_is_named(run: Run):
    outcome = run("kill -SEGV $$")
    assert (outcome.exit_code, outcome.reason) == (None, "killed by SIGSEGV: a memory error (segmentation fault)")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    outcome = open_sandbox("none").run(Command("true", tmp_path / "gone"))
    assert outcome.exit_code is None
    assert outcome.reason == f"not started: the folder {tmp_path}/gone does not exist"


@pytest.mark.parametrize("line", [(), "", "echo a\0b", ("echo", "\0")])
def test_a_line_that_is_no_command_is_refused(line: Any, tmp_path: Path):
    outcome = open_sandbox("none").run(Command(line, tmp_path))
    assert outcome.exit_code is None
    assert outcome.reason == "not started: a command line needs a program, and may not hold a NUL character"


def test_a_readable_folder_that_does_not_exist_is_named(run: Run, tmp_path: Path):
    assert "gone, which the command may read, does not exist" in run("true", readable=(tmp_path / "gone",)).reason


def test_an_unknown_level_names_the_known_ones():
    with pytest.raises(SandboxUnavailable, match="unknown sandbox level 'docker': use auto, bwrap, landlock, none"):
        open_sandbox("docker")


def test_without_a_sandbox_nothing_is_run_unless_it_is_allowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox_module, "_probe", lambda level: LevelReport(level, level == "none", "not on this moon"))
    with pytest.raises(SandboxUnavailable) as refusal:
        open_sandbox("auto")
    for word in ("bwrap: not on this moon", "landlock: not on this moon", "apt install bubblewrap", 'sandbox = "none"'):
        assert word in str(refusal.value)
    assert open_sandbox("none").level == "none"
