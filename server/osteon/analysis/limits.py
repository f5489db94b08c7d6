"""Finds what a spec allows for a parameter or field in its fields, tables, errors and statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from osteon.analysis.allowed import Answer, Limit, NamedLimit, count_name, limit_key, limit_name, limit_of, short_name
from osteon.analysis.constants import constants, is_stated, key_phrase
from osteon.analysis.coverage import ERROR_TYPE
from osteon.analysis.index import Definition
from osteon.analysis.model import Section
from osteon.analysis.passages import Passage, passages, per_piece
from osteon.analysis.quantities import Ends, may_have_quantities, quantities
from osteon.analysis.stated_limits import has_exception, stated_limits
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Row, Table, tables
from osteon.analysis.text import Span
from osteon.analysis.units import Unit, unit_of
from osteon.analysis.values import parse_outcome


def limit_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return the limits that a section sets, for examples and cases to be compared with."""
    names = (section.anchor.casefold(), section.name)
    for one in limits(section.piece) if is_stated(section) else ():
        for name in filter(None, (one.name, one.alias)):
            yield Definition(limit_key(spec_id, name), section.at(one.span), one.name, (one.limit, names, one.answer))


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
    found = (*_from_fields(piece), *_from_tables(piece), *_from_constants(piece), *stated_limits(piece))
    if not found or _HANDLED.search(piece.text):
        return
    answers = [(set(key_phrase(condition, "")), answer) for condition, answer in _tolerated(piece)]
    for one in found:
        if name := limit_name(one.name):
            said = {answer for words, answer in answers if not words.isdisjoint(name.split())}
            yield replace(one, answer="result" if "result" in said else "refusal") if said else one


_HANDLED = re.compile(
    r"\b(?:clamp|clip|wrap|saturat|truncat|modulo|round|cut off|cuts off|shortened|normali[sz]|coerce|stays in force)",
    re.IGNORECASE,
)
"""Words by which a value outside its limits is no error: a case may show what becomes of it."""


def _tolerated(piece: Piece) -> Iterator[tuple[str, Answer]]:
    """Return the conditions of error bullets that end in no exception, with what they end in."""
    for passage in passages(piece):
        if passage.kind == "item" and passage.field == "errors":
            condition, result = parse_outcome(passage.text)
            if result is None or not ERROR_TYPE.search(result.text):
                yield condition.text, "refusal" if result and _DENIED.search(result.text) else "result"


_DENIED = re.compile(
    r"\b(?:4\d\d\b|reject|refus|exit(?:s|ed)?(?: with)?(?: code| status)? [1-9]|(?:ends|stops) with|error\b|message\b"
    r"|invalid|denied|asked (?:again|anew)|marks the|turns red|(?:says|shows|tells|explains|asks|names|warns)\b"
    r"|(?:keeps?|stores?|prints?|writes?|sends?|does|do) nothing|nothing is|no \w+ is|(?:is|are)(?:n't| not) \w+ed\b)",
    re.IGNORECASE,
)
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
        return limit_of(found[0]) if _OUTSIDE.search(refused[: found[0].whole.start]) else None
    low = next((one.ends for one in found if one.shape == "maximum"), Ends(None, None))
    high = next((one.ends for one in found if one.shape == "minimum"), Ends(None, None))
    ends = Ends(low.high, high.low, not low.high_open, not high.low_open)
    bounds = sum(end is not None for end in ends[:2])
    if bounds < len(found) or (bounds == 2 and (ends.low or 0) > (ends.high or 0)):
        return None
    return limit_of(replace(found[-1], ends=ends, shape="range"))


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


def _from_quantities(passage: Passage) -> Iterator[NamedLimit]:
    for quantity in quantities(passage.text):
        limit = limit_of(quantity)
        if limit is None and quantity.shape == "range" and passage.text.endswith(" from ", 0, quantity.span.start):
            limit = Limit(quantity.ends)  # "a limit from 1 record to 5,000 records"
        if limit is None:
            continue
        before = _NAMES.search(passage.text, max(0, quantity.whole.start - 80), quantity.whole.start)
        if before is None or has_exception(passage.text, quantity.whole.end, limit):
            continue
        for name in filter(None, (before["other"], before["name"])):
            if not _NO_NAMES.fullmatch(name.casefold()) and not unit_of(name):
                alias = quantity.unit.dimension if quantity.unit else ""
                yield NamedLimit(name, limit, passage.at(quantity.whole), alias)


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


_NAME_TITLE = re.compile(r"(?:field|name|parameter|key|setting|option|argument|property|attribute|column|command)s?")
_VALUE_TITLE = re.compile(
    r"values?|rules?|(?:(?:allowed|valid|permitted|accepted|possible|legal)(?: (?:values?|range))?)|range|limits?"
    r"|constraints?|type|format"
)
_UNIT_TITLE = re.compile(r"units?|type")
_LEAST, _MOST = re.compile(r"min(?:imum)?\.?"), re.compile(r"max(?:imum)?\.?")


def _from_tables(piece: Piece) -> Iterator[NamedLimit]:
    for table in tables(piece):
        if table.titles and (_NAME_TITLE.fullmatch(table.titles[0]) or _has_bounds(table)):
            for row in table.rows:
                yield from _from_row(row, table, piece)


