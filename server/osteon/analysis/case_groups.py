"""Reads the groups of a `.vmd` file: a signature and the rows under it."""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Iterator, Mapping

from osteon.analysis.case_lines import CASE_NAME, NAME, TARGET, Line, Report
from osteon.analysis.case_model import Case, Fixture, Group, Mode, Parameter, Value
from osteon.analysis.case_values import cell_value, is_decimal, read_expected
from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.text import Blank, Span, edit_to_fill_in
from osteon.analysis.values import Word

COMPARISONS = ("approx", "unordered", "matches", "struct", "decimal", "schema")
MODES = (*COMPARISONS, "timeout")
SCHEMA_KEYWORDS = frozenset(
    {
        *("type", "enum", "const", "properties", "required", "additionalProperties", "minProperties", "maxProperties"),
        *("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "allOf", "anyOf", "oneOf", "not"),
        *("$schema", "$id", "$comment", "title", "description", "default", "examples", "format"),
    }
)
"""What a `~schema` may say: the part of JSON Schema 2020-12 that needs no other document."""

_SIGNATURE = re.compile(
    r"(?P<name>[^(]*)\((?P<parameters>[^)]*)(?P<close>\))?(?P<returns>\s*->(?:(?!\s~)[\s\S])*)?(?P<modes>[\s\S]*)"
)


def read_group(
    report: Report,
    signature: Line,
    rows: list[Line],
    *,
    span: Span,
    fixtures: Mapping[str, Fixture],
    covers: tuple[Word, ...],
) -> Group | None:
    """Read a group; `rows` are its other lines but comments. None where its name cannot be read."""
    match = _SIGNATURE.match(signature.text)
    if match is None:
        return None
    name = signature.group(match, "name")
    if not TARGET.fullmatch(name.text):
        message = f"`{name.text}` is not the name of a function; write `name(parameters)`"
        report.error("vmd-syntax", name.span, message, *_as_target(report, name))
        return None
    if match["close"] is None:
        inside = signature.text[match.start("parameters") :]
        behind = _BEHIND.search(inside)
        written = len(inside[: behind.start() if behind else None].rstrip())
        at = signature.start + match.start("parameters") + written
        fix = report.completion(at, "Close them with `)`", ")")
        report.error("vmd-syntax", signature.span, "close the parameters with `)`", fix)
    parameters = tuple(_parameters(report, signature, match, fixtures))
    modes = read_modes(report, Line(match["modes"], signature.start + match.start("modes")))
    group = Group(name, parameters, modes, (), covers, span, signature.span)
    if not rows:
        message = f"group `{name.text}` has no cases; write a row `case | input | … | expected` for each"
        row = ("\n  ", Blank("case-1"), *_cells(len(group.columns) + 1))
        report.error("no-cases", signature.span, message, report.completion(span.end, "Write a row", *row))
    cases = tuple(_cases(report, group, rows, fixtures))
    return Group(name, parameters, modes, cases, covers, span, signature.span)


_BEHIND = re.compile(r"~|->")


def _as_target(report: Report, name: Word) -> Iterator[Fix]:
    """Yield the fix that makes the name of a function of other words."""
    plain = re.sub(r"[^\w.-]+", "_", name.text).strip("_")
    named = plain if not plain[:1].isdigit() else f"_{plain}"
    if TARGET.fullmatch(named):
        yield report.replacement(name, named)


def _parameters(
    report: Report, line: Line, match: re.Match[str], fixtures: Mapping[str, Fixture]
) -> Iterator[Parameter]:
    start, end = match.span("parameters")
    if not match["parameters"].strip():
        return
    seen: dict[str, Span] = {}
    for piece in re.finditer(r"[^,]+|(?<=,)(?=,|\Z)|\A(?=,)", line.text[start:end]):
        word = line.word(start + piece.start(), start + piece.end())
        name, _, kind = (part.strip() for part in word.text.partition(":"))
        if not NAME.fullmatch(name):
            message = f"`{word.text}` is not a parameter name; write `name` or `name: decimal`"
            plain = re.sub(r"\W+", "_", word.text).strip("_")
            fixes = [report.replacement(word, plain)] if NAME.fullmatch(plain) and plain not in seen else []
            report.error("invalid-parameter", word.span, message, *fixes)
        elif name in seen:
            report.error(
                "invalid-parameter", word.span, f"parameter `{name}` is there twice; rename one", first=seen[name]
            )
        elif kind not in ("", "decimal") or (":" in word.text and not kind):
            _unknown_kind(report, word, kind)
        seen.setdefault(name, word.span)
        if not name:
            continue
        opaque = name in fixtures and fixtures[name].opaque
        yield Parameter(Word(name, Span(word.span.start, word.span.start + len(name))), kind == "decimal", opaque)


def _unknown_kind(report: Report, word: Word, kind: str) -> None:
    colon = word.span.start + word.text.index(":")
    fix = report.removal(Span(colon, word.span.end), "Remove the type")
    message = f"parameter type `{kind}` is not known; only `decimal` is, all others come from the JSON value"
    report.error("invalid-parameter", Span(colon + 1, word.span.end), message, fix)


def read_modes(report: Report, line: Line) -> tuple[Mode, ...]:
    """Read what follows a signature or the colon of a scenario: `~approx:0.01 ~unordered`."""
    modes: dict[str, Mode] = {}
    for match in re.finditer(r"\S+", line.text):
        word = line.group(match)
        mode = _mode(report, word)
        if mode is None:
            continue
        if mode.name.text in modes:
            fix = report.removal(word.span, "Remove the second one")
            report.error(
                "invalid-mode",
                word.span,
                f"`~{mode.name.text}` is there twice",
                fix,
                first=modes[mode.name.text].name.span,
            )
        modes.setdefault(mode.name.text, mode)
    return tuple(modes.values())


def _mode(report: Report, word: Word) -> Mode | None:
    if not word.text.startswith("~"):
        fixes = [report.replacement(word, f"~{word.text}")] if word.text in MODES else []
        removal = report.removal(word.span, f"Remove `{word.text}`")
        message = f"`{word.text}` is not expected here; only modes such as `~approx` are"
        report.error("vmd-syntax", word.span, message, *fixes, removal)
        return None
    text, colon, argument = word.text[1:].partition(":")
    name = Word(text, Span(word.span.start + 1, word.span.start + 1 + len(text)))
    if text == "cli":
        report.error("invalid-mode", word.span, "`~cli` does not exist; write a scenario with `when $ command` steps")
    elif text not in MODES:
        report.unknown("invalid-mode", name, f"`~{text}` is not a mode; there are ~{', ~'.join(MODES)}", MODES)
    elif text not in ("approx", "timeout"):
        if colon:
            fix = report.removal(Span(name.span.end, word.span.end), f"Remove `:{argument}`")
            report.error("invalid-mode", word.span, f"`~{text}` takes no argument", fix)
        return Mode(name)
    else:
        return _number_mode(report, name, argument if colon else None, word.span)
    return None


def _number_mode(report: Report, name: Word, argument: str | None, span: Span) -> Mode | None:
    if argument is None and name.text == "approx":
        return Mode(name)
    number = _positive(argument or "")
    if number is None:
        example = "a tolerance, as in `~approx:0.01`" if name.text == "approx" else "seconds, as in `~timeout:5`"
        usual = "0.01" if name.text == "approx" else "5"
        edit = edit_to_fill_in(Span(name.span.end, span.end), ":", Blank(usual))
        fix = fix_here(f"Change to `~{name.text}:{usual}`", report.path, edit)
        report.error("invalid-mode", span, f"`~{name.text}` needs {example}", fix)
        return None
    return Mode(name, number)


def _positive(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None


def _cases(report: Report, group: Group, rows: list[Line], fixtures: Mapping[str, Fixture]) -> Iterator[Case]:
    seen: dict[str, Span] = {}
    for row in rows:
        name, *cells = row.cells()
        if len(cells) != len(group.columns) + 1:
            _column_count(report, group, row, len(cells) + 1)
            continue
        _case_name(report, group, name, seen)
        case = _case(report, group, row, fixtures)
        if case is not None:
            yield case


def _column_count(report: Report, group: Group, row: Line, got: int) -> None:
    names = [parameter.name.text for parameter in group.columns]
    wanted = " | ".join(("case", *names, "expected"))
    message = (
        f"this row has {got} column{'s' * (got != 1)}; group `{group.name.text}` needs {len(names) + 2}: `{wanted}`"
    )
    lacking = len(names) + 2 - got
    if lacking > 0:
        fix = report.completion(row.span.end, "Add what is missing", *_cells(lacking))
    else:
        fix = report.removal(Span(row.cells()[len(names) + 1].span.end, row.span.end), "Remove what is too much")
    report.error("column-count", row.span, message, fix)


def _cells(number: int) -> Iterator[str]:
    for _number in range(number):
        yield from (" | ", Blank("0"))


def _case_name(report: Report, group: Group, name: Word, seen: dict[str, Span]) -> None:
    if not CASE_NAME.fullmatch(name.text):
        plain = re.sub(r"[^\w-]+", "-", name.text).strip("-")
        fixes = [report.replacement(name, plain)] if plain else []
        message = f"`{name.text}` is not a case name; use letters, digits, `-` and `_`"
        report.error("invalid-case", name.span, message, *fixes)
    elif name.text in seen:
        message = f"group `{group.name.text}` has another case `{name.text}`; rename one"
        fix = report.replacement(name, _free_name(name.text, seen))
        report.error("duplicate-case", name.span, message, fix, first=seen[name.text])
    seen.setdefault(name.text, name.span)


def _free_name(name: str, taken: Mapping[str, Span]) -> str:
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _case(report: Report, group: Group, row: Line, fixtures: Mapping[str, Fixture]) -> Case | None:
    name, *cells, last = row.cells()
    inputs = [
        _input(report, parameter, cell, name, fixtures) for parameter, cell in zip(group.columns, cells, strict=True)
    ]
    expected = read_expected(report, last, fixtures, f"case `{name.text}`, expected")
    if expected is None:
        return None
    if expected.value is not None and not _fits(report, group.modes, expected.value, name.text):
        return None
    values = tuple(value for value in inputs if value is not None)
    return Case(name, values, expected, row.span) if len(values) == len(inputs) else None


def _input(
    report: Report, parameter: Parameter, cell: Word, case: Word, fixtures: Mapping[str, Fixture]
) -> Value | None:
    value = cell_value(report, cell, fixtures, f"case `{case.text}`, input `{parameter.name.text}`")
    if value is not None and parameter.decimal and not is_decimal(value):
        message = f'input `{parameter.name.text}` is a decimal column; write a number or a numeric string like "12.50"'
        report.error("invalid-case", cell.span, message)
        return None
    return value


def _fits(report: Report, modes: tuple[Mode, ...], value: Value, case: str) -> bool:
    """Report an expected value that its comparison cannot use."""
    problem = expected_problem({mode.name.text for mode in modes}, value)
    if problem:
        report.error("invalid-case", value.span, f"case `{case}`: {problem}")
    return not problem


def expected_problem(modes: set[str], value: Value) -> str:
    """Return why `value` cannot be compared under `modes`; empty where it can."""
    if "matches" in modes:
        return pattern_problem(value.data)
    if "decimal" in modes and not is_decimal(value):
        return '`~decimal` needs a number or a numeric string like "12.50" as the expected value'
    if "struct" in modes and not isinstance(value.data, dict | list):
        return "`~struct` needs an object with the fields of the result, or a list of such objects"
    if "schema" in modes and not isinstance(value.data, dict | bool):
        return "`~schema` needs a JSON schema (an object) as the expected value"
    return schema_problem(value.data) if "schema" in modes else ""


def schema_problem(schema: object) -> str:
    """Return which keyword of a JSON schema the runner does not know; empty where it knows all of them."""
    if not isinstance(schema, dict):
        return ""
    for keyword, value in schema.items():
        if keyword not in SCHEMA_KEYWORDS:
            return f"`~schema` does not know the keyword `{keyword}`; it knows {', '.join(sorted(SCHEMA_KEYWORDS))}"
        problem = next(filter(None, map(schema_problem, _subschemas(keyword, value))), "")
        if problem:
            return problem
    return ""


def _subschemas(keyword: str, value: object) -> list[object]:
    if keyword in ("const", "enum", "default", "examples"):
        return []
    if keyword == "properties" and isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else [value]


def pattern_problem(pattern: object) -> str:
    """Return why `pattern` is no regular expression; empty where it is one."""
    if not isinstance(pattern, str):
        return f"`matches` needs a pattern in a JSON string, not {json.dumps(pattern)[:40]}"
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the pattern is not a regular expression: {error}"
    return ""
