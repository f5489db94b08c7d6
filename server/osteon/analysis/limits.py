"""Finds what a spec allows for a parameter or field: a range, a length, a set of values; and tells what breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from osteon.analysis.constants import constants, is_stated, key_phrase
from osteon.analysis.coverage import ERROR_TYPE
from osteon.analysis.index import Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.passages import Passage, passages, per_piece
from osteon.analysis.quantities import Ends, Quantity, may_have_quantities, number, quantities
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Row, Table, tables
from osteon.analysis.text import Span
from osteon.analysis.units import Unit, unit_of
from osteon.analysis.values import parse_outcome

Measure = Literal["value", "length"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What is allowed for one name. Either `ends` of a measure, or a set of texts."""

    ends: Ends | None = None
    measure: Measure = "value"
    allowed: tuple[str, ...] = ()
    unit: Unit | None = None
    """The unit of the ends. A number without a unit is in it where nobody would use another: °C, %, pixels."""
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
            return isinstance(data, str) and data not in self.allowed
        if self.measure == "length":
            return isinstance(data, str | list) and not self.ends.holds(Fraction(len(data)))
        if isinstance(data, str):
            found = quantities(data) if len(data) <= _LONGEST_VALUE else ()
            whole = len(found) == 1 and found[0].whole == Span(0, len(data)) and found[0].shape == "exact"
            return whole and found[0].unit is not None and self._excludes(found[0].ends.low, found[0].unit)
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data or abs(data) == float("inf"):
            return False
        return self._excludes(Fraction(str(data)), unit)

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


_LONGEST_VALUE = 40
"""A longer text is no quantity."""


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """A limit with the name that it is for; the span counts from the piece."""

    name: str
    limit: Limit
    span: Span
    alias: str = ""
    """What else a parameter may be called that the limit is for: its dimension, or the option that takes it."""


