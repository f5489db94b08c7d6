"""The command line with its arguments, order of work and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from chip8 import __version__
from chip8.errors import Chip8Error
from chip8.headless import headless_lines, listing
from chip8.keypad import parse_keys
from chip8.machine import Machine
from chip8.memory import read_program
from chip8.profiles import profile_named
from chip8.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

_HEADLESS_FRAMES: Final = 60
_NO_LIMIT: Final = 0


def main(argv: list[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    try:
        try:
            _run(_parser().parse_args(argv))
        finally:
            sys.stdout.flush()
    except Chip8Error as error:
        message = " ".join(str(error).splitlines())
        print(f"chip8: {message}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        _discard_output()
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="chip8")
    add = parser.add_argument
    add("program", metavar="PROGRAM", help="the program file")
    add("--headless", action="store_true", help="run without a window")
    add("--frames", metavar="N", type=_integer_within(1, 10_000_000), help="stop after N frames")
    add("--ipf", metavar="N", type=_integer_within(1, 1_000_000), help="instructions per frame")
    add("--seed", metavar="N", type=_integer, default=1, help="seed of the random numbers")
    add("--keys", metavar="SCRIPT", default="", help="a key script")
    add("--profile", metavar="NAME", default="vip", help="the machine")
    add("--show", action="store_true", help="print the picture after a headless run")
    add("--trace", action="store_true", help="print one line per instruction in a headless run")
    add("--list", action="store_true", help="print the disassembly, run nothing")
    add(
        "--scale",
        metavar="N",
        type=_integer_within(1, 40),
        default=12,
        help="size of a pixel in the window, in screen pixels",
    )
    add("--mute", action="store_true", help="no sound")
    add("--version", action="version", version=f"chip8 {__version__}", help="print the version and end")
    return parser


def _integer(text: str) -> int:
    """Return the integer that the text of an argument stands for."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not an integer") from None


def _integer_within(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of arguments that are integers from `low` to `high`."""

    def read(text: str) -> int:
        value = _integer(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is outside {low}..{high}")
        return value

    return read


def _run(arguments: argparse.Namespace) -> None:
    """List the program or play it, and raise the fault that stopped it."""
    profile = profile_named(arguments.profile)
    program = read_program(arguments.program, profile)
    events = parse_keys(arguments.keys)
    machine = Machine(program, profile, arguments.seed)
    if arguments.list:
        _print_lines(listing(program, profile.program_start))
        return
    speed = profile.instructions_per_frame if arguments.ipf is None else arguments.ipf
    session = Session(machine, events, speed, tracing=arguments.headless and arguments.trace)
    if arguments.headless:
        frames = _HEADLESS_FRAMES if arguments.frames is None else arguments.frames
        _print_lines(headless_lines(session, frames, show=arguments.show))
    else:
        _play_in_window(session, arguments)
    if session.error is not None:
        raise session.error


def _play_in_window(session: Session, arguments: argparse.Namespace) -> None:
    """Play the session in a window and print the report when the number of frames was given."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    try:
        from chip8.window import run_window
    except ImportError as error:
        raise Chip8Error("the window needs pygame-ce; install it or use --headless") from error
    frames = _NO_LIMIT if arguments.frames is None else arguments.frames
    title = os.path.basename(arguments.program)
    run_window(session, title, frames=frames, scale=arguments.scale, muted=arguments.mute)
    if arguments.frames is not None:
        _print_lines(session.report())


def _print_lines(lines: Iterable[str]) -> None:
    """Print each line to standard output."""
    for line in lines:
        print(line)


def _discard_output() -> None:
    """Redirect standard output to the null device."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
