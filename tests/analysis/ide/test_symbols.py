"""The outline of each kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from tests.analysis.ide.worlds import WORLD
from tests.fixtures import workspace_of

from osteon.analysis.ide.symbols import Symbol, symbols


def outline(found: Iterable[Symbol], depth: int = 0) -> Iterator[str]:
    for symbol in found:
        assert symbol.span.start <= symbol.name_span.start <= symbol.name_span.end <= symbol.span.end
        yield f"{'  ' * depth}{symbol.kind} {symbol.name} {symbol.detail}".rstrip()
        yield from outline(symbol.children, depth + 1)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "specs/display.smd",
            [
                "file Display DISPLAY",
                "  section Overview #overview",
                "  section Requirements #requirements",
                "    requirement Draw #draw-sprite",
            ],
        ),
        (
            "specs/display.amd",
            [
                "file Architecture: Display DISPLAY",
                "  section Components #components",
                "    component Screen #screen",
            ],
        ),
        ("specs/display.vmd", ["group draw (x)", "  case one"]),
        ("specs/plan.toml", ["task draw", "task show"]),
    ],
)
def test_the_outline_of(path: str, expected: list[str]) -> None:
    assert list(outline(symbols(workspace_of(WORLD).files[path]))) == expected
