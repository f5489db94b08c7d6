"""Values that a limit allows, in the place of one that it does not, and limits that are changed to allow a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from osteon.analysis.allowed import Limit
from osteon.analysis.quantities import Ends, number, quantities
from osteon.analysis.rules.suggestions import closest
from osteon.analysis.text import Blank, Span, TextEdit
from osteon.analysis.units import Unit

Written = tuple[str, ...]
"""JSON in parts, some of which are blanks."""

_MOST = 3
_LONGEST = 200


class _Measured(NamedTuple):
    """What a value is, in which unit, and what is written behind its number in the same text."""

    value: Fraction
    unit: Unit | None
    behind: str


def _measured(data: Any, unit: Unit | None) -> _Measured | None:
    """Read a value that breaks a limit; a number is in `unit`, a text says its own."""
    if not isinstance(data, str):
        return _Measured(Fraction(str(data)), unit, "")
    found, written = quantities(data), _PLAIN_NUMBER.match(data)
    value = found[0].ends.low if len(found) == 1 else None
    return _Measured(value, found[0].unit, data[written.end() :]) if written and value is not None else None


def allowed(data: Any, limit: Limit, unit: Unit | None) -> Iterator[tuple[Any, Written]]:
    """Yield values near to `data` that a limit allows, each with how it is written; a number is in `unit`."""
    if limit.ends is None:
        for value in dict.fromkeys((*closest(str(data), limit.allowed), *limit.allowed[:_MOST])):
            yield value, (_json(value),)
    elif limit.measure == "length":
        yield from _of_length(data, limit.ends)
    else:
        yield from _of_size(_measured(data, unit), limit, limit.ends, whole=isinstance(data, int))


def _of_size(measured: _Measured | None, limit: Limit, ends: Ends, *, whole: bool) -> Iterator[tuple[Any, Written]]:
    """Yield the end of a limit, in the unit of the value that is beyond it."""
    if measured is None:
        return
    value, unit, behind = measured
    if unit is not None and limit.unit is not None:
        ends = ends.times(limit.unit.scale / unit.scale)
    nearest = _nearest(value, ends, whole=whole or (unit is not None and value.denominator == 1))
    written = "/" if nearest is None else number(nearest)
    if "/" not in written:
        yield (f"{written}{behind}", (_json(f"{written}{behind}"),)) if behind else (json.loads(written), (written,))


def _of_length(data: Any, ends: Ends) -> Iterator[tuple[Any, Written]]:
    """Yield a text that is cut, or that has a blank for what is missing."""
    size = _nearest(Fraction(len(data)), ends, whole=True)
    if not isinstance(data, str) or size is None or not 0 <= size <= _LONGEST:
        return
    length = int(size)
    if length < len(data):
        yield data[:length], (_json(data[:length]),)
    else:
        missing = "x" * (length - len(data))
        yield data + missing, (_json(data)[:-1], Blank(missing), '"')


def _nearest(value: Fraction, ends: Ends, *, whole: bool) -> Fraction | None:
    """Return the end that a value is beyond; of an open one, or for a whole number, the next whole number inside."""
    below = ends.low is not None and (value < ends.low or (ends.low_open and value == ends.low))
    bound, is_open = (ends.low, ends.low_open) if below else (ends.high, ends.high_open)
    if bound is None:
        return None
    if whole:
        inside = ceil(bound) if below else floor(bound)
        bound = Fraction(inside if inside != bound or not is_open else inside + (1 if below else -1))
        is_open = False
    return bound if not is_open and ends.holds(bound) else None


_NUMBER = re.compile(r"(?<![\w.,])(?:[-−](?=\d))?\d+(?:,\d{3})*(?:\.\d+)?(?!\d)")
_MARKS = '`"'
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?|[^\s`\"\\|]{1,60}")


def widened(data: Any, unit: Unit | None, limit: Limit, text: str, span: Span) -> TextEdit | None:
    """Return the edit that makes a limit, at `span` of `text`, allow a value; None where it is not plainly written."""
    value = _as_limit(data, unit, limit)
    if not _PLAIN.fullmatch(value):
        return None
    if limit.ends is None:
        at = span.start if text[span.start] in _MARKS else span.start - 1
        mark = text[at] if at >= 0 and text[at] in _MARKS else ""
        return TextEdit(Span(at, at), f"{mark}{value}{mark}, ") if mark else None
    low, high, low_open, high_open = limit.ends
    below = low is not None and Fraction(value) < low
    bound, is_open = (low, low_open) if below else (high, high_open)
    written = [match for match in _NUMBER.finditer(text, *span) if bound is not None and _is(match[0], bound)]
    return TextEdit(Span(*written[0].span()), value) if len(written) == 1 and not is_open else None


def _as_limit(data: Any, unit: Unit | None, limit: Limit) -> str:
    """Return a value as a limit would name it, in the limit's unit; nothing where it cannot be written so."""
    if limit.ends is None or limit.measure == "length":
        return str(data if limit.ends is None else len(data))
    measured = _measured(data, unit)
    if measured is None or measured.unit is None or limit.unit is None:
        return "" if isinstance(data, str) else str(data)
    written = number(measured.value * measured.unit.scale / limit.unit.scale)
    return "" if "/" in written else written


def _is(written: str, bound: Fraction) -> bool:
    return Fraction(written.replace("−", "-").replace(",", "")) == bound


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
