"""The picture of 64 by 32 pixels, the drawing of sprites and the views of the picture."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

WIDTH: Final = 64
HEIGHT: Final = 32
ROW_MASK: Final = 0xFFFFFFFFFFFFFFFF
EXPANSION: Final[list[bytes]] = [bytes((n >> bit) & 1 for bit in range(7, -1, -1)) for n in range(256)]


def blank_rows() -> list[int]:
    """Make a picture with all pixels off."""
    return [0] * HEIGHT


def clear(rows: list[int]) -> None:
    """Turn all pixels of the picture off in place."""
    rows[:] = [0] * HEIGHT


def sprite_word(byte: int, column: int) -> int:
    """Place one sprite row on a picture row, clipped at the right edge."""
    shift = 56 - column
    if shift >= 0:
        return (byte << shift) & ROW_MASK
    return byte >> -shift


def draw_sprite(rows: list[int], memory: list[int], address: int, x: int, y: int, height: int) -> int:
    """Draw a sprite by exclusive or and return 1 when it turned a pixel off, else 0."""
    column = x & 63
    top = y & 31
    collision = 0
    k = 0
    # A while loop, since a range would allocate objects other than integers.
    while k < height and top + k < HEIGHT:
        word = sprite_word(memory[(address + k) & 0xFFF], column)
        if rows[top + k] & word:
            collision = 1
        rows[top + k] ^= word
        k += 1
    return collision


def digest(rows: list[int]) -> str:
    """Return the SHA-256 digest of the picture as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(b"".join(row.to_bytes(8, "big") for row in rows)).hexdigest()


def picture(rows: list[int]) -> list[str]:
    """Show the picture as lines of text with a number sign for on and a full stop for off."""
    return [f"{row:064b}".replace("1", "#").replace("0", ".") for row in rows]


def hex_rows(rows: list[int]) -> list[str]:
    """Show the rows that are not 0 as lines with the row number and 16 hexadecimal digits."""
    return [f"{number:02d} {row:016X}" for number, row in enumerate(rows) if row != 0]


def pixels(rows: list[int]) -> bytes:
    """Return one byte per pixel, 1 for on and 0 for off, from the top left to the bottom right."""
    return b"".join(EXPANSION[byte] for row in rows for byte in row.to_bytes(8, "big"))
