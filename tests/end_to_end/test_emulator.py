"""The emulator as a person starts it: in a window, without one, and with everything that can be wrong."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.end_to_end.command_line import Outcome

Run = Callable[..., Outcome]

WAITING = "1200"
ONE = "6001 F029 D115 1206  # the digit 1 in the corner, then stop\n"
PICTURE_OF_ONE = ["..#.", ".##.", "..#.", "..#.", ".###"]
TYPED = "F00A F029 D115 1206  # wait for a key and show its digit\n"
BEEP = "60FF F018 1204"
QUIET = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what writes a program as hexadecimal text and starts the emulator on it."""

    def run(program: str | bytes, *options: str, name: str = "program.hex", **variables: str) -> Outcome:
        path = tmp_path / name
        path.write_bytes(program.encode() if isinstance(program, str) else program)
        return start(tmp_path, name, *options, **variables)

    return run


def start(folder: Path, *arguments: str, **variables: str) -> Outcome:
    ended = subprocess.run(
        [sys.executable, "-m", "chip8", *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def digest_of(picture: list[str]) -> str:
    """Return the digest that a report shows for a picture; rows and columns that are not given are off."""
    rows = [row.ljust(64, ".").replace(".", "0").replace("#", "1") for row in picture]
    return hashlib.sha256(b"".join(int(row, 2).to_bytes(8) for row in rows).ljust(256, b"\0")).hexdigest()


def report(frames: int, instructions: int, picture: list[str], state: str = "running") -> str:
    return f"frames: {frames}\ninstructions: {instructions}\ndigest: {digest_of(picture)}\nstate: {state}\n"


def test_a_run_without_a_window(run: Run) -> None:
    assert run(WAITING, "--headless") == Outcome(0, report(60, 900, []))
    assert run(ONE, "--headless", "--frames", "2", "--ipf", "10") == Outcome(0, report(2, 13, PICTURE_OF_ONE))


def test_a_program_may_be_bytes(run: Run) -> None:
    assert run(bytes.fromhex("1200"), "--headless", name="program.ch8").out == report(60, 900, [])


def test_the_picture_can_be_shown(run: Run) -> None:
    shown = run(ONE, "--headless", "--show").out.splitlines()[4:]
    assert [row.rstrip(".") for row in shown] == [row.rstrip(".") for row in PICTURE_OF_ONE] + [""] * 27
    assert {len(row) for row in shown} == {64}


def test_keys_are_played_from_a_script(run: Run) -> None:
    assert run(TYPED, "--headless", "--frames", "9").out == report(9, 1, [], "waiting for a key")
    assert digest_of(PICTURE_OF_ONE) in run(TYPED, "--headless", "--keys", "3+1 5-1").out


def test_the_same_seed_gives_the_same_run(run: Run) -> None:
    random = "C03F C11F 6205 F229 D015 1200"
    reports = [run(random, "--headless", "--seed", seed).out for seed in ("7", "7", "8")]
    assert reports[0] == reports[1] != reports[2]


def test_a_program_can_be_listed_and_traced(run: Run) -> None:
    assert run("6A05 12", "--list").out == "0200  6A05  va := 0x05\n0202  12    0x12\n"
    traced = run("6A05 1202", "--headless", "--trace", "--frames", "1", "--ipf", "2").out.splitlines()
    assert [line[:9] for line in traced[:2]] == ["0200 6A05", "0202 1202"]


@pytest.mark.parametrize("program", [WAITING, ONE, BEEP])
def test_a_window_plays_what_a_headless_run_plays(run: Run, program: str) -> None:
    pytest.importorskip("pygame")
    windowed = run(program, "--frames", "12", **QUIET)
    assert windowed == Outcome(0, run(program, "--headless", "--frames", "12").out)


def test_a_window_without_a_sound_device_plays_in_silence(run: Run) -> None:
    pytest.importorskip("pygame")
    outcome = run(BEEP, "--frames", "3", **{**QUIET, "SDL_AUDIODRIVER": "none-such"})
    assert (outcome.code, outcome.out) == (0, report(3, 45, []))
    assert one_line(outcome).startswith("chip8: no sound: ")


def test_a_window_that_cannot_open(run: Run) -> None:
    pytest.importorskip("pygame")
    outcome = run(WAITING, **{**QUIET, "SDL_VIDEODRIVER": "none-such"})
    assert (outcome.code, outcome.out) == (1, "")
    assert one_line(outcome).startswith("chip8: no window: ")
    assert one_line(outcome).endswith("; use --headless")


def test_without_pygame_there_is_no_window_but_all_the_rest(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/pygame.py").write_text("raise ImportError('no pygame here')\n")
    without = {**QUIET, "PYTHONPATH": str(tmp_path / "lib")}
    assert run(WAITING, **without) == Outcome(
        1, "", "chip8: the window needs pygame-ce; install it or use --headless\n"
    )
    assert run(WAITING, "--headless", **without).code == 0


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("0123", "machine code call 0123 at 0x0200"),
        ("00EE", "return without a call at 0x0200"),
        ("2200", "call 2200 at 0x0200 is deeper than 16 levels"),
        ("1FFF", "program counter 0x0FFF is outside memory"),
        ("5121", "unknown opcode 5121 at 0x0200"),
        ("00FF", "machine code call 00FF at 0x0200; an instruction of SUPER-CHIP"),
    ],
)
def test_a_program_that_fails_ends_with_its_report_and_the_fault(run: Run, program: str, says: str) -> None:
    outcome = run(program, "--headless")
    assert outcome.code == 1
    assert outcome.out.endswith("state: stopped\n")
    assert outcome.err == f"chip8: {says}\n"


@pytest.mark.parametrize(
    ("program", "options", "says"),
    [
        ("", (), "program.hex is empty"),
        ("12 0G", (), "program.hex: line 1: 'G' is not a hexadecimal digit"),
        ("120", (), "program.hex: odd number of hexadecimal digits: 3"),
        ("00" * 3585, (), "program.hex has 3585 bytes; the COSMAC VIP holds at most 3584 bytes"),
        (WAITING, ("--profile", "amiga"), "unknown profile 'amiga'; known: vip"),
        (WAITING, ("--keys", "1*A"), "key script: '1*A' is not FRAME+KEY or FRAME-KEY"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_line(
    run: Run, program: str, options: tuple[str, ...], says: str
) -> None:
    assert run(program, "--headless", *options) == Outcome(1, "", f"chip8: {says}\n")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert start(tmp_path, "ghost.ch8").err == "chip8: cannot read ghost.ch8: No such file or directory\n"
    assert start(tmp_path, ".", "--headless").err == "chip8: cannot read .: Is a directory\n"
    endless = start(tmp_path, "/dev/zero", "--headless")
    assert (endless.code, one_line(endless)[:24]) == (1, "chip8: /dev/zero has 104")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--frames", "0"), "0 is outside 1..10000000"),
        (("--ipf", "many"), "'many' is not an integer"),
        (("--scale", "41"), "41 is outside 1..40"),
        (("--colour",), "--colour"),
    ],
)
def test_a_wrong_option_is_a_usage_error(run: Run, options: tuple[str, ...], says: str) -> None:
    outcome = run(WAITING, "--headless", *options)
    assert outcome.code == 2
    assert says in outcome.err


def test_a_reader_that_goes_away_and_an_interrupt_are_no_errors_to_print(tmp_path: Path) -> None:
    (tmp_path / "program.hex").write_text(WAITING)
    command = [sys.executable, "-m", "chip8", "program.hex", "--headless", "--trace", "--frames", "100000"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": tmp_path}
    with subprocess.Popen(command, **pipes) as reader_goes:
        assert reader_goes.stdout is not None
        assert reader_goes.stderr is not None
        reader_goes.stdout.readline()
        reader_goes.stdout.close()
        assert (reader_goes.wait(), reader_goes.stderr.read()) == (1, "")
    with subprocess.Popen(command, **pipes) as interrupted:
        assert interrupted.stdout is not None
        interrupted.stdout.readline()
        interrupted.send_signal(signal.SIGINT)
        _, said = interrupted.communicate()
        assert (interrupted.returncode, said) == (130, "")


def one_line(outcome: Outcome) -> str:
    (line,) = outcome.err.splitlines()
    return line
