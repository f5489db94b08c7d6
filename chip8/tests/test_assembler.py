"""The tests' assembler against the emulator's disassembler, which knows nothing of it."""

from __future__ import annotations

import pytest
from assembler import assemble

from chip8.headless import listing
from chip8.opcodes import disassemble


def test_every_opcode_with_a_name_comes_back_from_its_text() -> None:
    named = {opcode: text for opcode in range(0x10000) if not (text := disassemble(opcode)).startswith("0x")}
    assert len(named) == 2 + 10 * 16**3 + 11 * 16**2 + 11 * 16  # by how many digits are free
    assert [hex(opcode) for opcode, text in named.items() if assemble(text) != opcode.to_bytes(2)] == []


def test_labels_and_data_have_addresses() -> None:
    program = assemble("jump past # over the data\n: data\n0x01 0x02\n: past\ni := data\n:call past")
    assert program.hex(" ", 2) == "1204 0102 a202 2204"
    assert listing(program, 0x200)[2] == "0204  A202  i := 0x202"


@pytest.mark.parametrize("line", ["v0 := 256", "jump 4096", "sprite v0 v1 16", "vg := 1", "jump nowhere", "hello"])
def test_what_is_no_instruction_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        assemble(line)
