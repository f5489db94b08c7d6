"""Finds what a spec allows for a parameter or field: a range, a length, a set of values; and tells what breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from osteon.analysis.constants import constants, is_stated, key_phrase
from osteon.analysis.coverage import ERROR_TYPE
from osteon.analysis.index import Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.passages import Passage, passages, per_piece
from osteon.analysis.quantities import Ends, Quantity, number, quantities
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Row, Table, tables
from osteon.analysis.text import Span
from osteon.analysis.units import unit_of
from osteon.analysis.values import parse_outcome

Measure = Literal["value", "length"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What is allowed for one name. Either `ends` of a measure, or a set of texts."""

    ends: Ends | None = None
    measure: Measure = "value"
    allowed: tuple[str, ...] = ()

    def refuses(self, data: Any) -> bool:
        """Tell whether a JSON value surely breaks the limit; one of another kind does not."""
        if self.ends is None:
            return isinstance(data, str) and data not in self.allowed
        if self.measure == "length":
            return isinstance(data, str | list) and not self.ends.holds(Fraction(len(data)))
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data or abs(data) == float("inf"):
            return False
        return not self.ends.holds(Fraction(str(data)))

    def __str__(self) -> str:
        if self.ends is None:
            return f"one of {', '.join(self.allowed)}"
        low, high, low_open, high_open = self.ends
        if low is not None and low == high:
            return f"exactly {number(low)}{' long' if self.measure == 'length' else ''}"
        words = [] if low is None else [f"{'more than' if low_open else 'at least'} {number(low)}"]
        words += [] if high is None else [f"{'less than' if high_open else 'at most'} {number(high)}"]
        return f"{' and '.join(words)}{' long' if self.measure == 'length' else ''}"


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """A limit with the name that it is for; the span counts from the piece."""

    name: str
    limit: Limit
    span: Span


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
        if one.name:
            yield Definition(limit_key(spec_id, one.name), section.at(one.span), one.name, (one.limit, names))


@per_piece
def limits(piece: Piece) -> Iterator[NamedLimit]:
    """Return the limits of a section's own text; none where it says what happens to a value outside of them."""
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
_OR = re.compile(r"[^;.]{0,24}?\b(?:or|except|unless|default|also|plus)\b")
_LENGTHS = frozenset({"characters", "count:digit", "count:letter", "count:item", "count:element", "count:entry"})
_PLAIN = frozenset({"number", "share", "celsius", "pixels"})


def _from_quantities(passage: Passage) -> Iterator[NamedLimit]:
    for quantity in quantities(passage.text):
        limit = _limit(quantity)
        if limit is None:
            continue
        before = _NAMES.search(passage.text, max(0, quantity.whole.start - 80), quantity.whole.start)
        if before is None or _OR.match(passage.text, quantity.whole.end):
            continue
        for name in filter(None, (before["other"], before["name"])):
            if not _NO_NAMES.fullmatch(name.casefold()) and not unit_of(name):
                yield NamedLimit(name, limit, passage.at(quantity.whole))


def _limit(quantity: Quantity) -> Limit | None:
    if quantity.shape == "about" or quantity.notation == "word":
        return None
    if quantity.dimension in _LENGTHS:
        return Limit(quantity.ends, "length")
    return Limit(quantity.ends) if quantity.dimension in _PLAIN and quantity.shape != "exact" else None


_LIST = r"(?:[`\"][^`\"\n]{1,60}[`\"](?:,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+)){1,60}[`\"][^`\"\n]{1,60}[`\"]"
_MEMBERS = re.compile(_LIST)
_SET = re.compile(
    rf"`(?P<name>\w+)`\s*(?::|is|must\s+be|shall\s+be|,|\()\s*(?:either\s+|one\s+of\s+)?(?P<values>{_LIST})"
)
_MEMBER = re.compile(r"[`\"]+([^`\"\n]+)[`\"]+")


def _from_sets(text: str, span: Span) -> Iterator[NamedLimit]:
    for match in _SET.finditer(text, span.start, span.end):
        if not re.match(r"[^;.\n]{0,12}\b(?:or|and|etc)\b", text[match.end() : span.end]):
            yield NamedLimit(match["name"], _set(match["values"]), Span(*match.span("values")))


def _set(values: str) -> Limit:
    return Limit(allowed=tuple(dict.fromkeys(_MEMBER.findall(values))))


_NAME_TITLE = re.compile(r"(?:field|name|parameter|key|setting|option|argument|property|attribute|column)s?")
_VALUE_TITLE = re.compile(r"values?|allowed(?: values)?|range|valid(?: values)?|limits?|constraints?|permitted")
_LEAST, _MOST = re.compile(r"min(?:imum)?\.?"), re.compile(r"max(?:imum)?\.?")


def _from_tables(piece: Piece) -> Iterator[NamedLimit]:
    for table in tables(piece):
        if table.titles and _NAME_TITLE.fullmatch(table.titles[0]):
            for row in table.rows:
                yield from _from_row(row, table, piece)


def _from_row(row: Row, table: Table, piece: Piece) -> Iterator[NamedLimit]:
    for column, title in enumerate(table.titles):
        limit = None
        if _VALUE_TITLE.fullmatch(title):
            limit = _of_cell(row, column, piece)
        elif (least := _LEAST.fullmatch(title)) or _MOST.fullmatch(title):
            value = _number(row.text(column))
            limit = None if value is None else Limit(Ends(value, None) if least else Ends(None, value))
        if limit is not None:
            yield NamedLimit(row.text(0), limit, row.at(column))


def _of_cell(row: Row, column: int, piece: Piece) -> Limit | None:
    """Return the limit that a cell is: nothing but a range or bound, or nothing but a list of values in code marks."""
    found, at = quantities(row.text(column)), row.at(column)
    if len(found) == 1 and found[0].whole == Span(0, len(row.text(column))):
        return _limit(found[0])
    members = _MEMBERS.fullmatch(piece.text[at.start - 1 : at.end + 1])
    return _set(members[0]) if members else None


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
