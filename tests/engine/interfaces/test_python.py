"""An interface keeps what users of a file see, and nothing that they do not."""

from __future__ import annotations

import ast

import pytest

from osteon.engine.interfaces import interface_of

SOURCE = '''\
"""A module."""

from typing import Final

WIDTH: Final[int] = 64
HEIGHT = 32
_secret = 1


class Display:
    """A display."""

    rows: list[int]
    scale: int = 10

    def __init__(self, width: int = WIDTH) -> None:
        self.rows = [0] * width

    @property
    def size(self) -> int:  # in pixels: all of them
        """How many."""
        return len(self.rows)

    def _hidden(self) -> None: ...


def draw(
    display: Display,
    *,
    at: tuple[int, int] = (0, 0),
) -> bool:
    """Draw."""
    for row in display.rows:
        print(row)
    return True
'''

INTERFACE = '''\
"""A module."""
from typing import Final
WIDTH: Final[int] = ...
HEIGHT = 32
class Display:
    """A display."""
    rows: list[int]
    scale: int = ...
    def __init__(self, width: int = WIDTH) -> None:
        ...
    @property
    def size(self) -> int:
        """How many."""
        ...
def draw(
    display: Display,
    *,
    at: tuple[int, int] = (0, 0),
) -> bool:
    """Draw."""
    ...
'''


def test_the_interface_of_a_module():
    assert interface_of("display.py", SOURCE) == INTERFACE
    ast.parse(INTERFACE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print(row)", "pass"),
        ("in pixels: all of them", "or so"),
        ("_secret = 1", "_secret = 2"),
        ("= 10", "= 11"),
        ("\n", "\r\n"),
        ("def _hidden", "def _other"),
    ],
)
def test_bodies_comments_and_private_names_do_not_count(old, new):
    assert interface_of("display.py", SOURCE.replace(old, new)) == interface_of("display.py", SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-> bool", "-> int"),
        ("(0, 0)", "(1, 1)"),
        ('"""Draw."""', '"""Paint."""'),
        ("HEIGHT = 32", "HEIGHT = 64"),
        ("@property", "@cached_property"),
        ("rows: list[int]", "rows: list[str]"),
    ],
)
def test_signatures_docstrings_and_values_count(old, new):
    assert interface_of("display.py", SOURCE.replace(old, new)) != interface_of("display.py", SOURCE)


@pytest.mark.parametrize("path", ["notes.md", "broken.py"])
def test_what_is_no_python_is_its_own_interface(path):
    assert interface_of(path, "def f(:\n") == "def f(:\n"


CONDITION = """\
import sys
if sys.platform == 'linux':
    def f(x: int) -> int: return x
else:
    def f(x: int) -> int: return -x
"""


def test_definitions_under_a_condition_stay():
    stub = "    def f(x: int) -> int:\n        ...\n"
    assert interface_of("f.py", CONDITION) == f"import sys\nif sys.platform == 'linux':\n{stub}{stub}"


def test_names_beyond_ascii_are_cut_at_the_right_place():
    assert (
        interface_of("f.py", "def größe(é: str = 'ü') -> str: return é\n")
        == "def größe(é: str = 'ü') -> str:\n    ...\n"
    )
