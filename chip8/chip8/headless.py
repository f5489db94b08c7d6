"""The run without a window, and the listing of a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chip8.display import picture
from chip8.opcodes import disassemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chip8.session import Session


def headless_lines(session: Session, frames: int, *, show: bool) -> Iterator[str]:
    """Play up to `frames` frames and yield the lines of the session, the report and, when asked for, the picture."""
    for _ in range(frames):
        session.advance()
        yield from session.lines
        session.lines.clear()
        if session.error is not None:
            break
    yield from session.report()
    if show:
        yield from picture(session.machine.rows)


def listing(program: bytes, start: int) -> list[str]:
    """Disassemble a program from its first byte, two bytes per line."""
    lines = [
        _opcode_line(start + offset, (program[offset] << 8) | program[offset + 1])
        for offset in range(0, len(program) - 1, 2)
    ]
    if len(program) % 2 == 1:
        byte = program[-1]
        lines.append(f"{start + len(program) - 1:04X}  {byte:02X}    0x{byte:02X}")
    return lines


def _opcode_line(address: int, opcode: int) -> str:
    return f"{address:04X}  {opcode:04X}  {disassemble(opcode)}"
