"""Values that a limit allows, in the place of one that it does not, and limits that are changed to allow a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from osteon.analysis.limits import Limit
from osteon.analysis.quantities import Ends, number
from osteon.analysis.rules.suggestions import closest
from osteon.analysis.text import Blank, Span, TextEdit

Written = tuple[str, ...]
"""JSON in parts, some of which are blanks."""

_MOST = 3
_LONGEST = 200


def allowed(data: Any, limit: Limit) -> Iterator[tuple[Any, Written]]:
    """Yield values near to `data` that a limit allows, each with how it is written."""
    if limit.ends is None:
        for value in dict.fromkeys((*closest(str(data), limit.allowed), *limit.allowed[:_MOST])):
            yield value, (_json(value),)
    elif limit.measure == "length":
        yield from _of_length(data, limit.ends)
    else:
        nearest = _nearest(Fraction(str(data)), limit.ends, whole=isinstance(data, int))
        if nearest is not None and "/" not in number(nearest):
            yield json.loads(number(nearest)), (number(nearest),)


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
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?|[^\s`\"\\|]{1,60}")


def widened(data: Any, limit: Limit, text: str, span: Span) -> TextEdit | None:
    """Return the edit that makes a limit, at `span` of `text`, allow a value; None where it is not plainly written."""
    value = data if limit.measure == "value" else len(data)
    if not _PLAIN.fullmatch(str(value)):
        return None
    if limit.ends is None:
        at = span.start if text[span.start] in _MARKS else span.start - 1
        mark = text[at] if at >= 0 and text[at] in _MARKS else ""
        return TextEdit(Span(at, at), f"{mark}{value}{mark}, ") if mark else None
    low, high, low_open, high_open = limit.ends
    below = low is not None and Fraction(str(value)) < low
    bound, is_open = (low, low_open) if below else (high, high_open)
    written = [match for match in _NUMBER.finditer(text, *span) if bound is not None and _is(match[0], bound)]
    return TextEdit(Span(*written[0].span()), str(value)) if len(written) == 1 and not is_open else None


def _is(written: str, bound: Fraction) -> bool:
    return Fraction(written.replace("−", "-").replace(",", "")) == bound


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
