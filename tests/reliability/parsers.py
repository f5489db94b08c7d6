"""Any text at all: every parser and the whole check read it without an error, lose nothing, and take linear time."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import dataclass

from lark import Token
from tests.reliability.row import Row
from tests.reliability.texts import any_text, begun, real_text, unit

from osteon.analysis.cases import case_tree
from osteon.analysis.configuration import Configuration, parse_configuration
from osteon.analysis.rules import RULES
from osteon.analysis.source_file import SourceFile
from osteon.analysis.workspace import Workspace

EVERY_CHECK = Configuration(check=dict.fromkeys(RULES, "warning"))
"""Runs the checks too that are off unless somebody asks for them."""


def any_text_is_read(chance: random.Random) -> str:
    """Check any text, beside a real one that it may refer to: no error, no text lost, every finding inside the text."""
    path, text = any_text(chance)
    other, real = real_text(chance)
    try:
        return _read(path, text) or _checked({f"other/{other}": real, path: text})
    except Exception as error:
        return f"{path}: {type(error).__name__}: {error}: {text[:2000]!r}"


def _read(path: str, text: str) -> str:
    if path == "osteon.toml":
        parse_configuration(text)
        return ""
    file = Workspace().kind_of(path)
    if file is None:
        return ""
    leaves = _leaves(SourceFile(path, file, text))
    return "" if leaves in (None, text) else f"{path}: the tree lost text: {text[:2000]!r}"


def _leaves(file: SourceFile) -> str | None:
    """Return the leaves of a file's trees, joined; None for TOML, whose tree is another's."""
    if file.cases is not None:
        trees = [case_tree(file.text)]
    elif file.outline is not None:
        trees = [piece.tree for piece in file.outline.document.pieces]
    else:
        return None
    return "".join(str(leaf) for tree in trees for leaf in tree.scan_values(lambda leaf: isinstance(leaf, Token)))


def _checked(texts: dict[str, str]) -> str:
    workspace = Workspace(EVERY_CHECK)
    workspace.set_files(texts)
    for path, findings in workspace.all_findings().items():
        length = len(workspace.files[path].text)
        if outside := [one for one in findings if not 0 <= one.span.start <= one.span.end <= length]:
            return f"{path}: {outside[0].code} stands outside of the text: {texts[path][:2000]!r}"
    return ""


# How long it takes

LARGE = 0.4
"""Seconds of a check whose growth tells something; below, the machine's noise is too much of it."""
LARGEST = 2_000_000
STEEP = 9.0
"""How much longer four times the text may take: 4 is linear, 16 quadratic."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A text of any size: a beginning, and a unit repeated."""

    path: str
    begin: str
    unit: str

    def seconds(self, size: int) -> float:
        """Check a text of about `size` characters and return the processor time that it took."""
        text = self.begin + self.unit * (size // len(self.unit))
        began = time.process_time()
        if self.path == "osteon.toml":
            parse_configuration(text)
        else:
            Workspace(EVERY_CHECK).set_files({self.path: text})
        return time.process_time() - began

    def growth(self, size: int) -> float:
        """Return how much longer four times the size takes, by medians of three."""
        small, large = (statistics.median(self.seconds(count) for _ in range(3)) for count in (size, 4 * size))
        return large / small


def time_is_linear(chance: random.Random) -> str:
    """Let a hostile text grow until its check takes long enough to tell: four times the text, four times the time."""
    path, begin = begun(chance)
    shape = Shape(path, begin, unit(chance))
    size, before = 500, shape.seconds(500)
    while size < LARGEST:
        now = shape.seconds(4 * size)
        if now > LARGE:
            return _judged(shape, size, now / before)
        size, before = 4 * size, now
    return ""


def _judged(shape: Shape, size: int, growth: float) -> str:
    if growth < STEEP or (growth := shape.growth(size)) < STEEP:
        return ""
    return f"{shape}: {4 * size:,} characters take {growth:.0f} times as long as {size:,}"


LONG = 10_000_000


def a_long_line_is_read(chance: random.Random) -> str:
    """Parse one line of ten million characters, of any kind of file: no error, nothing lost."""
    path, begin = begun(chance)
    short = unit(chance).replace("\n", " ").replace("\r", " ")
    text = begin + (short * (LONG // len(short)))
    try:
        return _read(path, text)
    except Exception as error:
        return f"{path}: {type(error).__name__}: {str(error)[:500]}: {begin!r} and many {short!r}"


ROWS = (
    Row(
        "any text",
        "bytes, beginnings, mutations, nesting: parsers and all checks never raise, lose nothing, stay inside the text",
        any_text_is_read,
        seconds=60.0,
        unit="texts",
    ),
    Row(
        "hostile lines take linear time",
        f"the whole check of four times the text takes less than {STEEP:.0f} times as long",
        time_is_linear,
        seconds=60.0,
        unit="shapes",
    ),
    Row("lines of 10 MB", "every parser reads them, and loses nothing", a_long_line_is_read, seconds=5.0, unit="lines"),
)