def limit_name(written: str) -> str:
    """Return what names must share to be the same: `copyState`, `copy_state` and "state of the copy" do.

    "The number of turns" is what a parameter `turns` holds.
    """
    words = key_phrase(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", written), "")
    return " ".join(word for word in words if word != "number" or len(words) == 1)


def limit_key(spec_id: str, written: str) -> Key:
    """Return the key of all limits that a spec sets for a name."""
    return Key("limit", f"{spec_id.casefold()}|{limit_name(written)}")


def limit_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return the limits that a section sets, for examples and cases to be compared with."""
    names = (section.anchor.casefold(), section.name)
    for one in limits(section.piece) if is_stated(section) else ():
        for name in filter(None, (one.name, one.alias)):
            yield Definition(limit_key(spec_id, name), section.at(one.span), one.name, (one.limit, names))


@per_piece
def limits(piece: Piece) -> Iterator[NamedLimit]:
    """Return the limits of a section's own text; none where it says what happens to a value outside of them."""
    for one in _limits(piece):
        option = _option(one.name, piece.text) if "--" in piece.text else ""
        yield replace(one, alias=option) if option else one


def _option(name: str, text: str) -> str:
    """Return the option that takes what a name stands for: `timeout` for the N of `--timeout N`."""
    match = re.search(rf"--([a-z][\w-]*)(?: |=)<?{re.escape(name.upper())}\b", text) if name.isalpha() else None
    return match[1] if match else ""


def _limits(piece: Piece) -> Iterator[NamedLimit]:
    yield from _from_errors(piece)
    found = (*_from_fields(piece), *_from_tables(piece), *_from_constants(piece))
    if not found or _HANDLED.search(piece.text):
        return
    tolerated = set(key_phrase(" ".join(_tolerated(piece)), ""))
    for one in found:
        if limit_name(one.name) and tolerated.isdisjoint(limit_name(one.name).split()):
            yield one


_HANDLED = re.compile(
    r"\b(?:clamp|clip|wrap|saturat|truncat|modulo|round|cut off|cuts off|shortened|normali[sz]|coerce|stays in force)",
    re.IGNORECASE,
)
"""Words by which a value outside its limits is no error: a case may show what becomes of it."""


def _tolerated(piece: Piece) -> Iterator[str]:
    """Return the conditions of error bullets that end in no exception: a case may expect their result as a value."""
    for passage in passages(piece):
        if passage.kind == "item" and passage.field == "errors":
            condition, result = parse_outcome(passage.text)
            if result is None or not ERROR_TYPE.search(result.text):
                yield condition.text


_REFUSES = re.compile(rf"{ERROR_TYPE.pattern}|\b(?:exit(?: code)? [1-9]|4\d\d)\b|\b(?:reject|refus)")
_REFUSED = re.compile(
    r"(?:the |an? |its )?(?P<name>[A-Za-z_][\w-]*(?: [A-Za-z_][\w-]*)?) (?:is|are|has|have|lies)\b(?P<what>[^,;]*)"
)
_OUTSIDE = re.compile(r"\boutside (?:of |the range (?:of )?)?\Z")


def _from_errors(piece: Piece) -> Iterator[NamedLimit]:
    """Return "the handicap is outside 60 to 160 -> `HandicapError`": what an error is raised for is not allowed."""
    for passage in passages(piece):
        if passage.kind == "item" and passage.field == "errors" and may_have_quantities(passage.text):
            condition, result = parse_outcome(passage.text)
            refused = _REFUSED.match(condition.text) if result and _REFUSES.search(result.text) else None
            limit = _opposite(refused["what"]) if refused else None
            if refused and limit is not None and not _NO_NAMES.fullmatch(refused["name"].casefold()):
                yield NamedLimit(refused["name"], limit, passage.at(condition.span))


def _opposite(refused: str) -> Limit | None:
    """Return what is left when what a text says is refused: a range, or what lies between two bounds."""
    found = quantities(refused)
    if not 1 <= len(found) <= 2 or any(one.dimension != found[-1].dimension for one in found if one.unit):
        return None
    if len(found) == 1 and found[0].shape == "range":
        return _limit(found[0]) if _OUTSIDE.search(refused[: found[0].whole.start]) else None
    low = next((one.ends for one in found if one.shape == "maximum"), Ends(None, None))
    high = next((one.ends for one in found if one.shape == "minimum"), Ends(None, None))
    ends = Ends(low.high, high.low, not low.high_open, not high.low_open)
    bounds = sum(end is not None for end in ends[:2])
    if bounds < len(found) or (bounds == 2 and (ends.low or 0) > (ends.high or 0)):
        return None
    return _limit(replace(found[-1], ends=ends, shape="range"))


def _from_fields(piece: Piece) -> Iterator[NamedLimit]:
    for passage in passages(piece):
        if passage.field == "accepts" and passage.kind != "row":
            yield from _from_quantities(passage)
            yield from _from_sets(piece.text, passage.span)


_TYPES = r"(?:integer|int|number|float|decimal|string|text|value|list|whole number|positive|non-negative|each)"
_NAMES = re.compile(
    r"(?:(?P<other>[A-Za-z_]\w*)(?:, | and | or ))?(?P<name>[A-Za-z_]\w*)(?: is| are| must be| shall be| has| have| of"
    rf"| in| with| contains?|:|,|=| ?\()?(?: ?(?:an? |the )?(?:{_TYPES},? ?)*(?:of |in |with |\()?)?\s?\Z"
)
_NO_NAMES = re.compile(
    rf"{_TYPES}s?|accepts|an?|the|or|and|of|in|is|be|to|by|with|from|optional|default|minimum|maximum"
)
_DEFAULT = re.compile(r"s?(?: is| to|:| =)? (\d{1,9})(?![\w.])")
_OR = re.compile(r"[^;.]{0,24}?\b(?:or|except|unless|default|also|plus)\b")
_LENGTHS = frozenset({"characters", "count:digit", "count:letter", "count:item", "count:element", "count:entry"})
_PLAIN = frozenset({"share", "celsius", "pixels"})


def _from_quantities(passage: Passage) -> Iterator[NamedLimit]:
    for quantity in quantities(passage.text):
        limit = _limit(quantity)
        if limit is None:
            continue
        before = _NAMES.search(passage.text, max(0, quantity.whole.start - 80), quantity.whole.start)
        if before is None or _has_exception(passage.text, quantity.whole.end, limit):
            continue
        for name in filter(None, (before["other"], before["name"])):
            if not _NO_NAMES.fullmatch(name.casefold()) and not unit_of(name):
                alias = quantity.unit.dimension if quantity.unit else ""
                yield NamedLimit(name, limit, passage.at(quantity.whole), alias)


def _has_exception(text: str, at: int, limit: Limit) -> bool:
    """Tell whether a limit has an exception behind it; a default that is within it is none."""
    match = _OR.match(text, at)
    if match is None or not match[0].endswith("default"):
        return match is not None
    value = _DEFAULT.match(text, match.end())
    return value is None or limit.refuses(int(value[1]), limit.unit)


def _limit(quantity: Quantity) -> Limit | None:
    if quantity.shape == "about" or quantity.notation == "word":
        return None
    if quantity.dimension in _LENGTHS:
        return Limit(quantity.ends, "length")
    if quantity.shape == "exact" or quantity.noun:
        return None
    return Limit(quantity.ends, unit=quantity.unit)


_LIST = r"(?:[`\"][^`\"\n]{1,60}[`\"](?:,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+)){1,60}[`\"][^`\"\n]{1,60}[`\"]"
_MEMBERS = re.compile(_LIST)
_SET = re.compile(
    rf"`(?P<name>\w+)`\s*(?:(?::|is|must\s+be|shall\s+be|\()\s*(?:either\s+|one\s+of\s+)?|,\s*(?:either|one\s+of)\s+)"
    rf"(?P<values>{_LIST})"
)
_MEMBER = re.compile(r"[`\"]+([^`\"\n]+)[`\"]+")


def _from_sets(text: str, span: Span) -> Iterator[NamedLimit]:
    for match in _SET.finditer(text, span.start, span.end):
        if not re.match(r"[^;.\n]{0,12}\b(?:or|and|etc)\b", text[match.end() : span.end]):
            yield NamedLimit(match["name"], _set(match["values"]), Span(*match.span("values")))


def _set(values: str) -> Limit:
    return Limit(allowed=tuple(dict.fromkeys(_MEMBER.findall(values))))


_NAME_TITLE = re.compile(r"(?:field|name|parameter|key|setting|option|argument|property|attribute|column)s?")
_VALUE_TITLE = re.compile(
    r"values?|(?:(?:allowed|valid|permitted|accepted|possible|legal)(?: (?:values?|range))?)|range|limits?|constraints?"
    r"|type|format"
)
_UNIT_TITLE = re.compile(r"units?|type")
_LEAST, _MOST = re.compile(r"min(?:imum)?\.?"), re.compile(r"max(?:imum)?\.?")


def _from_tables(piece: Piece) -> Iterator[NamedLimit]:
    for table in tables(piece):
        if table.titles and _NAME_TITLE.fullmatch(table.titles[0]):
            for row in table.rows:
                yield from _from_row(row, table, piece)


def _from_row(row: Row, table: Table, piece: Piece) -> Iterator[NamedLimit]:
    cells = (row.text(column) for column, title in enumerate(table.titles) if _UNIT_TITLE.fullmatch(title))
    unit = next(filter(None, map(unit_of, cells)), None)
    for column, title in enumerate(table.titles):
        limit = None
        if _VALUE_TITLE.fullmatch(title):
            limit = _of_cell(row, column, piece)
        elif (least := _LEAST.fullmatch(title)) or _MOST.fullmatch(title):
            value = _number(row.text(column))
            ends = Ends(value, None) if least else Ends(None, value)
            limit = None if value is None else Limit(ends, unit=unit, is_in_unit=True)
        if limit is not None:
            yield NamedLimit(_OPTION_NAME.sub(r"\1", row.text(0)), limit, row.at(column))


_OPTION_NAME = re.compile(r"\A--?([a-z][\w-]*)(?:[ =]<?[A-Z][A-Z_]*>?)?\Z")
_TYPE = re.compile(rf"\A{_TYPES}(?: of \w+)?,? ")


def _of_cell(row: Row, column: int, piece: Piece) -> Limit | None:
    """Return the limit that a cell is: nothing but a range or bound, or nothing but a list of values in code marks."""
    text, at = _TYPE.sub("", row.text(column).replace("`", "")), row.at(column)
    found = quantities(text)
    if len(found) == 1 and found[0].whole.start == 0 and _COUNTED.fullmatch(text, found[0].whole.end):
        return _limit(found[0])
    members = _MEMBERS.fullmatch(piece.text[at.start - 1 : at.end + 1])
    return _set(members[0]) if members else None


_COUNTED = re.compile(r"(?: [a-z]+)?")
"""What stands behind the number of a cell that is one: nothing, or what it counts."""


def _number(cell: str) -> Fraction | None:
    """Return the value of a cell that is one plain number."""
    found = quantities(cell)
    plain = len(found) == 1 and found[0].span == Span(0, len(cell)) and found[0].dimension == "number"
    return found[0].ends.low if plain and found[0].shape == "exact" else None


def _from_constants(piece: Piece) -> Iterator[NamedLimit]:
    """Return "a password has at least 12 characters": a stated bound of one thing that a parameter may be called."""
    for constant in constants(piece):
        limit = _limit(constant.quantity) if constant.quantity.shape != "exact" else None
        if limit is not None and len(constant.phrase) <= 2:
            yield NamedLimit(" ".join(constant.phrase), limit, constant.quantity.whole)
