"""What every test of the server uses: a server over pipes, and a small project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lsp.wire import Wire

SPEC = """\
# Display

@id: DISPLAY
@status: draft

## Overview

A picture of 64 by 32 pixels.

## Requirements

### Draw a sprite {#draw-sprite}

The display shall draw sprites of 8 pixels.

## Acceptance Criteria

- A sprite is drawn.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "osteon.toml").write_text('specs = "specs"\n')
    (tmp_path / "specs" / "display.smd").write_text(SPEC)
    return tmp_path


@pytest.fixture
def start() -> Iterator[Callable[..., Wire]]:
    """Start servers; none outlives the test."""
    wires: list[Wire] = []

    def begin(**options: object) -> Wire:
        wires.append(Wire(**options))  # type: ignore[arg-type]
        return wires[-1]

    yield begin
    for wire in wires:
        wire.kill()


@pytest.fixture(scope="module")
def running() -> Iterator[Wire]:
    """Share one initialized server among the tests of a module, which leave it as they find it."""
    wire = Wire()
    wire.initialize()
    yield wire
    wire.kill()


@pytest.fixture
def wire(start: Callable[..., Wire]) -> Wire:
    return start()
