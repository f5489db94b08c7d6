"""Every reliability row, tried for a moment, what any keystroke may meet for longer, each time with new chance.

`python -m tests.reliability` tries them for as long as you like.
"""

from __future__ import annotations

import random

import pytest
from tests.reliability.__main__ import ROWS, main
from tests.reliability.row import Row, run

LONGER = {"any text": 15.0, "edits": 15.0, "protocol": 30.0}
"""Seconds for the parsers, the edits and the input of the protocol."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nothing_breaks(row: Row, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OSTEON_CACHE", str(tmp_path_factory.mktemp("cache")))
    tally = run(row, seconds=LONGER.get(row.name, row.seconds / 5), seed=random.randrange(2**32))
    if tally.skipped:
        pytest.skip(tally.skipped)
    assert tally.tried
    assert tally.broken == []


def test_the_rows_that_are_tried_for_longer_are_there():
    assert {row.name for row in ROWS} >= LONGER.keys()


def test_what_breaks_is_counted_with_the_seed_that_repeats_it():
    row = Row("odd", "", lambda chance: "odd" if chance.randrange(2) else "", unit="throws", weight=3)
    tally = run(row, seconds=0.05, seed=7)
    assert 0 < len(tally.broken) < tally.tried
    assert tally.counted == 3 * tally.tried
    seed, problem = tally.broken[-1]
    assert problem == "odd"
    assert run(row, seconds=0, seed=seed).broken == [(seed, "odd")]


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]):
    assert main(["clock", "--seconds", "0"]) == 0
    assert "| the clock goes back |" in capsys.readouterr().out
