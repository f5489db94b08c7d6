"""Reads the values of a `.vmd` file: JSON, fixtures by name, and what a call is expected to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from osteon.analysis.case_lines import ERROR_TYPE, NAME, Line, Report
from osteon.analysis.case_model import Argument, Expected, Fixture, Value
from osteon.analysis.findings import Fix
from osteon.analysis.text import Blank, Span
from osteon.analysis.values import Word

RESERVED = frozenset({"true", "false", "null", "NaN", "Infinity", "Ok"})
_PYTHON_NAMES = {"True": "true", "False": "false", "None": "null", "nan": "NaN", "inf": "Infinity", "ok": "Ok"}


class Json(NamedTuple):
    """A value read from JSON, or the reason why it could not be."""

    data: Any = None
    end: int = 0
    problem: str = ""


@lru_cache(maxsize=65_536)
def read_json(text: str) -> Json:
    """Read `text` as one JSON value; NaN and Infinity count. The value is shared: never change it."""
    first = read_json_prefix(text, 0)
    if not first.problem and text[first.end :].strip():
        return Json(problem=f"something follows the value at column {first.end + 1}")
    return first


def read_json_prefix(text: str, at: int) -> Json:
    """Read the JSON value that begins at `at`; `end` is where it ends."""
    try:
        return Json(*json.JSONDecoder().raw_decode(text, at))
    except json.JSONDecodeError as error:
        return Json(problem=f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.pos + 1}")
    except RecursionError:
        return Json(problem="it is nested too deeply")
    except ValueError:
        return Json(problem="a number in it is too long")


def json_value(report: Report, word: Word, what: str) -> Value | None:
    """Read `word` as JSON; report what is wrong with it. `what` names it, as in "the value of fixture `a`"."""
    if not word.text:
        message = f'{what} is empty; write a JSON value, for example "" or null'
        report.error("invalid-json", word.span, message, _null(report, word))
        return None
    read = read_json(word.text)
    if not read.problem:
        return Value(read.data, word.text, word.span)
    report.error("invalid-json", word.span, f"{what} is not valid JSON: {read.problem}", *_json_fixes(report, word))
    return None


def _null(report: Report, word: Word) -> Fix:
    return report.completion(word.span.start, "Write a value", " ", Blank("null"))


def _json_fixes(report: Report, word: Word) -> Iterator[Any]:
    if word.text in _PYTHON_NAMES:
        yield report.replacement(word, _PYTHON_NAMES[word.text])
    elif len(word.text) > 1 and word.text[0] == word.text[-1] == "'":
        yield report.replacement(word, json.dumps(word.text[1:-1], ensure_ascii=False))
    else:
        yield report.replacement(word, json.dumps(word.text.strip('"'), ensure_ascii=False))


def string_value(report: Report, word: Word, code: str, what: str) -> str | None:
    """Read `word` as a JSON string and return it."""
    read = read_json(word.text)
    if isinstance(read.data, str):
        return read.data
    fix = report.replacement(word, json.dumps(word.text, ensure_ascii=False))
    if not word.text:
        fix = report.completion(word.span.start, "Write a text", " ", Blank('""'))
    report.error(code, word.span, f'{what} needs a JSON string, for example "text"', fix)
    return None


def cell_value(report: Report, word: Word, fixtures: Mapping[str, Fixture], what: str) -> Value | None:
    """Read a cell: JSON, or the name of a fixture."""
    if not NAME.fullmatch(word.text) or word.text in RESERVED - {"Ok"} or word.text in _PYTHON_NAMES:
        return json_value(report, word, what)
    fixture = fixtures.get(word.text)
    if fixture is None:
        message = (
            f"{what}: there is no fixture `{word.text}`; write it as a JSON string or add `@fixture {word.text} = …`"
        )
        quoted = report.replacement(word, json.dumps(word.text, ensure_ascii=False))
        report.unknown("unknown-fixture", word, message, fixtures, replace(quoted, preferred=False))
        return None
    if fixture.opaque:
        message = f"{what}: fixture `{word.text}` is an object without a value; name a parameter like it instead"
        report.error("unknown-fixture", word.span, message)
    return fixture_value(fixture, word)


def fixture_value(fixture: Fixture, word: Word) -> Value | None:
    """Return the value of a fixture where `word` names it."""
    value = fixture.value
    return value and Value(value.data, value.source, word.span, fixture=word.text)


def is_decimal(value: Value) -> bool:
    """Tell whether a value is a finite number or a numeric string such as "12.50"."""
    if isinstance(value.data, bool) or not isinstance(value.data, int | float | str):
        return False
    try:
        return Decimal(str(value.data)).is_finite()
    except InvalidOperation:
        return False


def read_expected(report: Report, word: Word, fixtures: Mapping[str, Fixture], what: str) -> Expected | None:
    """Read the last cell of a row: a value, `Ok`, or `!Type: message`."""
    if word.text == "Ok":
        return Expected("ok", word.span)
    if word.text.startswith("!"):
        return read_error(report, Word(word.text[1:], Span(word.span.start + 1, word.span.end)), what)
    value = cell_value(report, word, fixtures, what)
    return Expected("value", word.span, value) if value is not None else None


def read_error(report: Report, word: Word, what: str) -> Expected | None:
    """Read `Type` or `Type: message`."""
    line = Line(word.text, word.span.start)
    colon = word.text.find(":")
    error = line.word(0, None if colon < 0 else colon)
    if not ERROR_TYPE.fullmatch(error.text):
        message = f"{what}: `{error.text}` is not the name of an error; write `ValueError` or `ValueError: message`"
        report.error("invalid-case", error.span if error.text else word.span, message)
        return None
    message_word = line.word(colon + 1) if colon >= 0 else None
    return Expected(
        "error", word.span, error=error, message=message_word if message_word and message_word.text else None
    )


def read_arguments(report: Report, inside: Line, known: Mapping[str, Value | None]) -> tuple[Argument, ...]:
    """Read what stands between the parentheses of a call; `known` are the given values and fixtures."""
    arguments: list[Argument] = []
    at = _skip_space(inside.text, 0)
    while at < len(inside.text):
        argument, at = _argument(report, inside, at, known)
        if argument is None:
            break
        arguments.append(argument)
        at = _skip_space(inside.text, at)
        if at < len(inside.text):
            at = _comma(report, inside, at)
    return tuple(arguments)


def _argument(report: Report, inside: Line, at: int, known: Mapping[str, Value | None]) -> tuple[Argument | None, int]:
    name = NAME.match(inside.text, at)
    if name and name[0] not in RESERVED:
        word = inside.group(name)
        if word.text not in known:
            message = f"`{word.text}` is neither given nor a fixture; add `given {word.text} = …` above the first step"
            report.unknown("unknown-fixture", word, message, known)
        return Argument(word.text, known.get(word.text), word.span), name.end()
    read = read_json_prefix(inside.text, at)
    if read.problem:
        report.error("invalid-json", inside.word(at).span, f"an argument is not valid JSON: {read.problem}")
        return None, len(inside.text)
    source = inside.word(at, read.end)
    return Argument("", Value(read.data, source.text, source.span), source.span), read.end


def _comma(report: Report, inside: Line, at: int) -> int:
    """Step over the comma between two arguments; report what stands there instead."""
    after = _skip_space(inside.text, at + 1)
    if inside.text[at] != ",":
        fix = report.completion(inside.start + len(inside.text[:at].rstrip()), "Put a comma between them", ",")
        report.error("scenario-step", inside.word(at).span, "put a `,` between two arguments", fix)
        return len(inside.text)
    if after == len(inside.text):
        fix = report.removal(inside.word(at).span, "Remove the comma")
        report.error("scenario-step", inside.word(at).span, "write an argument behind the `,`, or remove it", fix)
    return after


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
