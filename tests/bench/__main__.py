"""Every bench as one command: `python -m tests.bench [NAMES…]`. It reports; it never fails on a time."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import (
    build_overhead,
    check,
    corpus,
    fidelity,
    keystroke,
    memory,
    parallel,
    start,
    statements,
    under_load,
)
from tests.bench.curve import draw
from tests.bench.measure import Measure, Scale, Skipped, Yield, best, machine
from tests.bench.report import as_document, curves, markdown

BENCHES: Mapping[str, Callable[[Scale], Iterator[Yield]]] = {
    "keystroke": keystroke.run,
    "under_load": under_load.run,
    "start": start.run,
    "check": check.run,
    "build_overhead": build_overhead.run,
    "parallel": parallel.run,
    "fidelity": fidelity.run,
    "memory": memory.run,
    "corpus": corpus.run,
    "statements": statements.run,
}
"""Adding a bench is one module and one line here."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benches that are named, or all; write the table, the JSON file and the curves."""
    wanted = _parser().parse_args(arguments)
    before = machine()
    found, skipped = measure(wanted.names or list(BENCHES), Scale[wanted.scale], rounds=wanted.rounds)
    table = markdown(found, skipped, before)
    wanted.json.parent.mkdir(parents=True, exist_ok=True)
    wanted.json.write_text(as_document(found, skipped, {**before, "load_after": machine()["load"]}))
    wanted.json.with_suffix(".md").write_text(table)
    for number, (title, rows) in enumerate(curves(found), 1):
        wanted.json.with_name(f"{wanted.json.stem}-{number:02}-{rows[0].bench}.svg").write_text(draw(title, rows))
    print(table)
    return 0


def measure(names: Sequence[str], scale: Scale, *, rounds: int = 1) -> tuple[list[Measure], list[Skipped]]:
    """Run benches `rounds` times and keep the least disturbed round of each measurement."""
    yielded: list[Yield] = []
    for name in names:
        for _ in range(rounds):
            for one in BENCHES[name](scale):
                yielded.append(one)
                print(_told(one), file=sys.stderr, flush=True)
    measures = best(one for one in yielded if isinstance(one, Measure))
    return measures, [one for one in yielded if isinstance(one, Skipped)]


def _told(one: Yield) -> str:
    if isinstance(one, Skipped):
        return f"{one.bench}: {one.subject} skipped: {one.reason}"
    return f"{one.bench}: {one.quantity}, {one.case}, {one.size:,.0f}: {one.subject} {one.median:.3f} {one.unit}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}; all without any")
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench/bench.json"), metavar="FILE", help="the JSON file"
    )
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="repeat, and keep the best of the medians")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="scale", action="store_const", const="QUICK", help="small sizes: two minutes")
    size.add_argument(
        "--full", dest="scale", action="store_const", const="FULL", help="also workspaces of 10,000 specs"
    )
    parser.set_defaults(scale="NORMAL")
    return parser


if __name__ == "__main__":
    sys.exit(main())
