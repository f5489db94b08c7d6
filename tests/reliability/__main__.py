"""Every reliability row as one command: `python -m tests.reliability [NAME…] [--seconds S]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.reliability import attacked, disturbed, edits, hostile, killed, leaks, parsers, protocol, served
from tests.reliability.row import Row, Tally, run

ROWS: tuple[Row, ...] = (
    *parsers.ROWS,
    edits.ROW,
    protocol.ROW,
    killed.ROW,
    *disturbed.ROWS,
    attacked.ROW,
    *hostile.ROWS,
    served.ROW,
    leaks.ROW,
)
"""Adding a row is one module, or a function in one, and a line here."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the rows that are named, or all; print the table, and fail where anything broke."""
    wanted = _parser().parse_args(arguments)
    rows = [row for row in ROWS if not wanted.names or any(name in row.name for name in wanted.names)]
    tallies = [_tried(row, wanted.seconds, wanted.seed) for row in rows]
    print(table(tallies))
    if wanted.json:
        wanted.json.write_text(json.dumps([_as_json(tally) for tally in tallies], indent=1) + "\n")
    return 1 if any(tally.broken for tally in tallies) else 0


def table(tallies: Sequence[Tally]) -> str:
    """Return what was tried and what broke as a Markdown table."""
    lines = ["| row | shown | tried | broken |", "|---|---|--:|--:|"]
    for tally in tallies:
        tried = tally.skipped or f"{tally.counted:,} {tally.row.unit} in {tally.seconds:.0f} s"
        lines.append(f"| {tally.row.name} | {tally.row.shows} | {tried} | {len(tally.broken)} |")
    return "\n".join(lines)


def _tried(row: Row, seconds: float | None, seed: int) -> Tally:
    tally = run(row, seconds=seconds, seed=seed)
    for number, problem in tally.broken:
        print(f"{row.name}: --seed {number} --seconds 0: {problem}", file=sys.stderr)
    return tally


def _as_json(tally: Tally) -> dict[str, object]:
    return {
        "row": tally.row.name,
        "tried": tally.counted,
        "unit": tally.row.unit,
        "seconds": round(tally.seconds, 1),
        "broken": tally.broken,
        "skipped": tally.skipped,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a part of a row's name; all without any")
    parser.add_argument("--seconds", type=float, metavar="S", help="how long each row is tried")
    parser.add_argument("--seed", type=int, default=0, help="where chance begins; a failure names its own")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts there too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
