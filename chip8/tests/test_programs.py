"""Whole programs, with the pictures that they must show drawn by hand."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from assembler import assemble

from chip8.display import WIDTH, digest, picture
from chip8.errors import MachineError
from chip8.machine import Machine
from chip8.session import Session
from chip8.tracing import trace_frame

Show = Callable[..., list[str]]
Play = Callable[..., Session]

DIGITS = """
    v0 := 0             # the digit
    v1 := 0             # its column
    v2 := 0             # its row
: next
    i := hex v0
    sprite v1 v2 5
    v0 += 1
    v1 += 5
    if v1 == 40 then    # eight to a row
    :call wrap
    if v0 != 16 then
    jump next
: end
    jump end
: wrap
    v1 := 0
    v2 += 6
    return
"""
ALL_DIGITS = """
####...#..####.####.#..#.####.####.####.
#..#..##.....#....#.#..#.#....#.......#.
#..#...#..####.####.####.####.####...#..
#..#...#..#.......#....#....#.#..#..#...
####..###.####.####....#.####.####..#...
........................................
####.####.####.###..####.###..####.####.
#..#.#..#.#..#.#..#.#....#..#.#....#....
####.####.####.###..#....#..#.####.####.
#..#....#.#..#.#..#.#....#..#.#....#....
####.####.#..#.###..####.###..####.#....
"""

COUNTER = """
    i := ones
    v5 := 0             # how far
    v6 := 237           # how far to go
: count
    v5 += 1
    if v5 != v6 then
    jump count
    i := digits
    bcd v5
    load v2
    v4 := 1             # the row
    v3 := 2             # the column
    i := hex v0
    sprite v3 v4 5
    v3 += 5
    i := hex v1
    sprite v3 v4 5
    v3 += 5
    i := hex v2
    sprite v3 v4 5
: end
    jump end
: ones
    0xFF
: digits
    0x00 0x00 0x00
