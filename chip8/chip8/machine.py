"""The processor with its whole state, and the probes that run a small program."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from chip8.display import blank_rows, clear, digest, draw_sprite, hex_rows
from chip8.errors import (
    MachineCodeError,
    MachineError,
    ProgramCounterError,
    StackOverflowError,
    StackUnderflowError,
    UnknownOpcodeError,
    address_text,
    opcode_text,
)
from chip8.keypad import parse_keys
from chip8.memory import glyph_address, new_memory, parse_hex
from chip8.opcodes import newer_machine
from chip8.profiles import COSMAC_VIP
from chip8.rng import next_state, random_byte, seed_state
from chip8.timers import countdown

if TYPE_CHECKING:
    from typing import Final

    from chip8.profiles import Profile

_NO_FAULT: Final[int] = 0
_UNKNOWN_OPCODE: Final[int] = 1
_MACHINE_CODE: Final[int] = 2
_STACK_OVERFLOW: Final[int] = 3
_STACK_UNDERFLOW: Final[int] = 4
_PROGRAM_COUNTER: Final[int] = 5


@final
class Machine:
    """The processor of the COSMAC VIP machine with its whole state."""

    program: bytes
    profile: Profile
    seed: int
    memory: list[int]
    v: list[int]
    i: int
    pc: int
    stack: list[int]
    delay: int
    sound: int
    keys: int
    rows: list[int]
    wait_register: int
    random_state: int
    instructions: int
    frames: int
    changed: bool
    yielded: bool

    def __init__(self, program: bytes, profile: Profile = COSMAC_VIP, seed: int = 1) -> None:
        """Store the program, the profile and the seed and reset the machine."""
        self.program = program
        self.profile = profile
        self.seed = seed
        self.reset()

    def reset(self) -> None:
        """Give the whole state its first values."""
        self.memory = new_memory(self.program, self.profile)
        self.v = [0] * 16
        self.i = 0
        self.pc = self.profile.program_start
        self.stack = []
        self.delay = 0
        self.sound = 0
        self.keys = 0
        self.rows = blank_rows()
        self.wait_register = -1
        self.random_state = seed_state(self.seed)
        self.instructions = 0
        self.frames = 0
        self.changed = True
        self.yielded = False

    def run(self, budget: int) -> int:  # noqa: C901
        """Execute up to `budget` instructions and return the number executed."""
        self.yielded = False
        if self.wait_register != -1:
            self.yielded = True
            return 0
        memory = self.memory
        v = self.v
        rows = self.rows
        stack = self.stack
        pc = self.pc
        i = self.i
        delay = self.delay
        remaining = budget
        last_address = self.profile.memory_size - 2
        stack_depth = self.profile.stack_depth
        opcode = 0
        kind = _NO_FAULT
        while remaining > 0:
            if pc > last_address:
                opcode = 0
                kind = _PROGRAM_COUNTER
                break
            opcode = memory[pc] << 8 | memory[pc + 1]
            pc += 2
            remaining -= 1
            family = opcode >> 12
            if family < 8:
                if family < 4:
                    if family < 2:
                        if family < 1:
                            if opcode == 0x00E0:
                                clear(rows)
                                self.changed = True
                            elif opcode == 0x00EE and stack:
                                pc = stack.pop()
                            else:
                                kind = _STACK_UNDERFLOW if opcode == 0x00EE else _MACHINE_CODE
                                break
                        else:
                            nnn = opcode & 0xFFF
                            if nnn == pc - 2:
                                remaining = 0
                            elif (
                                nnn == pc - 6
                                and delay != 0
                                and remaining >= 3
                                and memory[nnn] >= 0xF0
                                and memory[nnn + 1] == 0x07
                                and memory[nnn + 2] == memory[nnn] & 0x3F
                                and memory[nnn + 3] == 0x00
                            ):
                                v[memory[nnn] & 15] = delay
                                remaining = remaining % 3
                            pc = nnn
                    elif family < 3:
                        if len(stack) >= stack_depth:
                            kind = _STACK_OVERFLOW
                            break
                        stack.append(pc)
                        pc = opcode & 0xFFF
                    elif v[opcode >> 8 & 15] == opcode & 0xFF:
                        pc += 2
                elif family < 6:
                    if family < 5:
                        if v[opcode >> 8 & 15] != opcode & 0xFF:
                            pc += 2
                    else:
                        if opcode & 15 != 0:
                            kind = _UNKNOWN_OPCODE
                            break
                        if v[opcode >> 8 & 15] == v[opcode >> 4 & 15]:
                            pc += 2
                elif family < 7:
                    v[opcode >> 8 & 15] = opcode & 0xFF
                else:
                    x = opcode >> 8 & 15
                    v[x] = (v[x] + (opcode & 0xFF)) & 0xFF
            elif family < 12:
                if family < 10:
                    if family < 9:
                        x = opcode >> 8 & 15
                        n = opcode & 15
                        vx = v[x]
                        vy = v[opcode >> 4 & 15]
                        if n == 0:
                            v[x] = vy
                        elif n < 4:
                            if n == 1:
                                v[x] = vx | vy
                            elif n == 2:
                                v[x] = vx & vy
                            else:
                                v[x] = vx ^ vy
                            v[15] = 0
                        elif n == 4:
                            total = vx + vy
                            v[x] = total & 0xFF
                            v[15] = 1 if total > 255 else 0
                        elif n == 5:
                            v[x] = (vx - vy) & 0xFF
                            v[15] = 1 if vx >= vy else 0
                        elif n == 6:
                            v[x] = vy >> 1
                            v[15] = vy & 1
                        elif n == 7:
                            v[x] = (vy - vx) & 0xFF
                            v[15] = 1 if vy >= vx else 0
                        elif n == 14:
                            v[x] = (vy << 1) & 0xFF
                            v[15] = vy >> 7 & 1
                        else:
                            kind = _UNKNOWN_OPCODE
                            break
                    else:
                        if opcode & 15 != 0:
                            kind = _UNKNOWN_OPCODE
                            break
                        if v[opcode >> 8 & 15] != v[opcode >> 4 & 15]:
                            pc += 2
                elif family < 11:
                    i = opcode & 0xFFF
                else:
                    pc = (opcode & 0xFFF) + v[0]
            elif family < 14:
                if family < 13:
                    self.random_state = next_state(self.random_state)
                    v[opcode >> 8 & 15] = random_byte(self.random_state) & opcode & 0xFF
                else:
                    v[15] = draw_sprite(rows, memory, i, v[opcode >> 8 & 15], v[opcode >> 4 & 15], opcode & 15)
                    self.changed = True
                    self.yielded = True
                    break
            elif family < 15:
                nn = opcode & 0xFF
                down = self.keys >> (v[opcode >> 8 & 15] & 15) & 1
                if nn == 0x9E:
                    if down == 1:
                        pc += 2
                elif nn == 0xA1:
                    if down == 0:
                        pc += 2
                else:
                    kind = _UNKNOWN_OPCODE
                    break
            else:
                x = opcode >> 8 & 15
                nn = opcode & 0xFF
                if nn == 0x07:
                    v[x] = delay
                elif nn == 0x15:
                    delay = v[x]
                elif nn == 0x18:
                    self.sound = v[x]
                elif nn == 0x1E:
                    i = (i + v[x]) & 0xFFFF
                elif nn == 0x29:
                    i = glyph_address(v[x])
                elif nn == 0x33:
                    vx = v[x]
                    memory[i & 0xFFF] = vx // 100
                    memory[(i + 1) & 0xFFF] = vx // 10 % 10
                    memory[(i + 2) & 0xFFF] = vx % 10
                elif nn == 0x55:
                    for k in range(x + 1):
                        memory[(i + k) & 0xFFF] = v[k]
                    i = (i + x + 1) & 0xFFFF
                elif nn == 0x65:
                    for k in range(x + 1):
                        v[k] = memory[(i + k) & 0xFFF]
                    i = (i + x + 1) & 0xFFFF
                else:
                    if nn == 0x0A:
                        self.wait_register = x
                        self.yielded = True
                        pc -= 2
                    else:
                        kind = _UNKNOWN_OPCODE
                    break
        if kind not in (_NO_FAULT, _PROGRAM_COUNTER):
            pc -= 2
            remaining += 1
        self.pc = pc
        self.i = i
        self.delay = delay
        self.instructions += budget - remaining
        if kind != _NO_FAULT:
            raise self._fault(kind, opcode)
        return budget - remaining

    def frame(self, budget: int) -> int:
        """Run one frame and return the number of executed instructions."""
        executed = self.run(budget)
        self.end_frame()
        return executed

    def end_frame(self) -> None:
        """Count both timers down and count the frame."""
        self.delay = countdown(self.delay)
        self.sound = countdown(self.sound)
        self.frames += 1

    def press(self, key: int) -> None:
        """Put a keypad key down."""
        self.keys |= 1 << (key & 15)

    def release(self, key: int) -> None:
        """Let a keypad key go up and complete a wait for a key."""
        number = key & 15
        bit = 1 << number
        if self.keys & bit == 0:
            return
        self.keys ^= bit
        if self.wait_register != -1:
            self.v[self.wait_register] = number
            self.wait_register = -1
            self.pc += 2

    def _fault(self, kind: int, opcode: int) -> MachineError:
        """Make the error for a kind of fault at the current address."""
        pc = self.pc
        address = address_text(pc)
        if kind == _PROGRAM_COUNTER:
            return ProgramCounterError(f"program counter {address} is outside memory", pc, opcode)
        if kind == _STACK_UNDERFLOW:
            return StackUnderflowError(f"return without a call at {address}", pc, opcode)
        place = f"{opcode_text(opcode)} at {address}"
        if kind == _STACK_OVERFLOW:
            depth = self.profile.stack_depth
            return StackOverflowError(f"call {place} is deeper than {depth} levels", pc, opcode)
        newer = newer_machine(opcode)
        origin = f"; an instruction of {newer}" if newer else ""
        if kind == _MACHINE_CODE:
            return MachineCodeError(f"machine code call {place}{origin}", pc, opcode)
        return UnknownOpcodeError(f"unknown opcode {place}{origin}", pc, opcode)


def _new_machine(program: str) -> Machine:
    """Make a machine for a program in hexadecimal text."""
    return Machine(bytes(parse_hex(program)))


def _execute(machine: Machine, instructions: int) -> None:
    """Run the machine until it has executed the instructions or a run executes none."""
    remaining = instructions
    while remaining > 0:
        executed = machine.run(remaining)
        if executed == 0:
            return
        remaining -= executed


def _values(machine: Machine, names: list[str]) -> list[object]:
    """Return the values of the names in their order."""
    known: dict[str, object] = {f"v{k:x}": machine.v[k] for k in range(16)}
    known["i"] = machine.i
    known["pc"] = machine.pc
    known["stack"] = list(machine.stack)
    known["delay"] = machine.delay
    known["sound"] = machine.sound
    known["waiting"] = machine.wait_register
    known["keys"] = machine.keys
    known["instructions"] = machine.instructions
    known["frames"] = machine.frames
    known["yielded"] = machine.yielded
    known["digest"] = digest(machine.rows)
    for name in names:
        if name not in known:
            raise ValueError(f"unknown name '{name}'")
    return [known[name] for name in names]


def peek(program: str, instructions: int, names: list[str]) -> list[object]:
    """Run the instructions and return the values of the names."""
    machine = _new_machine(program)
    _execute(machine, instructions)
    return _values(machine, names)


def play(program: str, frames: int, budget: int, keys: str, names: list[str]) -> list[object]:
    """Run the frames with a key script and return the values of the names."""
    machine = _new_machine(program)
    events = parse_keys(keys)
    for number in range(frames):
        for event in events:
            if event.frame == number:
                if event.down:
                    machine.press(event.key)
                else:
                    machine.release(event.key)
        machine.frame(budget)
    return _values(machine, names)


def memory_bytes(program: str, instructions: int, address: int, count: int) -> str:
    """Run the instructions and return memory cells as upper-case hexadecimal text."""
    machine = _new_machine(program)
    _execute(machine, instructions)
    return bytes(machine.memory[address : address + count]).hex().upper()


def display_rows(program: str, instructions: int) -> list[str]:
    """Run the instructions and return the rows of the picture that are not 0."""
    machine = _new_machine(program)
    _execute(machine, instructions)
    return hex_rows(machine.rows)


def run_hex(program: str, instructions: int) -> dict[str, object]:
    """Run the instructions and return the state of the machine with the text of its fault."""
    machine = _new_machine(program)
    error: str | None = None
    try:
        _execute(machine, instructions)
    except MachineError as fault:
        error = str(fault)
    return {
        "v": list(machine.v),
        "i": machine.i,
        "pc": machine.pc,
        "stack": list(machine.stack),
        "delay": machine.delay,
        "sound": machine.sound,
        "waiting": machine.wait_register,
        "instructions": machine.instructions,
        "display": hex_rows(machine.rows),
        "error": error,
    }
