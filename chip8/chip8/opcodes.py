"""Texts about one opcode."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

_SUPER_CHIP: Final = "SUPER-CHIP"
_XO_CHIP: Final = "XO-CHIP"

# Opcodes of later machines: whole opcodes, then those with free digits, which are stored as 0.
_NEWER_WHOLE: Final[dict[int, str]] = {
    **dict.fromkeys(range(0x00C1, 0x00D0), _SUPER_CHIP),
    **dict.fromkeys(range(0x00D1, 0x00E0), _XO_CHIP),
    **dict.fromkeys(range(0x00FB, 0x0100), _SUPER_CHIP),
    0xF000: _XO_CHIP,
    0xF002: _XO_CHIP,
}
_NEWER_ANY_X: Final[dict[int, str]] = {
    0xF001: _XO_CHIP,
    0xF030: _SUPER_CHIP,
    0xF03A: _XO_CHIP,
    0xF075: _SUPER_CHIP,
    0xF085: _SUPER_CHIP,
}
_NEWER_ANY_X_Y: Final[dict[int, str]] = {
    0x5002: _XO_CHIP,
    0x5003: _XO_CHIP,
}

# Format strings of the disassembly.
_BYTES: Final = "0x{high:02X} 0x{nn:02X}"
_SYSTEM: Final[dict[int, str]] = {
    0x00E0: "clear",
    0x00EE: "return",
}
_BY_FIRST_DIGIT: Final[dict[int, str]] = {
    0x1: "jump 0x{nnn:03X}",
    0x2: ":call 0x{nnn:03X}",
    0x3: "if v{x:x} != 0x{nn:02X} then",
    0x4: "if v{x:x} == 0x{nn:02X} then",
    0x5: "if v{x:x} != v{y:x} then",
    0x6: "v{x:x} := 0x{nn:02X}",
    0x7: "v{x:x} += 0x{nn:02X}",
    0x9: "if v{x:x} == v{y:x} then",
    0xA: "i := 0x{nnn:03X}",
    0xB: "jump0 0x{nnn:03X}",
    0xC: "v{x:x} := random 0x{nn:02X}",
    0xD: "sprite v{x:x} v{y:x} {n}",
}
_BY_LAST_DIGIT: Final[dict[int, str]] = {
    0x0: "v{x:x} := v{y:x}",
    0x1: "v{x:x} |= v{y:x}",
    0x2: "v{x:x} &= v{y:x}",
    0x3: "v{x:x} ^= v{y:x}",
    0x4: "v{x:x} += v{y:x}",
    0x5: "v{x:x} -= v{y:x}",
    0x6: "v{x:x} >>= v{y:x}",
    0x7: "v{x:x} =- v{y:x}",
    0xE: "v{x:x} <<= v{y:x}",
}
_BY_LAST_TWO_DIGITS: Final[dict[int, dict[int, str]]] = {
    0xE: {
        0x9E: "if v{x:x} -key then",
        0xA1: "if v{x:x} key then",
    },
    0xF: {
        0x07: "v{x:x} := delay",
        0x0A: "v{x:x} := key",
        0x15: "delay := v{x:x}",
        0x18: "buzzer := v{x:x}",
        0x1E: "i += v{x:x}",
        0x29: "i := hex v{x:x}",
        0x33: "bcd v{x:x}",
        0x55: "save v{x:x}",
        0x65: "load v{x:x}",
    },
}


def newer_machine(opcode: int) -> str:
    """Name the later machine that defines an opcode which the COSMAC VIP does not, or return the empty text."""
    return (
        _NEWER_WHOLE.get(opcode)
        or _NEWER_ANY_X.get(opcode & 0xF0FF)
        or _NEWER_ANY_X_Y.get(opcode & 0xF00F, "")
    )


def disassemble(opcode: int) -> str:
    """Write one opcode in the notation of the Octo assembler."""
    return _format_string(opcode).format(
        high=opcode >> 8,
        x=(opcode >> 8) & 0xF,
        y=(opcode >> 4) & 0xF,
        n=opcode & 0xF,
        nn=opcode & 0xFF,
        nnn=opcode & 0xFFF,
    )


def _format_string(opcode: int) -> str:
    """Look up the format string for the text of an opcode."""
    first = opcode >> 12
    if first == 0x0:
        return _SYSTEM.get(opcode, _BYTES)
    if first == 0x8:
        return _BY_LAST_DIGIT.get(opcode & 0xF, _BYTES)
    if first in _BY_LAST_TWO_DIGITS:
        return _BY_LAST_TWO_DIGITS[first].get(opcode & 0xFF, _BYTES)
    if first in (0x5, 0x9) and opcode & 0xF != 0:
        return _BYTES
    return _BY_FIRST_DIGIT[first]
