"""One line of text for each executed instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chip8.machine import Machine
from chip8.memory import parse_hex
from chip8.opcodes import disassemble

if TYPE_CHECKING:
    from typing import Final

_LAST_OPCODE_ADDRESS: Final = 0xFFE


def state_line(machine: Machine) -> str:
    """Return the state before the next instruction in one line."""
    pc = machine.pc
    if pc > _LAST_OPCODE_ADDRESS:
        code, text = "----", "outside memory"
    else:
        opcode = (machine.memory[pc] << 8) | machine.memory[pc + 1]
        code, text = f"{opcode:04X}", disassemble(opcode)
    registers = "".join(f"{value:02X}" for value in machine.v)
    return f"{pc:04X} {code} I={machine.i:04X} V={registers} DT={machine.delay:02X} ST={machine.sound:02X} {text}"


def trace_frame(machine: Machine, budget: int, lines: list[str]) -> int:
    """Run one frame, append the state line of each instruction and return the number of executed instructions."""
    if budget < 1:
        return machine.frame(budget)
    executed = 0
    while executed < budget:
        # The line comes first, so that it stays when the instruction faults.
        lines.append(state_line(machine))
        if machine.run(1) == 0:
            # The machine waits for a key: nothing was executed.
            lines.pop()
            break
        executed += 1
        if machine.yielded:
            break
    machine.end_frame()
    return executed


def trace(program: str, frames: int, budget: int) -> list[str]:
    """Run a program in hexadecimal text for some frames and return the state lines of its instructions."""
    machine = Machine(bytes(parse_hex(program)), seed=1)
    lines: list[str] = []
    for _ in range(frames):
        trace_frame(machine, budget, lines)
    return lines
