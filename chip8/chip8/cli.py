"""The arguments, the order of work and the exit codes."""

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
_EXIT_FAILURE: Final = 1
_EXIT_INTERRUPT: Final = 130
_NO_PYGAME: Final = "the window needs pygame-ce; install it or use --headless"
_NO_WINDOW: Final = "no window: "
_USE_HEADLESS: Final = "; use --headless"


def main(argv: list[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    try:
        try:
            return _run(_parser().parse_args(argv))
        except Chip8Error as error:
            return _fail(str(error))
        finally:
            _flush_output()
    except BrokenPipeError:
        _discard_output()
        return _EXIT_FAILURE
    except KeyboardInterrupt:
        return _EXIT_INTERRUPT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chip8")
    add = parser.add_argument
    add("program", metavar="PROGRAM", help="the program file")
    add("--headless", action="store_true", help="run without a window")
    add("--frames", metavar="N", type=_between(1, 10_000_000), help="stop after N frames")
    add("--ipf", metavar="N", type=_between(1, 1_000_000), help="instructions per frame")
    add("--seed", metavar="N", type=_integer, default=1, help="seed of the random numbers")
    add("--keys", metavar="SCRIPT", default="", help="a key script")
    add("--profile", metavar="NAME", default="vip", help="the machine")
    add("--show", action="store_true", help="print the picture after a headless run")
    add("--trace", action="store_true", help="print one line per instruction in a headless run")
    add("--list", action="store_true", help="print the disassembly, run nothing")
    add(
        "--scale",
        metavar="N",
        type=_between(1, 40),
        default=12,
        help="size of a pixel in the window, in screen pixels",
    )
    add("--mute", action="store_true", help="no sound")
    add("--version", action="version", version=f"chip8 {__version__}")
    return parser


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not an integer") from None


def _between(low: int, high: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        value = _integer(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is outside {low}..{high}")
        return value

    return convert


def _run(args: argparse.Namespace) -> int:
    profile = profile_named(args.profile)
    program = read_program(args.program, profile)
    events = parse_keys(args.keys)
    machine = Machine(program, profile, args.seed)
    if args.list:
        _print_lines(listing(program, profile.program_start))
        return 0
    instructions_per_frame = args.ipf or profile.instructions_per_frame
    session = Session(machine, events, instructions_per_frame, tracing=args.trace and args.headless)
    if args.headless:
        _print_lines(headless_lines(session, args.frames or _HEADLESS_FRAMES, show=args.show))
    else:
        _play_in_window(session, args)
    return 0 if session.error is None else _fail(str(session.error))


def _play_in_window(session: Session, args: argparse.Namespace) -> None:
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    try:
        from chip8.window import run_window
    except ImportError as error:
        raise Chip8Error(_NO_PYGAME) from error
    # A file name may hold undecodable bytes, which no window title can show.
    title = os.path.basename(args.program).encode(errors="replace").decode()
    try:
        run_window(session, title, frames=args.frames or 0, scale=args.scale, muted=args.mute)
    except Chip8Error as error:
        reason = str(error).removeprefix(_NO_WINDOW).removesuffix(_USE_HEADLESS)
        raise Chip8Error(f"{_NO_WINDOW}{reason}{_USE_HEADLESS}") from error
    if args.frames is not None:
        _print_lines(session.report())


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _fail(message: str) -> int:
    _flush_output()
    print("chip8:", " ".join(message.splitlines()), file=sys.stderr)
    return _EXIT_FAILURE


def _flush_output() -> None:
    # There is no stream when the process was started with its standard output closed.
    if sys.stdout is not None:
        sys.stdout.flush()


def _discard_output() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
