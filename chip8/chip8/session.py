"""One machine that plays frame by frame, with pause, step, speed and key events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chip8.display import digest
from chip8.errors import MachineError
from chip8.tracing import trace_frame

if TYPE_CHECKING:
    from typing import Final

    from chip8.keypad import KeyEvent
    from chip8.machine import Machine

_FASTEST: Final = 1_000_000
_SLOWEST: Final = 1


class Session:
    """One machine that plays frame by frame, with pause, step, speed and key events."""

    machine: Machine
    instructions_per_frame: int
    paused: bool
    tracing: bool
    lines: list[str]
    error: MachineError | None

    def __init__(
        self, machine: Machine, events: list[KeyEvent], instructions_per_frame: int, *, tracing: bool = False
    ) -> None:
        """Store the machine, its key events sorted by frame, the speed and whether to trace."""
        self.machine = machine
        self.instructions_per_frame = instructions_per_frame
        self.paused = False
        self.tracing = tracing
        self.lines = []
        self.error = None
        self._events = events
        self._applied = 0

    def advance(self) -> None:
        """Play one frame unless the session is paused or stopped by an error."""
        if self.paused or self.error is not None:
            return
        self._apply_events()
        try:
            if self.tracing:
                trace_frame(self.machine, self.instructions_per_frame, self.lines)
            else:
                self.machine.frame(self.instructions_per_frame)
        except MachineError as error:
            self.error = error

    def step(self) -> None:
        """Execute one instruction when the session is paused and not stopped by an error."""
        if not self.paused or self.error is not None:
            return
        try:
            self.machine.run(1)
        except MachineError as error:
            self.error = error

    def faster(self) -> None:
        """Double the number of instructions per frame, up to 1,000,000."""
        self.instructions_per_frame = min(self.instructions_per_frame * 2, _FASTEST)

    def slower(self) -> None:
        """Halve the number of instructions per frame, down to 1."""
        self.instructions_per_frame = max(self.instructions_per_frame // 2, _SLOWEST)

    def reset(self) -> None:
        """Reset the machine, clear the error and the lines and make all events unapplied again."""
        self.machine.reset()
        self.error = None
        self.lines.clear()
        self._applied = 0

    def report(self) -> list[str]:
        """Return the four lines of the report without line ends."""
        return [
            f"frames: {self.machine.frames}",
            f"instructions: {self.machine.instructions}",
            f"digest: {digest(self.machine.rows)}",
            f"state: {self._state()}",
        ]

    def _apply_events(self) -> None:
        """Apply every event not yet applied that is due at the current frame."""
        while self._applied < len(self._events):
            event = self._events[self._applied]
            if event.frame > self.machine.frames:
                return
            self._applied += 1
            if event.down:
                self.machine.press(event.key)
            else:
                self.machine.release(event.key)

    def _state(self) -> str:
        """Return the word or words for the state of the session."""
        if self.error is not None:
            return "stopped"
        if self.machine.wait_register != -1:
            return "waiting for a key"
        return "running"
