"""Fixes of the steps of a scenario: what was probably meant, a blank for what is missing, or the line as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import PurePosixPath

from osteon.analysis.case_lines import NAME, TARGET, Line, Report, scenario_slug
from osteon.analysis.case_values import read_json_prefix
from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in, whole_lines
from osteon.analysis.values import Word

# Whole lines ----------------------------------------------------------------------------------------------------------


def above(report: Report, span: Span, title: str, *parts: str) -> Fix:
    """Return the fix that puts a line above the one at `span`, as far to the right."""
    start = whole_lines(report.text, span).start
    indent = report.text[start : span.start]
    return fix_here(title, report.path, edit_to_fill_in(Span(start, start), indent, *parts, "\n"))


def moved_up(report: Report, span: Span, to: Span) -> Fix:
    """Return the fix that moves a line above another one."""
    line, start = whole_lines(report.text, span), whole_lines(report.text, to).start
    edits = (TextEdit(Span(start, start), report.text[slice(*line)].rstrip("\r\n") + "\n"), TextEdit(line, ""))
    return fix_here("Move it up", report.path, *edits)


def begun(report: Report, span: Span, name: str, taken: Collection[str]) -> Fix:
    """Return the fix that begins another scenario at a line."""
    start = whole_lines(report.text, span).start
    names = (f"{name} {number}" for number in count(2))
    free = next(one for one in names if scenario_slug(one) not in taken)
    edit = edit_to_fill_in(Span(start, start), "\nscenario ", Blank(free), ":\n")
    return fix_here("Begin another scenario here", report.path, edit)


# Givens ---------------------------------------------------------------------------------------------------------------


def given(report: Report, line: Line, kind: str | None, rest: Line) -> Iterator[Fix]:
    """Yield what a `given` that cannot be read may be; `rest` is what follows its kind."""
    yield from _value_given(report, rest) if kind is None else _text_given(report, kind, rest)
    yield report.commented(line.span)


def _value_given(report: Report, rest: Line) -> Iterator[Fix]:
    word = rest.word()
    name = rest.word(0, rest.text.find("=")) if "=" in rest.text else word
    plain = re.sub(r"\W+", "_", name.text).strip("_")
    if not word.text:
        yield report.completion(word.span.start, "Give a value", " ", Blank("name"), " = ", Blank("null"))
    elif name is not word and NAME.fullmatch(plain):
        yield report.replacement(name, plain)


def _text_given(report: Report, kind: str, rest: Line) -> Iterator[Fix]:
    """Yield the `=` or the text that a file, variable or input lacks, and the quotes of a path."""
    word = rest.word()
    first, _, value = word.text.partition(" ")
    at = word.span.start
    if kind == "file" and first and not first.startswith('"'):
        yield report.replacement(Word(first, Span(at, at + len(first))), json.dumps(first, ensure_ascii=False))
        return
    read = read_json_prefix(rest.text, len(rest.text) - len(rest.text.lstrip())) if kind == "file" else None
    if read is not None and not read.problem:
        value = rest.text[read.end :].strip()
    elif kind == "stdin":
        value = word.text.removeprefix("=")
    if "=" not in word.text and value.startswith('"'):
        place = word.span.end - len(value)
        yield report.completion(place, "Write `=` before the text", "= ")
    elif not value and first:
        yield report.completion(word.span.end, "Write a text", " = ", Blank('""'))


def inside(report: Report, path: str, span: Span) -> Iterator[Fix]:
    """Yield the path of a file inside the scenario's folder that a path outside of it may be."""
    parts = (part for part in PurePosixPath(path.replace("\\", "/").replace("\0", "")).parts)
    kept = "/".join(part for part in parts if part.strip("./") and not part.endswith(":"))
    edit = edit_to_fill_in(span, *((json.dumps(kept, ensure_ascii=False),) if kept else (Blank('"file.txt"'),)))
    yield fix_here(f"Change to {edit.text}", report.path, edit)


# Whens ----------------------------------------------------------------------------------------------------------------


def when(report: Report, line: Line, rest: Word) -> Iterator[Fix]:
    """Yield what a `when` that is no call and no command may be."""
    if not rest.text:
        yield report.completion(line.span.end, "Run a command", " $ ", Blank("program"))
        return
    if TARGET.fullmatch(rest.text):
        yield report.completion(rest.span.end, "Call it", "()")
    at = Span(rest.span.start, rest.span.start)
    yield fix_here("Run it as a command", report.path, TextEdit(at, "$ "), preferred=False)
    yield report.commented(line.span)


