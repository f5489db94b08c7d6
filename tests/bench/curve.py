"""Draws curves as SVG: median against size on two logarithmic axes, one line for each subject."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from tests.bench.measure import Measure

WIDTH, HEIGHT = 720, 420
NAMESPACE = "http://www.w3.org/2000/svg"
LEFT, RIGHT, TOP, BOTTOM = 80, 170, 44, 56
COLOURS = ("#0b6e99", "#c4511d", "#3a7d34", "#7b4ba0", "#8a6d1f")


def draw(title: str, measures: Sequence[Measure]) -> str:
    """Return one SVG image."""
    points = [measure for measure in measures if measure.size > 0 and measure.median > 0]
    across = Axis([measure.size for measure in points], LEFT, WIDTH - RIGHT)
    up = Axis([measure.median for measure in points], HEIGHT - BOTTOM, TOP)
    subjects = dict.fromkeys(measure.subject for measure in points)
    lines = (_curve(number, subject, points, across, up) for number, subject in enumerate(subjects))
    return "\n".join(
        (
            f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}</text>',
            *_grid(across, up, points[0].unit if points else ""),
            *(line for curve in lines for line in curve),
            "</svg>\n",
        )
    )


class Axis:
    """A logarithmic axis from the decade below the least value to the one above the greatest."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        exponents = [math.log10(value) for value in values] or [0.0]
        self.low = math.floor(min(exponents))
        self.high = max(self.low + 1, math.ceil(max(exponents)))
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def decades(self) -> list[float]:
        return [10.0**exponent for exponent in range(self.low, self.high + 1)]


def _grid(across: Axis, up: Axis, unit: str) -> Iterator[str]:
    for value in across.decades:
        x = across.at(value)
        yield f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:,g}</text>'
    for value in up.decades:
        y = up.at(value)
        yield f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value:,g} {unit}</text>'


def _curve(number: int, subject: str, points: Sequence[Measure], across: Axis, up: Axis) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    own = sorted((point for point in points if point.subject == subject), key=lambda point: point.size)
    places = [(across.at(point.size), up.at(point.median)) for point in own]
    path = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
    x, y = places[-1]
    yield f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{escape(subject)}</text>'
