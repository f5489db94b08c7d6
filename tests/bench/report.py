"""Turns measurements into a Markdown table and a JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tests.bench.measure import OURS, Measure, Skipped, as_json, ratio

HEAD = ("size", "subject", "median", "p95", "of", "ours is")


def markdown(measures: Sequence[Measure], skipped: Iterable[Skipped], machine: dict[str, Any]) -> str:
    """Return a table for each bench, quantity and case; `ours is` tells how many times the subject's median ours is."""
    blocks = [f"Machine: {_described(machine)}"]
    for bench, quantity, case in dict.fromkeys(measure.place[:3] for measure in measures):
        rows = [measure for measure in measures if measure.place[:3] == (bench, quantity, case)]
        blocks.append(f"**{bench}**: {quantity}, {case}\n\n{_table(rows)}")
    blocks += [f"Skipped in {one.bench}: {one.subject} ({one.reason})" for one in dict.fromkeys(skipped)]
    return "\n\n".join(blocks) + "\n"


def as_document(measures: Sequence[Measure], skipped: Iterable[Skipped], machine: dict[str, Any]) -> str:
    """Return everything as JSON."""
    found = [as_json(measure, measures) for measure in measures]
    left_out = [{"bench": one.bench, "subject": one.subject, "reason": one.reason} for one in dict.fromkeys(skipped)]
    return json.dumps({"machine": machine, "measures": found, "skipped": left_out}, indent=1)


def _described(machine: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    load = f", load {machine['load'][0]}" if machine["load"] else ""
    return f"{machine['cores']} cores, {machine['system']}, {machine['python']}{load}; {versions}"


def _table(rows: Sequence[Measure]) -> str:
    body = [_row(measure, rows) for measure in sorted(rows, key=lambda one: (one.size, one.subject != OURS))]
    lines = [HEAD, ("--:", "---", "--:", "--:", "--:", "--:"), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(measure: Measure, rows: Sequence[Measure]) -> tuple[str, ...]:
    times = ratio(measure, rows)
    return (
        f"{measure.size:,.0f}",
        measure.subject,
        _number(measure.median, measure.unit),
        _number(measure.p95, measure.unit) if len(measure.samples) > 1 else "",
        str(len(measure.samples)),
        "" if times is None else f"{times:.2f} ×",
    )


def _number(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f} {unit}".strip()


def curves(measures: Sequence[Measure]) -> Iterator[tuple[str, list[Measure]]]:
    """Return what makes a curve, with a title: at least two sizes of one quantity."""
    for bench, quantity, case in dict.fromkeys(measure.place[:3] for measure in measures):
        rows = [measure for measure in measures if measure.place[:3] == (bench, quantity, case)]
        if len({measure.size for measure in rows}) > 1:
            yield f"{bench}: {quantity}, {case}", rows
