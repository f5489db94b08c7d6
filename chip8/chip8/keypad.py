"""The key layout, key scripts and the help text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chip8.errors import ScriptError

if TYPE_CHECKING:
    from typing import Final

KEY_LAYOUT: Final[dict[str, int]] = {
    "1": 1, "2": 2, "3": 3, "4": 12,
    "q": 4, "w": 5, "e": 6, "r": 13,
    "a": 7, "s": 8, "d": 9, "f": 14,
    "z": 10, "x": 0, "c": 11, "v": 15,
}

_KEYBOARD_KEYS: Final[dict[int, str]] = {key: name for name, key in KEY_LAYOUT.items()}

_ITEM: Final[re.Pattern[str]] = re.compile(r"([0-9]{1,9})([+-])([0-9A-Fa-f])")

_HELP_LINES: Final[tuple[str, ...]] = (
    "CHIP-8 keypad on this keyboard",
    "1 2 3 C   1 2 3 4",
    "4 5 6 D   Q W E R",
    "7 8 9 E   A S D F",
    "A 0 B F   Z X C V",
    "P pause   N step   Backspace reset",
    "+ faster   - slower   M mute",
    "H help   Esc quit",
)


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A keypad key that goes down or up before the first instruction of a frame."""

    frame: int
    key: int
    down: bool


def keyboard_key(key: int) -> str:
    """Return the name of the keyboard key that stands for a keypad key."""
    return _KEYBOARD_KEYS[key]


def parse_keys(text: str) -> list[KeyEvent]:
    """Read a key script and return its events sorted by frame."""
    items = text.replace(",", " ").split()
    return sorted((_parse_item(item) for item in items), key=lambda event: event.frame)


def format_keys(events: list[KeyEvent]) -> str:
    """Write events as a key script with upper-case digits and single spaces."""
    return " ".join(f"{event.frame}{'+' if event.down else '-'}{event.key:X}" for event in events)


def normal_keys(text: str) -> str:
    """Return a key script in its normal form."""
    return format_keys(parse_keys(text))


def help_lines(instructions_per_frame: int, paused: bool, muted: bool) -> list[str]:
    """Return the lines of the help overlay."""
    state = f"{instructions_per_frame} instructions per frame"
    if paused:
        state += ", paused"
    if muted:
        state += ", muted"
    return [*_HELP_LINES, state]


def _parse_item(item: str) -> KeyEvent:
    """Read one item of a key script."""
    match = _ITEM.fullmatch(item)
    if match is None:
        raise ScriptError(f"key script: '{item}' is not FRAME+KEY or FRAME-KEY")
    frame, sign, key = match.groups()
    return KeyEvent(frame=int(frame), key=int(key, 16), down=sign == "+")
