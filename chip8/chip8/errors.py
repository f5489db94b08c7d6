"""The exception classes of the package and the texts for numbers in messages."""

from __future__ import annotations


class Chip8Error(Exception):
    """The base class of every error of this package."""


class ProgramError(Chip8Error):
    """A program that cannot be read or does not fit."""


class ProfileError(Chip8Error):
    """An unknown profile name."""


class ScriptError(Chip8Error):
    """A malformed key script."""


class MachineError(Chip8Error):
    """An action of a program that the machine cannot do."""

    address: int
    opcode: int

    def __init__(self, message: str, address: int, opcode: int) -> None:
        """Create the error from its message, the address of the instruction and its opcode."""
        super().__init__(message)
        self.address = address
        self.opcode = opcode


class UnknownOpcodeError(MachineError):
    """An opcode with no meaning on this machine."""


class MachineCodeError(MachineError):
    """A 0nnn call of host machine code."""


class StackOverflowError(MachineError):
    """A call deeper than the stack."""


class StackUnderflowError(MachineError):
    """A return without a call."""


class ProgramCounterError(MachineError):
    """An instruction fetch outside memory."""


def address_text(address: int) -> str:
    """Return the address as `0x` and four upper-case hexadecimal digits."""
    return f"0x{address:04X}"


def opcode_text(opcode: int) -> str:
    """Return the opcode as four upper-case hexadecimal digits without a prefix."""
    return f"{opcode:04X}"
