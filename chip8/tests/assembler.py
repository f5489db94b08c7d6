"""Turns a program in the emulator's own notation, with labels and data, into bytes: so that tests can be read.

A line is a label (`: loop`), an instruction as `chip8.opcodes.disassemble` writes it, or data (`0xF0 0x90`); `#` begins
a comment. A label may stand wherever an address does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

INSTRUCTIONS = {
    "clear": "00E0",
    "return": "00EE",
    "jump NNN": "1NNN",
    ":call NNN": "2NNN",
    "if vX != NN then": "3XNN",
    "if vX == NN then": "4XNN",
    "if vX != vY then": "5XY0",
    "vX := NN": "6XNN",
    "vX += NN": "7XNN",
    "vX := vY": "8XY0",
    "vX |= vY": "8XY1",
    "vX &= vY": "8XY2",
    "vX ^= vY": "8XY3",
    "vX += vY": "8XY4",
    "vX -= vY": "8XY5",
    "vX >>= vY": "8XY6",
    "vX =- vY": "8XY7",
    "vX <<= vY": "8XYE",
    "if vX == vY then": "9XY0",
    "i := NNN": "ANNN",
    "jump0 NNN": "BNNN",
    "vX := random NN": "CXNN",
    "sprite vX vY N": "DXYN",
    "if vX -key then": "EX9E",
    "if vX key then": "EXA1",
    "vX := delay": "FX07",
    "vX := key": "FX0A",
    "delay := vX": "FX15",
    "buzzer := vX": "FX18",
    "i += vX": "FX1E",
    "i := hex vX": "FX29",
    "bcd vX": "FX33",
    "save vX": "FX55",
    "load vX": "FX65",
}
"""The 34 forms of the 35 instructions of the COSMAC VIP; the calls of machine code have none."""

OPERANDS = {"vX": r"v(?P<X>[0-9a-f])", "vY": r"v(?P<Y>[0-9a-f])", "NNN": r"(?P<N>\S+)"}
OPERANDS |= {"NN": r"(?P<N>0x[0-9A-Fa-f]+|\d+)", "N": r"(?P<N>\d+)"}
START = 0x200


def assemble(source: str) -> bytes:
    """Return the bytes of a program that begins at 0x200. Raises ValueError with the line that means nothing."""
    labels, lines = _laid_out(source)
    return b"".join(_encoded(line, labels) for line in lines)


def _laid_out(source: str) -> tuple[Mapping[str, int], list[str]]:
    """Return the address of every label, and the lines that stand for bytes."""
    labels: dict[str, int] = {}
    lines: list[str] = []
    address = START
    for line in _without_comments(source):
        if line.startswith(": "):
            labels[line.removeprefix(": ")] = address
        else:
            lines.append(line)
            address += len(_data(line)) or 2
    return labels, lines


def _without_comments(source: str) -> Iterator[str]:
    bare = (" ".join(line.partition("#")[0].split()) for line in source.splitlines())
    return (line for line in bare if line)


def _data(line: str) -> bytes:
    words = line.split()
    return bytes(int(word, 16) for word in words) if all(word.startswith("0x") for word in words) else b""


def _encoded(line: str, labels: Mapping[str, int]) -> bytes:
    if data := _data(line):
        return data
    for form, opcode in INSTRUCTIONS.items():
        if found := _PATTERNS[form].fullmatch(line):
            fields = found.groupdict()
            number = fields.pop("N", None)
            return bytes.fromhex(_filled(opcode, fields, None if number is None else _value(number, labels)))
    raise ValueError(f"no instruction: {line}")


def _filled(opcode: str, registers: Mapping[str, str], number: int | None) -> str:
    """Put operands into an opcode's places: `6XNN` with X = a and 5 is `6a05`."""
    for place, register in registers.items():
        opcode = opcode.replace(place, register)
    if number is None:
        return opcode
    width = opcode.count("N")
    if number >= 16**width:
        raise ValueError(f"{number} does not fit into {width} hexadecimal digits")
    return opcode.replace("N" * width, f"{number:0{width}X}")


def _value(word: str, labels: Mapping[str, int]) -> int:
    return labels[word] if word in labels else int(word, 0)


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(" ".join(OPERANDS.get(word) or re.escape(word) for word in form.split()))


_PATTERNS = {form: _pattern(form) for form in INSTRUCTIONS}
