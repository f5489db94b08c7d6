from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from osteon.engine.ports import Command, Limits, Mount, Outcome
from osteon.engine.sandbox import open_sandbox
from osteon.engine.verify import ERROR_CHARACTERS, Verification, clip, normalise, verify


@dataclass
class FakeSandbox:
    """Answers each command with the next outcome and keeps what it was asked."""

    outcomes: list[Outcome]
    level: str = "none"
    asked: list[Command] = field(default_factory=list)

    def run(self, command: Command, *, cancelled: Callable[[], bool] = lambda: False) -> Outcome:
        self.asked.append(command)
        return self.outcomes.pop(0)


def ended(code: int | None, output: str = "", reason: str = "") -> Outcome:
    return Outcome(code, output, 0.1, "none", reason)


def verified(commands: list[str], *outcomes: Outcome) -> Verification:
    return verify(commands, ["a.py"], folder=Path("staging"), sandbox=FakeSandbox(list(outcomes)))


DATA = Mount(Path("data"), "/data")


def test_every_command_is_run_in_order_with_the_outputs_quoted():
    sandbox, told = FakeSandbox([ended(0), ended(0)]), list[str]()
    result = verify(
        ["ruff check {outputs}", "pytest -q"],
        ["a.py", "it's b.py"],
        folder=Path("staging"),
        sandbox=sandbox,
        limits=Limits(seconds=7),
        network=True,
        mounts=[DATA],
        on_step=told.append,
    )
    lines = ["ruff check a.py 'it'\"'\"'s b.py'", "pytest -q"]
    common = {"folder": Path("staging"), "limits": Limits(seconds=7), "network": True, "mounts": (DATA,)}
    assert sandbox.asked == [Command(line, **common) for line in lines]
    assert told == lines
    assert (result.ok, result.failed, result.error_text) == (True, None, "")


def test_nothing_is_run_after_a_failure():
    result = verified(["one", "two", "three"], ended(0, "fine\n"), ended(2, "broken\n"))
    assert [step.line for step in result.steps] == ["one", "two"]
    assert not result.ok
    assert result.error_text == "$ two\nbroken\n[exit code 2]\n"


def test_no_command_is_a_pass():
    assert verified([]) == Verification(())
    assert verified([]).ok


def test_the_reason_of_a_kill_is_told():
    result = verified(["slow"], ended(None, "", "killed: it ran longer than 5 seconds"))
    assert result.error_text == "$ slow\n[killed: it ran longer than 5 seconds]\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1 failed, 2 passed in 0.03s", "1 failed, 2 passed in 1.20s"),
        ("===== 1 failed in 61.03s (0:01:01) =====", "===== 1 failed in 0.31s ====="),
        ("Ran 3 tests in 0.001s", "Ran 3 tests in 0.102s"),
        ("test result: FAILED. finished in 0.00s", "test result: FAILED. finished in 0.10s"),
        ("--- FAIL: TestDraw (0.00s)", "--- FAIL: TestDraw (1.50s)"),
        ("FAIL\texample/draw\t0.003s", "FAIL\texample/draw\t0.103s"),
        ("  duration_ms: 1.25", "  duration_ms: 0.75"),
        ("<Display object at 0x7f1d2c3b4a50>", "<Display object at 0x7fff2c3b4a50>"),
        ("==123==ERROR: at pc 0x55d0c0ffee00 bp 0x7ffe0000", "==77==ERROR: at pc 0x5600c0ffee00 bp 0x7ffe1110"),
        ("open('/tmp/tmpab12cd3_')", "open('/tmp/tmpzz12cd3_')"),
        ("2026-11-22 19:02:11,123 ERROR lost", "2027-01-02 03:04:05,678 ERROR lost"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_two_runs_of_the_same_failure_read_the_same(first: str, second: str):
    assert normalise(first) == normalise(second)


@pytest.mark.parametrize(
    "line",
    [
        "assert 0x200 == 0x202",
        "assert 1.5 == 2.5",
        "AssertionError: expected 'ready in 5 s or so', got 'ready in 7 s or so'",
        "assert 0xdeadbeefcafebabe == 0",
        "E   the timer read 1.5s and should read 2.5s",
        "assert '2026-11-22' == '2026-11-23'",
        "test_display.py:16: AssertionError",
    ],
)
def test_what_a_test_says_is_left_as_it_is(line: str):
    assert normalise(line) == line


def test_long_errors_keep_whole_lines_of_both_ends():
    output = "".join(f"line {number}\n" for number in range(10_000))
    text = clip(output)
    assert len(text) < ERROR_CHARACTERS + 100
    assert text.startswith("line 0\nline 1\n")
    assert text.endswith("line 9998\nline 9999\n")
    [cut] = set(text.splitlines()) - set(output.splitlines())
    lines_kept, kept = len(text.splitlines()) - 1, len(text) - len(cut) - 1
    assert cut == f"[… {10_000 - lines_kept} lines, {len(output) - kept} characters left out …]"


def test_one_endless_line_is_cut_too():
    assert len(clip("x" * 100_000, 1000)) < 1100


def test_a_failing_test_suite_gives_the_same_error_twice(tmp_path: Path):
    def failure(name: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "test_it.py").write_text("class A: pass\ndef test_it(tmp_path):\n    assert A() == str(tmp_path)\n")
        commands = ["python -m pytest -q -p no:cacheprovider {outputs}"]
        return verify(commands, ["test_it.py"], folder=folder, sandbox=open_sandbox("none")).error_text

    first = failure("one")
    assert first == failure("another")
    assert "test_it.py:3: AssertionError" in first
    assert first.endswith("1 failed in …\n[exit code 1]\n")
    assert str(tmp_path) not in first
