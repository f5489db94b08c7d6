"""A program on the machine, and what it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from assembler import assemble

from chip8.display import picture
from chip8.keypad import parse_keys
from chip8.machine import Machine
from chip8.session import Session

Play = Callable[..., Session]


@pytest.fixture
def play() -> Play:
    """Return what plays a program for some frames; no program here may fail by itself."""

    def play(source: str, *, frames: int = 60, keys: str = "") -> Session:
        machine = Machine(assemble(source))
        session = Session(machine, parse_keys(keys), machine.profile.instructions_per_frame)
        for _ in range(frames):
            session.advance()
        assert session.error is None, session.error
        return session

    return play


@pytest.fixture
def show(play: Play) -> Callable[..., list[str]]:
    """Return what plays a program and gives its picture down to the last row with a pixel, cut to `width` columns."""

    def show(source: str, *, width: int = 64, **options: object) -> list[str]:
        rows = picture(play(source, **options).machine.rows)
        last = max((number for number, row in enumerate(rows) if "#" in row), default=-1)
        assert all("#" not in row[width:] for row in rows)
        return [row[:width] for row in rows[: last + 1]]

    return show
