"""The memory image, the font and the readers of programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chip8.errors import ProgramError
from chip8.profiles import COSMAC_VIP

if TYPE_CHECKING:
    from typing import Final

    from chip8.profiles import Profile

MEMORY_CELLS: Final = 65536
ADDRESS_MASK: Final = 0xFFF
FONT_START: Final = 0x050
GLYPH_BYTES: Final = 5
FONT: Final[bytes] = bytes.fromhex(
    "F0 90 90 90 F0  20 60 20 20 70  F0 10 F0 80 F0  F0 10 F0 10 F0 "
    "90 90 F0 10 10  F0 80 F0 10 F0  F0 80 F0 90 F0  F0 10 20 40 40 "
    "F0 90 F0 90 F0  F0 90 F0 10 F0  F0 90 F0 90 90  E0 90 E0 90 E0 "
    "F0 80 80 80 F0  E0 90 90 90 E0  F0 80 F0 80 F0  F0 80 F0 80 80"
)

_READ_LIMIT: Final = 1_048_577
_HEX_DIGITS: Final = "0123456789abcdefABCDEF"


def new_memory(program: bytes, profile: Profile) -> list[int]:
    """Return a new memory image with the font and the program in it."""
    check_size(len(program), "the program", profile)
    memory = [0] * MEMORY_CELLS
    font_end = FONT_START + len(FONT)
    memory[FONT_START:font_end] = FONT
    program_start = profile.program_start
    program_end = program_start + len(program)
    memory[program_start:program_end] = program
    return memory


def memory_image(program: str, start: int, count: int) -> list[int]:
    """Return the cells from the start address of the COSMAC VIP image of a program in hexadecimal text."""
    memory = new_memory(bytes(parse_hex(program)), COSMAC_VIP)
    end = start + count
    return memory[start:end]


def glyph_address(digit: int) -> int:
    """Return the address of the first byte of the glyph for the lower four bits of the digit."""
    return FONT_START + GLYPH_BYTES * (digit & 0xF)


def check_size(size: int, source: str, profile: Profile) -> None:
    """Refuse a program that is empty or does not fit into the memory of the profile."""
    if size == 0:
        raise ProgramError(f"{source} is empty")
    limit = profile.memory_size - profile.program_start
    if size > limit:
        raise ProgramError(f"{source} has {size} bytes; the {profile.title} holds at most {limit} bytes")


def parse_hex(text: str) -> list[int]:
    """Return the bytes of a program that is written as hexadecimal text."""
    digits: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        for character in line.partition("#")[0]:
            if character.isspace():
                continue
            if character not in _HEX_DIGITS:
                raise ProgramError(f"line {number}: '{character}' is not a hexadecimal digit")
            digits.append(character)
    if len(digits) % 2 != 0:
        raise ProgramError(f"odd number of hexadecimal digits: {len(digits)}")
    return list(bytes.fromhex("".join(digits)))


def read_program(path: str, profile: Profile) -> bytes:
    """Return the program in a binary file, or in a text file whose name ends in `.hex`."""
    program = _read_content(path)
    if path.lower().endswith(".hex"):
        try:
            program = bytes(parse_hex(program.decode("utf-8", errors="replace")))
        except ProgramError as error:
            raise ProgramError(f"{path}: {error}") from error
    check_size(len(program), path, profile)
    return program


def _read_content(path: str) -> bytes:
    """Return the content of the file up to the read limit."""
    try:
        with open(path, "rb") as file:
            return file.read(_READ_LIMIT)
    except OSError as error:
        reason = str(error) if error.strerror is None else error.strerror
        raise ProgramError(f"cannot read {path}: {reason}") from error
    except ValueError as error:
        raise ProgramError(f"cannot read {path}: {error}") from error
