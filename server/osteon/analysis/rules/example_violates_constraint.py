"""An example or a case has a value that the spec does not allow.

## What it finds
A value in an example, or in a case that expects no error, outside what its spec states for the parameter or field of
that name: a minimum, a maximum, a range, a length, or a set of values. Limits are read from `**Accepts:**`, from tables
of fields, from `**Errors:**` ("the page is below 1 or above 500 -> 400"), and from sentences that hold always: "a
password has at least 12 characters", "levels run from 1 to 5", "`retries` (integer, 0 to 5)". Sets are read from lists
of values in code marks, from "an endpoint is active, paused or deleted", which is a `state` or `status` too,
and from the first column of a table that is called State, Mode, Kind, Priority or the like.

An example may give a value as `page=9`, `"page": 9`, `page: 9`, `--page 9` or `page 9`, in its output by one of the
first three; the N of `--wait N` is the option's. A limit with a unit is compared with a value that has one too, or
whose name has it, as `wait_ms` and `celsius`; a bare number is compared with % and °C only, and with the unit that a
table gives a key in code marks. A line may give a name of several words: `hold time at peak = 30 min`. A name that its
spec does not limit may be the last word of what a table names (`level` of "compression level"), in the plural what is
counted ("at most 12 guests"), or one of a spec that it builds on. A case is compared with the requirement that it
covers, an example with a limit that the whole spec agrees on. Where the text says that values outside are clamped or
cut, nothing is reported; where an error bullet answers them by a result that is no refusal, only an example whose
output shows the value again is.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 23 of 30 seeded faults found.

## Why it matters
Either the limit is wrong or the example; code cannot satisfy both, and a model that sees the example guesses which.

## Example
`**Accepts:** a level from 1 to 5`, and a case `high | 6 | "ok"`.

## Fix
Correct the value or the limit, or let the case expect the error: `high | 6 | !LevelError`. The quick fixes offer the
nearest value that is allowed, a limit that allows this one, and the error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from osteon.analysis.allowed import Limit, count_name, limit_key, limit_name, short_name
from osteon.analysis.case_model import Call, Group, Scenario
from osteon.analysis.configuration import Configuration
from osteon.analysis.coverage import declared_errors
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.index import Definition, Index
from osteon.analysis.model import Section, requirement_of, slug
from osteon.analysis.rules.limit_fixes import allowed, widened
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, Span, edit_to_fill_in
from osteon.analysis.units import Unit, unit_of

CODE = "example-violates-constraint"
SEVERITY = Severity.WARNING


@dataclass(frozen=True, slots=True)
class _Given:
    """A value that is given for a name, where it stands in the file, and where the value is that it should lead to."""

    name: str
    data: Any
    span: Span
    expected: Span | None = None
    """None where an error cannot simply be written in its place."""
    lead: str = ""
    """What must stand before another value in the place of this one."""
    has_unit_behind: bool = False
    """Whether only the number of the data stands there: its unit stands behind it."""
    is_last_word: bool = False
    """Whether it is the last word of a longer name: "new readings = 144" are not all readings."""


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report values of cases outside the limits of the requirements that they cover."""
    if file.cases is None or not file.spec_id:
        return
    for group in file.cases.groups:
        for given in _inputs(group):
            yield from _outside(given, _covered(group), file, index)
    for scenario in file.cases.scenarios:
        for given in _givens(scenario):
            yield from _outside(given, _covered(scenario), file, index)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report values of an example outside the limits that its spec agrees on."""
    if file.spec is None or not any(one.level == 2 and one.name == "examples" for one in section.above()):
        return
    given, output = section.field("input"), section.field("output")
    if given is None or _ERROR.search(section.title.text) or (output and _ERROR.search(output.body.text)):
        return
    shown = frozenset(_SHOWN.findall(output.body.text)) if output else frozenset()
    named: list[tuple[_Given, ...]] = [(value,) for value in _written(file.text, section.at(given.span))]
    named += _told(file.text, section.at(given.span))
    if output:
        named += [(value,) for value in _written(file.text, section.at(output.span))]
    known: set[Span] = set()
    for values in named:
        outside = (found for value in values for found in _outside(value, frozenset(), file, index, shown))
        if values[0].span not in known and (finding := next(outside, None)):
            known.add(values[0].span)
            yield finding


_ERROR = re.compile(
    r"error|exception|invalid|refus|reject|fail|illegal|wrong|\btoo\b|outside|out of|beyond|exceed|bad|unknown|missing"
    r"|forbidden|denied|\b(?:not|no such|cannot|must|the limit|above|below|more than|less than|at (?:least|most))\b"
    r"|exit(?: code)?:? [1-9]|(?<![\d.,])[45]\d\d\b(?!,\d)",
    re.IGNORECASE,
)
"""Words of an example, or of an expected value, that shows what happens to bad input."""


def _inputs(group: Group) -> Iterator[_Given]:
    for case in group.cases:
        expected = case.expected
        told = expected.value.data if expected.value else ""
        fails = told is None or told is False or (isinstance(told, str | int) and _ERROR.search(str(told)))
        if expected.kind == "value" and not fails:
            for parameter, value in zip(group.columns, case.inputs, strict=False):
                yield _Given(parameter.name.text, value.data, value.span, expected.span)


def _givens(scenario: Scenario) -> Iterator[_Given]:
    calls = [step for step in scenario.steps if isinstance(step, Call)]
    if calls and all(call.expected and call.expected.kind == "value" for call in calls):
        for given in scenario.givens:
            if given.kind == "value" and given.value is not None:
                lead = f"{given.name.text} = " if given.value.span == given.name.span else ""
                yield _Given(given.name.text, given.value.data, given.value.span, lead=lead)


_SHOWN = re.compile(r"\w+(?:\.\d+)?")
_PAIR = re.compile(
    r"(?:(?<![\w.\"])(?P<name>[A-Za-z_]\w*)|\"(?P<quoted>\w+)\")(?: ?= ?|: {0,12})"
    r"(?P<value>-?\d{1,30}(?:\.\d{1,30})?(?![\w.:/-])|\"[^\"\\\n]*\"|[a-z]+(?:_[a-z]+)*(?=[,;}]|[ \t]*$))",
    re.MULTILINE,
)
_QUOTED = re.compile(r"(?:(?P<more>[A-Za-z_]\w{0,40}) )?(?P<name>[A-Za-z_]\w{0,40}) (?P<value>\"[^\"\\\n]*\")")
_TOLD = re.compile(
    r"(?:(?<![\w.\"-])(?P<more>[A-Za-z_]\w{0,40}) )?(?:--)?(?<![\w.\"])(?P<name>[A-Za-z_][\w-]{0,40})"
    r"(?: ?= ?| (?:of |is |to )?)(?P<value>-?\d{1,30}(?:\.\d{1,30})?)(?: ?(?P<unit>[A-Za-z%°µ]{1,12}))?(?![\w:/-]|\.\d)"
)
_KEYED = re.compile(
    r"^[ \t]*(?P<name>[A-Za-z][\w-]{0,40}(?: [A-Za-z][\w-]{0,40}){2,4}) *[=:] *(?P<value>-?\d{1,30}(?:\.\d{1,30})?)"
    r" ?(?P<unit>(?:[A-Za-z%°µ]{1,12})?)[ \t]*$",
    re.MULTILINE,
)
"""A line of a name of three words or more and its value."""


def _written(text: str, span: Span) -> Iterator[_Given]:
    """Return `name=value`, `name: value` and `"name": value` of a range of a file."""
    for match in _PAIR.finditer(text, span.start, span.end):
        data = json.loads(_json(match["value"]), strict=False)
        is_last_word = _ends_name(text, match)
        yield _Given(match["name"] or match["quoted"], data, Span(*match.span("value")), is_last_word=is_last_word)


def _ends_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether what stands before " = " is the last of several words."""
    name, value = match.span("name")[0], match.start("value")
    return name > 1 and text[name - 2].isalpha() and text[name - 1] == " " and text.startswith(" = ", value - 3)


