"""The limits of each machine, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chip8.errors import ProfileError

if TYPE_CHECKING:
    from typing import Final


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one machine."""

    name: str
    title: str
    memory_size: int
    program_start: int
    stack_depth: int
    instructions_per_frame: int


# The original CHIP-8 machine.
COSMAC_VIP: Final[Profile] = Profile(
    name="vip",
    title="COSMAC VIP",
    memory_size=4096,
    program_start=512,
    stack_depth=16,
    instructions_per_frame=15,
)

# Every profile by its short name.
PROFILES: Final[dict[str, Profile]] = {"vip": COSMAC_VIP}


def profile_named(name: str) -> Profile:
    """Return the profile with exactly the given short name."""
    if name not in PROFILES:
        known = ", ".join(profile_names())
        raise ProfileError(f"unknown profile '{name}'; known: {known}")
    return PROFILES[name]


def profile_names() -> list[str]:
    """Return the sorted short names of all profiles."""
    return sorted(PROFILES)