"""
COUNTED_TO_237 = """
................
..####.####.####
.....#....#....#
..####.####...#.
..#.......#..#..
..####.####..#..
"""


def lines(drawing: str) -> list[str]:
    return drawing.split()


def sprite(column: int, row: int, height: int = 1) -> str:
    """Draw a solid block of eight columns."""
    block = "0xFF " * 15
    return f"v0 := {column}\nv1 := {row}\ni := block\nsprite v0 v1 {height}\n: end\njump end\n: block\n{block}\n"


def test_the_font(show: Show) -> None:
    assert show(DIGITS, width=40) == lines(ALL_DIGITS)


def test_a_program_that_counts(show: Show) -> None:
    assert show(COUNTER, width=16) == lines(COUNTED_TO_237)


def test_a_sprite_is_cut_at_the_right_edge(show: Show) -> None:
    assert show(sprite(60, 0)) == ["." * 60 + "####"]


def test_a_sprite_is_cut_at_the_bottom(show: Show) -> None:
    assert show(sprite(0, 30, 5), width=8) == ["." * 8] * 30 + ["#" * 8] * 2


def test_where_a_sprite_begins_wraps(show: Show) -> None:
    assert show(sprite(64 + 3, 32 + 1, 2), width=11) == ["." * 11] + ["...########"] * 2


def test_a_second_sprite_erases_and_says_so(play: Play) -> None:
    machine = play("i := 0x050\nsprite v0 v1 5\nv2 := vf\nsprite v0 v1 5\nv3 := vf\n: end\njump end").machine
    assert machine.v[2:4] == [0, 1]
    assert not any(machine.rows)


def test_a_sprite_that_is_cut_off_hits_nothing(play: Play) -> None:
    machine = play(sprite(0, 0).replace("v0 := 0", "v0 := 60\nv1 := 0\ni := block\nsprite v0 v1 1\nv0 := 0")).machine
    assert machine.v[15] == 0
    assert picture(machine.rows)[0] == "#" * 8 + "." * 52 + "####"


def test_a_staircase_by_a_loop_over_all_columns(show: Show) -> None:
    stairs = """
        i := dot
    : next
        sprite v0 v1 1
        v0 += 2
        v1 += 1
        if v1 != 32 then
        jump next
    : end
        jump end
    : dot
        0xC0
    """
    assert show(stairs) == [("." * 2 * row + "##").ljust(WIDTH, ".") for row in range(32)]


def test_one_sprite_is_drawn_in_a_frame(play: Play) -> None:
    drawing = "i := 0x050\n: again\nsprite v0 v1 1\nv0 += 8\njump again"
    assert [play(drawing, frames=frames).machine.instructions for frames in (1, 2, 3)] == [2, 5, 8]


def test_registers_go_to_memory_and_come_back(play: Play) -> None:
    program = """
        v0 := 7
        v1 := 8
        i := place
        save v1
        v0 := 0
        v1 := 0
        i := place
        load v1
    : end
        jump end
    : place
        0x00 0x00
    """
    machine = play(program, frames=1).machine
    assert (machine.v[:2], machine.i) == ([7, 8], 0x212 + 2)


def test_a_program_waits_for_time(play: Play) -> None:
    waiting = "v0 := 30\ndelay := v0\n: wait\nv1 := delay\nif v1 != 0 then\njump wait\nv2 := 1\n: end\njump end"
    assert [play(waiting, frames=frames).machine.v[2] for frames in (30, 31)] == [0, 1]


def test_a_beep_lasts_as_long_as_it_was_set(play: Play) -> None:
    beep = "v0 := 5\nbuzzer := v0\n: end\njump end"
    assert [play(beep, frames=frames).machine.sound for frames in (1, 4, 5, 6)] == [4, 1, 0, 0]


def test_a_pressed_key_shows_its_digit_once_it_goes_up(show: Show) -> None:
    program = "v0 := key\ni := hex v0\nsprite v1 v1 5\n: end\njump end"
    assert show(program, keys="10+7", frames=40) == []
    assert show(program, keys="10+7 20-7", frames=40, width=4) == ["####", "...#", "..#.", ".#..", ".#.."]


def test_a_held_key_moves_a_pixel(show: Show) -> None:
    program = """
        v1 := 6
    : frame
        i := dot
        sprite v0 v2 1      # erase, or the first time draw
        if v1 -key then     # what follows runs while the key is up
        jump still
        v0 += 1
    : still
        sprite v0 v2 1
        jump frame
    : dot
        0x80
    """
    moving = show(program.replace(": frame", "i := dot\nsprite v0 v2 1\n: frame", 1), frames=61, keys="20+6 40-6")
    assert len(moving) == 1
    assert moving[0].index("#") == 10  # two sprites a step, so two frames


def test_calls_nest_sixteen_deep(play: Play) -> None:
    down = ": down\nv0 += 1\nif v0 == 17 then\nreturn\n:call down\nreturn"
    assert play(f":call down\n: end\njump end\n{down}".replace("17", "16")).machine.v[0] == 16
    with pytest.raises(AssertionError, match="deeper than 16 levels"):
        play(f":call down\n: end\njump end\n{down}")


def test_random_numbers_depend_on_the_seed_alone() -> None:
    program = assemble("v0 := random 0xFF\nv1 := random 0x0F\n: end\njump end")
    drawn = [Machine(program, seed=seed) for seed in (1, 1, 2)]
    for machine in drawn:
        machine.frame(15)
    assert drawn[0].v == drawn[1].v != drawn[2].v
    assert drawn[0].v[1] < 16


def test_every_opcode_runs_or_is_a_fault_that_changes_nothing() -> None:
    machine = Machine(b"\0\0")
    faults = [opcode for opcode in range(0x10000) if _faults(machine, opcode)]
    named = 2 + 10 * 16**3 + 11 * 16**2 + 11 * 16
    assert len(faults) == 0x10000 - named


def _faults(machine: Machine, opcode: int) -> bool:
    """Run one instruction; a fault must name it and leave the machine where it was."""
    machine.memory[0x200:0x202] = opcode.to_bytes(2)
    machine.pc, machine.wait_register, machine.stack = 0x200, -1, [0x300]
    before = (machine.pc, machine.i, machine.v[:])
    try:
        return machine.run(1) != 1
    except MachineError as error:
        return (error.opcode, error.address, (machine.pc, machine.i, machine.v)) == (opcode, 0x200, before)


@pytest.mark.parametrize("seed", range(20))
def test_no_program_breaks_the_machine(seed: int) -> None:
    chance = random.Random(seed)
    traced = Machine(program := chance.randbytes(600), seed=seed)
    played = Machine(program, seed=seed)
    ends = [_end(lambda: played.frame(30)), _end(lambda: trace_frame(traced, 30, []))]
    assert ends[0] == ends[1]
    assert (played.v, played.i, played.pc, digest(played.rows)) == (traced.v, traced.i, traced.pc, digest(traced.rows))


def _end(frame: Callable[[], int]) -> str:
    """Play a second; return how it ended."""
    try:
        for _ in range(60):
            frame()
    except MachineError as error:
        return str(error)
    return ""