def _told(text: str, span: Span) -> Iterator[tuple[_Given, ...]]:
    """Return `name value` and `--name value` of a range of a file, each once for each name that it may have."""
    for match in _KEYED.finditer(text, span.start, span.end):
        is_unit = unit_of(match["unit"]) is not None
        data = f"{match['value']} {match['unit']}" if is_unit else json.loads(_json(match["value"]), strict=False)
        if is_unit or not match["unit"]:
            yield (_Given(match["name"], data, Span(*match.span("value")), has_unit_behind=is_unit),)
    for match in _QUOTED.finditer(text, span.start, span.end):
        both = (f"{match['more']} {match['name']}",) if match["more"] else ()
        data, place = json.loads(match["value"], strict=False), Span(*match.span("value"))
        yield tuple(_Given(name, data, place) for name in (*both, match["name"]))
    for match in _TOLD.finditer(text, span.start, span.end):
        unit = match["unit"] or ""
        is_unit = unit_of(unit) is not None
        if is_unit or not unit or text[match.start("unit") - 1] == " ":
            data = f"{match['value']} {unit}" if is_unit else json.loads(_json(match["value"]), strict=False)
            more = (f"{match['more']} {match['name']}",) if match["more"] else ()
            place = Span(*match.span("value"))
            yield tuple(
                _Given(name, data, place, has_unit_behind=is_unit, is_last_word=_ends_name(text, match))
                for name in (*more, match["name"])
            )


