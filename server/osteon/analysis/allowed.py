"""What a spec allows for a parameter or field: a range, a length, a set of values; and what breaks it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from osteon.analysis.constants import key_phrase
from osteon.analysis.index import Key
from osteon.analysis.quantities import Ends, Quantity, number, quantities
from osteon.analysis.text import Span
from osteon.analysis.units import Unit

Measure = Literal["value", "length"]
Answer = Literal["", "refusal", "result"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What is allowed for one name. Either `ends` of a measure, or a set of texts."""

    ends: Ends | None = None
    measure: Measure = "value"
    allowed: tuple[str, ...] = ()
    unit: Unit | None = None
    """The unit of the ends. A number without a unit is in it where nobody would use another: °C, %, pixels."""
    is_folded: bool = False
    """Whether texts are compared without case and marks between words, as those that prose lists."""
    is_in_unit: bool = False
    """Whether every number without a unit is in it, as a table with a column of units says."""

    @property
    def side(self) -> str:
        """Which side it is open to, where it is a bound: `up`, `down`; empty for a range or a set."""
        if self.ends is None or (self.ends.low is None) == (self.ends.high is None):
            return ""
        return "up" if self.ends.high is None else "down"

    def is_above(self, data: Any, unit: Unit | None) -> bool:
        """Tell whether a JSON value is surely too low for the limit."""
        ends = self.ends
        return (
            ends is not None
            and ends.low is not None
            and replace(self, ends=ends._replace(high=None)).refuses(data, unit)
        )

    def refuses(self, data: Any, unit: Unit | None = None) -> bool:
        """Tell whether a JSON value, in a unit that is known, surely breaks the limit; one of another kind does not."""
        if self.ends is None:
            return isinstance(data, str) and not self._allows(data)
        if self.measure == "length":
            return isinstance(data, str | list) and not self.ends.holds(Fraction(len(data)))
        if isinstance(data, str):
            found = quantities(data) if len(data) <= _LONGEST_VALUE else ()
            whole = len(found) == 1 and found[0].whole == Span(0, len(data)) and found[0].shape == "exact"
            return whole and found[0].unit is not None and self._excludes(found[0].ends.low, found[0].unit)
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data or abs(data) == float("inf"):
            return False
        return self._excludes(Fraction(str(data)), unit)

    def _allows(self, text: str) -> bool:
        if not self.is_folded:
            return text in self.allowed
        return _folded(text) in map(_folded, self.allowed) or not _NAME.fullmatch(text)

    def _excludes(self, value: Fraction | None, unit: Unit | None) -> bool:
        """Tell whether a value is outside, whatever its unit and that of the ends may stand for."""
        if value is None or self.ends is None:
            return False
        if unit is None:
            is_plain = self.unit is None or self.is_in_unit or self.unit.dimension in _PLAIN
            return is_plain and not self.ends.holds(value)
        if self.unit is None or unit.dimension != self.unit.dimension:
            return False
        return not any(self.ends.times(mine).holds(value * its) for mine in self.unit.scales for its in unit.scales)

    def __str__(self) -> str:
        if self.ends is None:
            return f"one of {', '.join(self.allowed)}"
        what = " long" if self.measure == "length" else f" {self.unit.name}" if self.unit else ""
        low, high, low_open, high_open = self.ends
        if low is not None and low == high:
            return f"exactly {number(low)}{what}"
        words = [] if low is None else [f"{'more than' if low_open else 'at least'} {number(low)}"]
        words += [] if high is None else [f"{'less than' if high_open else 'at most'} {number(high)}"]
        return f"{' and '.join(words)}{what}"


_LENGTHS = frozenset({"characters", "count:digit", "count:letter", "count:item", "count:element", "count:entry"})
_PLAIN = frozenset({"share", "celsius", "pixels"})
_LONGEST_VALUE = 40
"""A longer text is no quantity."""


_NAME = re.compile(r"[A-Za-z]+(?:[ _-][A-Za-z]+){0,2}")
"""A text that may be a value of which prose lists some."""


def _folded(text: str) -> str:
    return re.sub(r"[_-]", " ", text.casefold())


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """A limit with the name that it is for; the span counts from the piece."""

    name: str
    limit: Limit
    span: Span
    alias: str = ""
    """What else a parameter may be called that the limit is for: its dimension, or the option that takes it."""
    answer: Answer = ""
    """What a value outside leads to that is no exception; a case may expect it as a value."""


def limit_name(written: str) -> str:
    """Return what names must share to be the same: `copyState`, `copy_state` and "state of the copy" do.

    "The number of turns" is what a parameter `turns` holds.
    """
    words = key_phrase(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", written), "")
    return " ".join(word for word in words if word != "number" or len(words) == 1)


def short_name(word: str) -> str:
    """Return what the last word of a name is kept under; no parameter is called so."""
    return f"lastword {word.casefold()}"


def count_name(noun: str) -> str:
    """Return what the limit of a count is kept under: only a parameter in the plural is one of how many."""
    return f"howmany {noun.casefold()}"


def limit_key(spec_id: str, written: str) -> Key:
    """Return the key of all limits that a spec sets for a name."""
    return Key("limit", f"{spec_id.casefold()}|{limit_name(written)}")


def limit_of(quantity: Quantity) -> Limit | None:
    """Return the limit that a quantity sets: a range or bound, or a length; none that is a plain number or a count."""
    if quantity.shape == "about" or quantity.notation == "word":
        return None
    if quantity.dimension in _LENGTHS:
        return Limit(quantity.ends, "length")
    if quantity.shape == "exact" or quantity.noun:
        return None
    return Limit(quantity.ends, unit=quantity.unit)
