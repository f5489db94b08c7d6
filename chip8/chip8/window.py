"""The window with its picture, overlay and keys."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pygame

from chip8.display import HEIGHT, WIDTH, pixels
from chip8.errors import Chip8Error
from chip8.keypad import KEY_LAYOUT, help_lines
from chip8.sound import Beeper
from chip8.timers import FrameClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from chip8.session import Session

OFF_COLOUR: Final = (16, 24, 32)
ON_COLOUR: Final = (240, 240, 224)

_MARGIN: Final = 8
_KEYPAD_SIZE: Final = 16
_SCANCODES: Final[dict[int, int]] = {
    getattr(pygame, f"KSCAN_{character.upper()}"): key for character, key in KEY_LAYOUT.items()
}


class WindowError(Chip8Error):
    """A window that cannot be opened."""


class _Screen:
    """The picture and the overlay on the surface of the window."""

    def __init__(self, screen: pygame.Surface, scale: int) -> None:
        """Prepare the surfaces and the font for drawing."""
        self._screen = screen
        self._buffer = bytearray(WIDTH * HEIGHT)
        self._source = pygame.image.frombuffer(self._buffer, (WIDTH, HEIGHT), "P")
        self._source.set_palette([OFF_COLOUR, ON_COLOUR])
        self._canvas = pygame.Surface((WIDTH, HEIGHT)).convert(screen)
        self._font = pygame.font.Font(None, max(16, 2 * scale))

    def draw(self, rows: list[int], overlay: list[str]) -> None:
        """Draw the picture with the lines of the overlay and show it."""
        self._buffer[:] = pixels(rows)
        self._canvas.blit(self._source, (0, 0))
        pygame.transform.scale(self._canvas, self._screen.get_size(), self._screen)
        top = _MARGIN
        for line in overlay:
            self._screen.blit(self._font.render(line, True, ON_COLOUR, OFF_COLOUR), (_MARGIN, top))
            top += self._font.get_linesize()
        pygame.display.flip()


class _Player:
    """The loop that plays a session in an open window."""

    def __init__(self, session: Session, screen: _Screen, beeper: Beeper, *, muted: bool) -> None:
        """Store the session, the screen, the sound and whether it starts muted."""
        self._session = session
        self._screen = screen
        self._beeper = beeper
        self._muted = muted
        self._help = False
        self._quitting = False
        self._exposed = False
        self._shown: list[str] = []
        self._controls: dict[int, Callable[[], None]] = {
            pygame.K_ESCAPE: self._quit,
            pygame.K_p: self._toggle_pause,
            pygame.K_n: session.step,
            pygame.K_BACKSPACE: session.reset,
            pygame.K_EQUALS: session.faster,
            pygame.K_PLUS: session.faster,
            pygame.K_KP_PLUS: session.faster,
            pygame.K_MINUS: session.slower,
            pygame.K_KP_MINUS: session.slower,
            pygame.K_m: self._toggle_mute,
            pygame.K_h: self._toggle_help,
        }

    def play(self, frames: int) -> None:
        """Play until the user quits or the number of frames was shown, where 0 means no limit."""
        clock = FrameClock()
        passes = 0
        while self._handle_events():
            self._session.advance()
            self._beeper.update(self._is_audible())
            self._draw_changes()
            passes += 1
            if passes == frames:
                break
            clock.wait()

    def _handle_events(self) -> bool:
        """Handle the waiting events and return whether to play on."""
        for event in pygame.event.get():
            self._handle(event)
            if self._quitting:
                return False
        return True

    def _handle(self, event: pygame.event.Event) -> None:
        """Handle one event."""
        if event.type == pygame.QUIT:
            self._quit()
        elif event.type == pygame.WINDOWFOCUSLOST:
            for key in range(_KEYPAD_SIZE):
                self._session.machine.release(key)
        elif event.type == pygame.WINDOWEXPOSED:
            self._exposed = True
        elif event.type in (pygame.KEYDOWN, pygame.KEYUP):
            self._handle_key(event, down=event.type == pygame.KEYDOWN)

    def _handle_key(self, event: pygame.event.Event, *, down: bool) -> None:
        """Pass a key of the layout to the machine, or run the control of another key that goes down."""
        key = _SCANCODES.get(event.dict.get("scancode", -1))
        if key is not None:
            if down:
                self._session.machine.press(key)
            else:
                self._session.machine.release(key)
        elif down:
            control = self._controls.get(event.dict.get("key", -1))
            if control is not None:
                control()

    def _quit(self) -> None:
        """Ask the loop to end."""
        self._quitting = True

    def _toggle_pause(self) -> None:
        """Pause the session or let it play on."""
        self._session.paused = not self._session.paused

    def _toggle_mute(self) -> None:
        """Mute the sound or let it be heard again."""
        self._muted = not self._muted

    def _toggle_help(self) -> None:
        """Show or hide the help overlay."""
        self._help = not self._help

    def _is_audible(self) -> bool:
        """Return whether the tone is to be heard."""
        session = self._session
        return session.machine.sound > 0 and not session.paused and not self._muted and session.error is None

    def _overlay(self) -> list[str]:
        """Return the lines of the overlay."""
        session = self._session
        if session.error is not None:
            return [str(session.error), "Backspace reset   Esc quit"]
        if self._help:
            return help_lines(session.instructions_per_frame, session.paused, self._muted)
        if session.paused:
            return ["paused"]
        return []

    def _draw_changes(self) -> None:
        """Draw the window when the picture or the overlay changed or the window was exposed."""
        machine = self._session.machine
        overlay = self._overlay()
        if machine.changed or self._exposed or overlay != self._shown:
            self._screen.draw(machine.rows, overlay)
            machine.changed = False
            self._exposed = False
            self._shown = overlay


def _open_window(title: str, scale: int) -> pygame.Surface:
    """Open the window and return its surface."""
    try:
        pygame.display.init()
        pygame.font.init()
        screen = pygame.display.set_mode((WIDTH * scale, HEIGHT * scale))
        pygame.display.set_caption(title)
    except pygame.error as error:
        raise WindowError(f"no window: {error}; use --headless") from error
    return screen


def run_window(session: Session, title: str, *, frames: int, scale: int, muted: bool) -> None:
    """Play the session in a window until the user quits or the number of frames was shown."""
    try:
        surface = _open_window(title, scale)
        beeper = Beeper()
        try:
            if beeper.problem:
                print(f"chip8: no sound: {beeper.problem}", file=sys.stderr)
            _Player(session, _Screen(surface, scale), beeper, muted=muted).play(frames)
        finally:
            beeper.close()
    finally:
        pygame.quit()
