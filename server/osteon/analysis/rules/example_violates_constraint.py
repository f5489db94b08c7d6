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
whose name has it, as `wait_ms` and `celsius`; a bare number is compared with % and °C only. A case is compared with the
requirement that it covers, an example with a limit that the whole spec agrees on. Where the text says that values
outside are clamped or cut, nothing is reported; where an error bullet answers them by a result that is no refusal, only
an example whose output shows the value again is.

Measured on the 71 specs of `tests/corpus`: no false alarm, and 12 of 14 seeded faults found.

## Why it matters
Either the limit is wrong or the example; code cannot satisfy both, and a model that sees the example guesses which.

## Example
`**Accepts:** a level from 1 to 5`, and a case `high | 6 | "ok"`.

## Fix
Correct the value or the limit, or let the case expect the error: `high | 6 | !LevelError`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from osteon.analysis.allowed import Limit, limit_key, limit_name
from osteon.analysis.case_model import Call, Group, Scenario
from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity
from osteon.analysis.index import Definition, Index
from osteon.analysis.model import Section, slug
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span
from osteon.analysis.units import Unit, unit_of

CODE = "example-violates-constraint"
SEVERITY = Severity.WARNING


def check_links(file: SourceFile, index: Index, _configuration: Configuration) -> Iterator[Finding]:
    """Report values of cases outside the limits of the requirements that they cover."""
    if file.cases is None or not file.spec_id:
        return
    for group in file.cases.groups:
        for name, data, span in _inputs(group):
            yield from _outside(name, data, span, _covered(group), file, index)
    for scenario in file.cases.scenarios:
        for name, data, span in _givens(scenario):
            yield from _outside(name, data, span, _covered(scenario), file, index)


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
    named: list[tuple[tuple[str, ...], Any, Span]] = [
        ((name,), data, span) for name, data, span in _written(file.text, section.at(given.span))
    ]
    named += _told(file.text, section.at(given.span))
    if output:
        named += [((name,), data, span) for name, data, span in _written(file.text, section.at(output.span))]
    known: set[Span] = set()
    for names, data, span in named:
        outside = (found for name in names for found in _outside(name, data, span, frozenset(), file, index, shown))
        if span not in known and (finding := next(outside, None)):
            known.add(span)
            yield finding


_ERROR = re.compile(
    r"error|exception|invalid|refus|reject|fail|illegal|wrong|\btoo\b|outside|out of|not allowed|bad|unknown|missing"
    r"|exit(?: code)?:? [1-9]|(?<![\d.,])[45]\d\d\b(?!,\d)",
    re.IGNORECASE,
)
"""Words of an example, or of an expected value, that shows what happens to bad input."""

Named = tuple[str, Any, Span]
"""A name, the value given for it, and where that stands in the file."""


def _inputs(group: Group) -> Iterator[Named]:
    for case in group.cases:
        expected = case.expected
        told = expected.value.data if expected.value else ""
        fails = told is None or told is False or (isinstance(told, str | int) and _ERROR.search(str(told)))
        if expected.kind == "value" and not fails:
            for parameter, value in zip(group.columns, case.inputs, strict=False):
                yield parameter.name.text, value.data, value.span


def _givens(scenario: Scenario) -> Iterator[Named]:
    calls = [step for step in scenario.steps if isinstance(step, Call)]
    if calls and all(call.expected and call.expected.kind == "value" for call in calls):
        for given in scenario.givens:
            if given.kind == "value" and given.value is not None:
                yield given.name.text, given.value.data, given.value.span


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


def _written(text: str, span: Span) -> Iterator[Named]:
    """Return `name=value`, `name: value` and `"name": value` of a range of a file."""
    for match in _PAIR.finditer(text, span.start, span.end):
        yield match["name"] or match["quoted"], json.loads(_json(match["value"])), Span(*match.span("value"))


def _told(text: str, span: Span) -> Iterator[tuple[tuple[str, ...], Any, Span]]:
    """Return `name value` and `--name value` of a range of a file, each with the names that it may have."""
    for match in _QUOTED.finditer(text, span.start, span.end):
        both = (f"{match['more']} {match['name']}",) if match["more"] else ()
        yield (*both, match["name"]), json.loads(match["value"]), Span(*match.span("value"))
    for match in _TOLD.finditer(text, span.start, span.end):
        unit = match["unit"] or ""
        is_unit = unit_of(unit) is not None
        if is_unit or not unit or text[match.start("unit") - 1] == " ":
            data = f"{match['value']} {unit}" if is_unit else json.loads(_json(match["value"]))
            names = (f"{match['more']} {match['name']}",) if match["more"] else ()
            yield (*names, match["name"]), data, Span(*match.span("value"))


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
    name: str,
    data: Any,
    span: Span,
    covered: frozenset[str],
    file: SourceFile,
    index: Index,
    shown: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """Report a value that breaks a limit of its name: of what is covered, or else one that no other limit allows."""
    if not limit_name(name):
        return
    found, unit = _limits_of(name, file, index)
    if covered:
        found = [one for one in found if covered & set(_about(one[1]))]
    is_shown = str(data).partition(" ")[0] in shown
    found = [one for one in found if is_shown or _answer(one[1]) in (() if covered else ("refusal",)) + ("",)]
    broken = [one for one in found if _limit(one[1]).refuses(data, unit)]
    if not broken or not (covered or _agree(broken, found, data, unit)):
        return
    path, definition = broken[0]
    written = json.dumps(data, ensure_ascii=False)
    message = f"{name} is {written[:40]} here, and must be {_limit(definition)}: correct one of the two"
    related = (Related(Place(path, definition.span), f"The limit of {definition.name}"),)
    yield Finding(CODE, SEVERITY, span, message, related)


def _agree(
    broken: list[tuple[str, Definition]], found: list[tuple[str, Definition]], data: Any, unit: Unit | None
) -> bool:
    """Tell whether no limit allows what some refuse; of what is too low, those that set a maximum only say nothing."""
    is_low = any(_limit(one).is_above(data, unit) for _path, one in broken)
    silent = "down" if is_low else "up"
    return all(_limit(other[1]).side == silent for other in found if other not in broken)


_LONGEST_NAME = 60
_LAST_PART = re.compile(r"(?:\A|(?P<stem>.*[a-z0-9])(?:_|(?=[A-Z])))(?P<last>[A-Za-z]+)")


def _limits_of(name: str, file: SourceFile, index: Index) -> tuple[list[tuple[str, Definition]], Unit | None]:
    """Return the limits of a name, and the unit that it says: `timeout_ms` is a timeout, `seconds` are any time."""
    found = index.definitions(limit_key(file.spec_id, name))
    match = None if found or len(name) > _LONGEST_NAME else _LAST_PART.fullmatch(name)
    unit = unit_of(match["last"]) or unit_of(match["last"].casefold()) if match else None
    if unit is None or match is None:
        return found, None
    return index.definitions(limit_key(file.spec_id, match["stem"] or unit.dimension)), unit


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
