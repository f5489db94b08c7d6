"""The whole table of attacks at every level of the sandbox that works here, in random order."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path

from tests.engine.attacks import ATTACKS, Attack, Ground, listening
from tests.reliability.row import Row

from osteon.engine.sandbox import open_sandbox, probe


def attempt(chance: random.Random) -> str:
    """Try one attack at one level."""
    return tried(*chance.choice(pairs()))


def tried(attack: Attack, level: str) -> str:
    """Run an attack; say what it did, or what is wrong with how it ended."""
    with tempfile.TemporaryDirectory(prefix="osteon-attack-") as folder, listening() as server:
        ground = Ground(Path(folder), server)
        outcome = open_sandbox(level).run(attack.command(ground))
        problem = attack.judge(outcome) or ground.harm()
        return f"{attack.name} at {level}: {problem}: {outcome}" if problem else ""


@cache
def pairs() -> tuple[tuple[Attack, str], ...]:
    """Return every attack with every level that works and has to stand it."""
    levels = [report.level for report in probe() if report.works]
    return tuple((attack, level) for attack in ATTACKS for level in levels if attack.everywhere or level != "none")


ROW = Row(
    "sandbox",
    "every attack, at every level that works: refused or contained, with the reason; nothing outside is touched",
    attempt,
    seconds=30.0,
    unit="attacks",
)
