"""The samples of the beep."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

SAMPLE_RATE: Final = 44100
AMPLITUDE: Final = 4000

_HALF_WAVES_PER_SECOND: Final = 880


def tone_samples(start: int, count: int) -> list[int]:
    """Return the tone samples number `start` to `start + count - 1`."""
    return [
        AMPLITUDE if (number * _HALF_WAVES_PER_SECOND) // SAMPLE_RATE % 2 == 0 else -AMPLITUDE
        for number in range(start, start + count)
    ]
