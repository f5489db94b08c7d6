"""Random numbers from Marsaglia's 32-bit xorshift sequence, as pure functions."""

from __future__ import annotations


def seed_state(seed: int) -> int:
    """Return the first state, from 1 to 4294967295, for any integer seed."""
    scramble = 0x9E3779B9
    state = (seed ^ scramble) & 0xFFFFFFFF
    return state if state != 0 else scramble


def next_state(state: int) -> int:
    """Return the state that follows the given state."""
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    return state


def random_byte(state: int) -> int:
    """Return the random byte, from 0 to 255, of the given state."""
    return (state >> 16) & 0xFF


def random_bytes(seed: int, count: int) -> list[int]:
    """Return the first `count` bytes that a consumer with this seed takes."""
    state = seed_state(seed)
    values: list[int] = []
    for _ in range(count):
        state = next_state(state)
        values.append(random_byte(state))
    return values
