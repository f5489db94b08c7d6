"""The window with a keyboard that types into it: no screen, no sound device."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from assembler import assemble

from chip8.machine import Machine
from chip8.session import Session

pygame = pytest.importorskip("pygame")

WAIT_AND_SHOW = "v0 := key\ni := hex v0\nsprite v1 v1 5\n: end\njump end"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Session]:
    """Return what plays a program in a window into which `keys`, pygame's names, are typed at the start."""
    from chip8.window import run_window

    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")

    def typed(*keys: str, source: str = WAIT_AND_SHOW, frames: int = 6) -> Session:
        session = Session(Machine(assemble(source)), [], 15)
        pygame.display.init()
        for key in keys:
            for kind in (pygame.KEYDOWN, pygame.KEYUP):
                code, place = getattr(pygame, f"K_{key}"), getattr(pygame, f"KSCAN_{key.upper()}")
                pygame.event.post(pygame.event.Event(kind, key=code, scancode=place))
        run_window(session, "test", frames=frames, scale=2, muted=True)
        return session

    return typed


def test_the_window_plays_its_frames_and_closes(typed: Callable[..., Session]) -> None:
    session = typed()
    assert (session.machine.frames, session.machine.wait_register) == (6, 0)
    assert not pygame.display.get_init()


def test_a_key_that_was_down_before_the_wait_says_nothing(typed: Callable[..., Session]) -> None:
    assert typed("r").machine.wait_register == 0


def test_escape_leaves_at_once(typed: Callable[..., Session]) -> None:
    assert typed("ESCAPE", frames=0).machine.frames == 0


def test_p_pauses_and_n_steps(typed: Callable[..., Session]) -> None:
    session = typed("p", "n", "n", source="v0 := 1\nv1 := 2\nv2 := 3\n: end\njump end")
    assert session.machine.v[:3] == [1, 2, 0]
    assert (session.machine.frames, session.machine.instructions) == (0, 2)


def test_speed_changes_by_two(typed: Callable[..., Session]) -> None:
    assert typed("EQUALS", "EQUALS", "MINUS").instructions_per_frame == 30


def test_a_fault_keeps_the_window_open_until_backspace_resets(typed: Callable[..., Session]) -> None:
    assert typed(source="return").error is not None
    assert typed("p", "n", "BACKSPACE", source="return").error is None