def target(report: Report, name: Word) -> Iterator[Fix]:
    """Yield the name of a function that other words may be."""
    plain = re.sub(r"[^\w.-]+", "_", name.text).strip("_")
    named = f"_{plain}" if plain[:1].isdigit() else plain
    if TARGET.fullmatch(named):
        yield report.replacement(name, named)


_SHELL = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|\\.|(?P<shell>[|<>;&]+)')


def shell(report: Report, words: Line, at: int) -> Iterator[Fix]:
    """Yield what can be done about shell characters of a command, of which the first stands at `at`."""
    marks = [match for match in _SHELL.finditer(words.text) if match["shell"]]
    spans = [Span(*mark.span()).shifted(words.start) for mark in marks]
    if marks and all(mark["shell"] in (";", "&&") for mark in marks):
        line = whole_lines(report.text, spans[0])
        indent = report.text[line.start : line.end][: -len(report.text[line.start : line.end].lstrip(" \t"))]
        edits = [_broken(words, mark, f"\n{indent}when $ ") for mark in marks]
        yield fix_here("Make a step of each command", report.path, *edits)
    before = words.text[:at].rstrip()
    if before:
        cut = Span(words.start + len(before), words.start + len(words.text.rstrip()))
        yield report.removal(cut, "End the command here")
    quoted = [TextEdit(span, f'"{mark["shell"]}"') for span, mark in zip(spans, marks, strict=True)]
    yield fix_here("Put it in quotes", report.path, *quoted, preferred=False)


def _broken(words: Line, mark: re.Match[str], between: str) -> TextEdit:
    start = len(words.text[: mark.start()].rstrip())
    end = len(words.text) - len(words.text[mark.end() :].lstrip())
    return TextEdit(Span(start, end).shifted(words.start), between)


# Thens ----------------------------------------------------------------------------------------------------------------


def then_without_when(report: Report, span: Span, verb: str) -> Fix:
    """Return the fix that writes a when above a then, of the kind that it judges."""
    if verb in ("returns", "raises", "ok"):
        return above(report, span, "Write a when above it", "when ", Blank("target"), "()")
    return above(report, span, "Write a when above it", "when $ ", Blank("program"))


def then_of_command(report: Report, line: Line, verb: str, value: Word) -> Iterator[Fix]:
    """Yield what a then of a call may mean below a command."""
    if verb == "ok":
        yield fix_here("Change to `then exit 0`", report.path, TextEdit(line.span, "then exit 0"))
    elif verb == "raises":
        edit = edit_to_fill_in(line.span, "then exit ", Blank("1"))
        yield fix_here("Change to `then exit 1`", report.path, edit)
    elif value.text:
        text = value.text if value.text.startswith('"') else json.dumps(value.text, ensure_ascii=False)
        edit = TextEdit(line.span, f"then stdout has {text}")
        yield fix_here(f"Change to `{edit.text}`", report.path, edit)
    yield report.commented(line.span)


def then_of_call(report: Report, line: Line, verb: str, *, is_open: bool) -> Iterator[Fix]:
    """Yield what a then of a command may mean below a call; `is_open` says that the call has no outcome yet."""
    if verb == "exit" and is_open:
        yield fix_here("Change to `then ok`", report.path, TextEdit(line.span, "then ok"))
    yield report.line_removal(line.span)


def file_check(report: Report, line: Line, rest: Line) -> Iterator[Fix]:
    """Yield the quotes that a path lacks, or a whole check to fill in."""
    word = rest.word()
    first = word.text.split(None, 1)[0] if word.text else ""
    if first and not first.startswith('"'):
        span = Span(word.span.start, word.span.start + len(first))
        yield report.replacement(Word(first, span), json.dumps(first, ensure_ascii=False))
    else:
        edit = edit_to_fill_in(line.span, "then file ", Blank('"file.txt"'), " has ", Blank('"text"'))
        yield fix_here("Write the whole check", report.path, edit)


def operator(report: Report, word: Word, value: Word) -> Iterator[Fix]:
    """Yield the operators that an unknown one may be, or that are missing before a text."""
    for name in ("has", "is") if value.text else ():
        start = Span(value.span.start, value.span.start)
        edit = TextEdit(word.span, name) if word.text else TextEdit(start, f"{name} ")
        yield fix_here(f"Write `{name}`", report.path, edit, preferred=False)
    if not value.text and not word.text:
        yield report.completion(word.span.end, "Say what it must have", " has ", Blank('"text"'))
