"""The countdown of a timer and the pacing of frames."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

FRAME_RATE: Final = 60
FRAME_SECONDS: Final = 1 / 60
MAX_LAG_SECONDS: Final = 0.25


def countdown(value: int) -> int:
    """Return the value of a timer after the end of one frame."""
    return (value - 1) & 0xFF if value > 0 else 0


def next_deadline(previous: float, now: float) -> float:
    """Return the deadline after the previous one, or the current time when the lag is too large."""
    deadline = previous + FRAME_SECONDS
    if now - deadline > MAX_LAG_SECONDS:
        return now
    return deadline


class FrameClock:
    """A clock that paces frames by absolute deadlines."""

    deadline: float

    def __init__(self) -> None:
        """Start the clock with the current time as the first deadline."""
        self.deadline = time.perf_counter()

    def wait(self) -> None:
        """Set the next deadline and sleep until it is reached."""
        now = time.perf_counter()
        self.deadline = next_deadline(self.deadline, now)
        remaining = self.deadline - now
        if remaining > 0:
            time.sleep(remaining)
