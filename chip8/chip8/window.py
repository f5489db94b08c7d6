"""The window with its picture, overlay and keys."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Importing pygame would print a greeting to standard output.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

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

_ERROR_HELP: Final = "Backspace reset   Esc quit"
_KEY_COUNT: Final = 16
_MARGIN: Final = 8
_MIN_FONT_SIZE: Final = 16
_SCANCODES: Final[dict[int, int]] = {
    getattr(pygame, f"KSCAN_{name.upper()}"): key for name, key in KEY_LAYOUT.items()
}


class WindowError(Chip8Error):
    """A window that cannot be opened."""


class _Picture:
    """The surfaces and the font that draw the window."""

    def __init__(self, screen: pygame.Surface, scale: int) -> None:
        """Make the shared buffer, its surfaces and the font for a screen."""
        self._screen = screen
        self._buffer = bytearray(WIDTH * HEIGHT)
        self._source = pygame.image.frombuffer(self._buffer, (WIDTH, HEIGHT), "P")
        self._source.set_palette([OFF_COLOUR, ON_COLOUR])
        self._canvas = pygame.Surface((WIDTH, HEIGHT)).convert(screen)
        self._font = pygame.font.Font(None, max(_MIN_FONT_SIZE, 2 * scale))

    def draw(self, rows: list[int], overlay: list[str]) -> None:
        """Draw the picture with the lines of the overlay and show it."""
        self._buffer[:] = pixels(rows)
        self._canvas.blit(self._source, (0, 0))
        pygame.transform.scale(self._canvas, self._screen.get_size(), self._screen)
        line_size = self._font.get_linesize()
        for index, line in enumerate(overlay):
            text = self._font.render(line, True, ON_COLOUR, OFF_COLOUR)
            self._screen.blit(text, (_MARGIN, _MARGIN + index * line_size))
        pygame.display.flip()


class _Player:
    """The loop that plays a session in an open window."""

    def __init__(self, session: Session, beeper: Beeper, picture: _Picture, *, muted: bool) -> None:
        """Store the session, the sound and the picture and bind the controls."""
        self._session = session
        self._beeper = beeper
        self._picture = picture
        self._muted = muted
        self._help = False
        self._exposed = False
        self._quitting = False
        self._drawn_overlay: list[str] = []
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
        """Play until the user quits or the limit of frames is reached, where 0 means no limit."""
        clock = FrameClock()
        shown = 0
        while self._handle_events():
            self._session.advance()
            self._update_sound()
            self._draw_changes()
            shown += 1
            if shown == frames:
                break
            clock.wait()

    def _handle_events(self) -> bool:
        """Handle the waiting events up to a quit and return whether to go on."""
        for event in pygame.event.get():
            self._handle_event(event)
            if self._quitting:
                return False
        return True

    def _handle_event(self, event: pygame.event.Event) -> None:
        """Handle one event."""
        if event.type == pygame.QUIT:
            self._quit()
        elif event.type in (pygame.KEYDOWN, pygame.KEYUP):
            self._handle_key(event, down=event.type == pygame.KEYDOWN)
        elif event.type == pygame.WINDOWFOCUSLOST:
            for key in range(_KEY_COUNT):
                self._session.machine.release(key)
        elif event.type == pygame.WINDOWEXPOSED:
            self._exposed = True

    def _handle_key(self, event: pygame.event.Event, *, down: bool) -> None:
        """Pass a key of the layout to the machine, or run the control of another key that goes down."""
        key = _SCANCODES.get(getattr(event, "scancode", pygame.KSCAN_UNKNOWN))
        if key is None:
            control = self._controls.get(getattr(event, "key", pygame.K_UNKNOWN))
            if down and control is not None:
                control()
        elif down:
            self._session.machine.press(key)
        else:
            self._session.machine.release(key)

    def _quit(self) -> None:
        """Ask the loop to end."""
        self._quitting = True

    def _toggle_pause(self) -> None:
        """Pause the session or let it go on."""
        self._session.paused = not self._session.paused

    def _toggle_mute(self) -> None:
        """Turn the sound off or on."""
        self._muted = not self._muted

    def _toggle_help(self) -> None:
        """Show or hide the help overlay."""
        self._help = not self._help

    def _update_sound(self) -> None:
        """Tell the sound whether to play."""
        session = self._session
        audible = not session.paused and not self._muted and session.error is None
        self._beeper.update(audible and session.machine.sound > 0)

    def _overlay(self) -> list[str]:
        """Return the lines of the overlay."""
        session = self._session
        if session.error is not None:
            return [str(session.error), _ERROR_HELP]
        if self._help:
            return help_lines(session.instructions_per_frame, session.paused, self._muted)
        if session.paused:
            return ["paused"]
        return []

    def _draw_changes(self) -> None:
        """Draw the window when the picture or the overlay changed or the window was exposed."""
        machine = self._session.machine
        overlay = self._overlay()
        if machine.changed or self._exposed or overlay != self._drawn_overlay:
            self._picture.draw(machine.rows, overlay)
            machine.changed = False
            self._exposed = False
            self._drawn_overlay = overlay


def run_window(session: Session, title: str, *, frames: int, scale: int, muted: bool) -> None:
    """Open a window and play until the user quits or the limit of frames is reached, where 0 means no limit."""
    beeper = Beeper()
    try:
        screen = _open_screen(title, scale)
        _Player(session, beeper, _Picture(screen, scale), muted=muted).play(frames)
    finally:
        beeper.close()
        pygame.quit()


def _open_screen(title: str, scale: int) -> pygame.Surface:
    """Open the window with its caption and return its surface."""
    try:
        pygame.display.init()
        pygame.font.init()
        pygame.display.set_caption(title)
        return pygame.display.set_mode((WIDTH * scale, HEIGHT * scale))
    except pygame.error as error:
        raise WindowError(f"no window: {error}; use --headless") from error