def _has_bounds(table: Table) -> bool:
    """Tell whether a table has a column of minima and one of maxima."""
    return any(map(_LEAST.fullmatch, table.titles)) and any(map(_MOST.fullmatch, table.titles))


def _from_row(row: Row, table: Table, piece: Piece) -> Iterator[NamedLimit]:
    cells = (row.text(column) for column, title in enumerate(table.titles) if _UNIT_TITLE.fullmatch(title))
    unit = next(filter(None, map(unit_of, cells)), None)
    is_key = piece.text[row.at(0).start - 1 : row.at(0).start] == "`"
    for column, title in enumerate(table.titles):
        limit = None
        if _VALUE_TITLE.fullmatch(title):
            limit = _of_cell(row, column, piece)
            if limit is None:
                yield from _named_in_cell(row, column)
        elif (least := _LEAST.fullmatch(title)) or _MOST.fullmatch(title):
            limit = _bound(row.text(column), unit, is_least=least is not None)
        if limit is not None:
            limit = replace(limit, is_in_unit=limit.is_in_unit or (is_key and limit.unit is not None))
            yield NamedLimit(
                _OPTION_NAME.sub(r"\1", row.text(0)), limit, row.at(column), _short_name(row, is_key=is_key)
            )


def _short_name(row: Row, *, is_key: bool) -> str:
    """Return what an option or a field may call what a row names in more words: `level` for "compression level"."""
    words = row.text(0).split()
    return short_name(words[-1]) if 1 < len(words) <= _MOST_WORDS and not is_key and words[-1].isalpha() else ""


_MOST_WORDS = 3


_OPTION_NAME = re.compile(r"\A--?([a-z][\w-]*)(?:[ =]<?[A-Z][A-Z_]*>?)?\Z")
_TYPE = re.compile(rf"\A{_TYPES}(?: of \w+)?,? ")


def _of_cell(row: Row, column: int, piece: Piece) -> Limit | None:
    """Return the limit that a cell is: nothing but a range or bound, or nothing but a list of values in code marks."""
    text, at = _TYPE.sub("", row.text(column).replace("`", "")), row.at(column)
    found = quantities(text)
    if len(found) == 1 and found[0].whole.start == 0 and _COUNTED.fullmatch(text, found[0].whole.end):
        return limit_of(found[0])
    members = _MEMBERS.fullmatch(piece.text[at.start - 1 : at.end + 1])
    return _set(members[0]) if members else None


_NAMED = re.compile(r"(?:\A|(?<=, )|(?<=; ))`?(?P<name>[A-Za-z_]\w*)`?:? (?P<what>[^,;]+)")


def _named_in_cell(row: Row, column: int) -> Iterator[NamedLimit]:
    """Return the ranges of a cell that has one for each argument: "pump 1 to 4, volume 0.5 ml to 50 ml"."""
    for match in _NAMED.finditer(row.text(column)):
        found = quantities(match["what"])
        is_range = len(found) == 1 and found[0].shape == "range" and found[0].whole == Span(0, len(match["what"]))
        limit = limit_of(found[0]) if is_range and not _NO_NAMES.fullmatch(match["name"].casefold()) else None
        if limit is not None:
            yield NamedLimit(match["name"], limit, Span(*match.span("what")).shifted(row.at(column).start))


_COUNTED = re.compile(r"(?: [a-z]+)?")
"""What stands behind the number of a cell that is one: nothing, or what it counts."""


def _bound(cell: str, unit: Unit | None, *, is_least: bool) -> Limit | None:
    """Return the limit of a cell of minima or maxima that is one number, with a unit of its own or that of its row."""
    found = quantities(cell)
    if len(found) != 1 or found[0].whole != found[0].span or not _COUNTED.fullmatch(cell, found[0].span.end):
        return None
    quantity, value = found[0], found[0].ends.low
    ends = Ends(value, None) if is_least else Ends(None, value)
    if quantity.shape != "exact" or quantity.span.start or quantity.notation == "word":
        return None
    if quantity.dimension == "number" and quantity.span.end == len(cell):
        return Limit(ends, unit=unit, is_in_unit=True)
    return limit_of(replace(quantity, ends=ends, shape="minimum" if is_least else "maximum"))


def _from_constants(piece: Piece) -> Iterator[NamedLimit]:
    """Return "a password has at least 12 characters": a stated bound of one thing that a parameter may be called."""
    for constant in constants(piece):
        quantity = constant.quantity
        if quantity.noun and quantity.shape in ("range", "maximum") and limit_of(quantity) is None:
            if quantity.notation != "word" and not has_exception(piece.text, quantity.whole.end, Limit(quantity.ends)):
                yield NamedLimit(count_name(quantity.noun), Limit(quantity.ends), quantity.whole)
            continue
        limit = limit_of(constant.quantity) if constant.quantity.shape != "exact" else None
        if limit is None or has_exception(piece.text, constant.quantity.whole.end, limit):
            continue
        if len(constant.phrase) <= 2:
            yield NamedLimit(" ".join(constant.phrase), limit, constant.quantity.whole)