def _json(written: str) -> str:
    """Return a number as JSON has it, without zeros before it, and a word as text."""
    return (
        f'"{written}"'
        if written[0].isalpha()
        else written
        if written.startswith('"')
        else re.sub(r"^(-?)0+(?=\d)", r"\1", written)
    )


def _covered(stanza: Group | Scenario) -> frozenset[str]:
    """Return what a group or scenario is about, folded: what it covers, else what its name would be as an anchor."""
    covers = frozenset(word.text.casefold() for word in stanza.covers)
    return covers or frozenset({slug(stanza.name.text.replace("_", " ").replace(".", " "))})


def _outside(
    given: _Given, covered: frozenset[str], file: SourceFile, index: Index, shown: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Report a value that breaks a limit of its name: of what is covered, or else one that no other limit allows."""
    if not limit_name(given.name):
        return
    found, unit = _limits_of(given, file, index)
    if covered:
        found = [one for one in found if covered & set(_about(one[1]))]
    is_shown = str(given.data).partition(" ")[0] in shown
    found = [one for one in found if is_shown or _answer(one[1]) in (() if covered else ("refusal",)) + ("",)]
    broken = [one for one in found if _limit(one[1]).refuses(given.data, unit)]
    if not broken or not (covered or _agree(broken, found, given.data, unit)):
        return
    path, definition = broken[0]
    written = json.dumps(given.data, ensure_ascii=False)
    message = f"{given.name} is {written[:40]} here, and must be {_limit(definition)}: correct one of the two"
    places = {(one, other.span) for one, other in broken}
    related = (Related(Place(path, definition.span), f"The limit of {definition.name}"),)
    fixes = (
        *_corrected(given, unit, [_limit(definition), *(_limit(one) for _path, one in found)], file.path),
        *(_raised(given, unit, broken[0], index) if len(places) == 1 else ()),
        *_refused(given, path, definition, file, index),
    )
    yield Finding(CODE, SEVERITY, given.span, message, related, fixes)


def _corrected(given: _Given, unit: Unit | None, limits: list[Limit], path: str) -> Iterator[Fix]:
    """Offer values near to those that the first of limits allows, and that all of them allow."""
    for value, written in allowed(given.data, limits[0], unit):
        if not any(limit.refuses(value, unit) for limit in limits):
            parts = (value.partition(" ")[0],) if given.has_unit_behind else written
            edit = edit_to_fill_in(given.span, given.lead, *parts)
            yield fix_here(f"Change to {''.join(parts)}", path, edit, preferred=False)


def _raised(given: _Given, unit: Unit | None, broken: tuple[str, Definition], index: Index) -> Iterator[Fix]:
    """Offer to change the limit where it stands."""
    path, definition = broken
    edit = widened(given.data, unit, _limit(definition), index.files[path].text, definition.span)
    if edit is not None:
        title = f"Change the limit of {definition.name}: allow {json.dumps(given.data, ensure_ascii=False)}"
        yield fix_here(title, path, edit, preferred=False)


def _refused(given: _Given, path: str, definition: Definition, file: SourceFile, index: Index) -> Iterator[Fix]:
    """Offer to let a case expect an error: the first that the requirement with the limit declares."""
    outline = index.files[path].outline
    section = outline.section_at(definition.span.start) if outline else None
    if given.expected is not None and section is not None:
        error = next((one.text for one in declared_errors(requirement_of(section))), "ValueError")
        edit = edit_to_fill_in(given.expected, "!", Blank(error))
        yield fix_here(f"Expect an error: `!{error}`", file.path, edit, preferred=False)


def _agree(
    broken: list[tuple[str, Definition]], found: list[tuple[str, Definition]], data: Any, unit: Unit | None
) -> bool:
    """Tell whether no limit allows what some refuse; of what is too low, those that set a maximum only say nothing."""
    is_low = any(_limit(one).is_above(data, unit) for _path, one in broken)
    silent, same = "down" if is_low else "up", {(_limit(one).ends, _limit(one).unit) for _path, one in broken}
    others = [_limit(one[1]) for one in found if one not in broken]
    return all(one.side == silent or (one.ends is not None and (one.ends, one.unit) in same) for one in others)


_LONGEST_NAME = 60
_LAST_PART = re.compile(r"(?:\A|(?P<stem>.*[a-z0-9])(?:_|(?=[A-Z])))(?P<last>[A-Za-z]+)")


def _limits_of(given: _Given, file: SourceFile, index: Index) -> tuple[list[tuple[str, Definition]], Unit | None]:
    """Return the limits of a name, and the unit that it says: `timeout_ms` is a timeout, `seconds` are any time."""
    name = given.name
    found = _nearest(given, file, index)
    match = None if found or len(name) > _LONGEST_NAME else _LAST_PART.fullmatch(name)
    unit = unit_of(match["last"]) or unit_of(match["last"].casefold()) if match else None
    if unit is None or match is None:
        return found, None
    return index.definitions(limit_key(file.spec_id, match["stem"] or unit.dimension)), unit


def _nearest(given: _Given, file: SourceFile, index: Index) -> list[tuple[str, Definition]]:
    """Return the limits of a name in its spec, in whole or by its last word, or in those that the spec builds on."""
    name = given.name
    names = [name, short_name(name)] if name.isalpha() else [name]
    names += [count_name(name)] if name.isalpha() and name.endswith("s") and not given.is_last_word else []
    keys = [limit_key(spec_id, one) for spec_id in index.specs_for(file.spec_id) for one in names]
    return next(filter(None, map(index.definitions, keys)), [])


def _limit(definition: Definition) -> Limit:
    detail = definition.detail
    return detail[0] if isinstance(detail, tuple) else Limit()


def _answer(definition: Definition) -> str:
    """Return what a value outside leads to: an example that shows one again in its output has another result."""
    detail = definition.detail
    return str(detail[2]) if isinstance(detail, tuple) else ""


def _about(definition: Definition) -> tuple[str, ...]:
    detail = definition.detail
    return detail[1] if isinstance(detail, tuple) else ()
