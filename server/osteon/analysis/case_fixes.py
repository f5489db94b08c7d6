"""Fixes of case files that join, merge and complete groups, scenarios and what they cover."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from lark import Token

from osteon.analysis.case_lines import CASE_NAME, Line, Report, read_line
from osteon.analysis.case_model import Group, Stanza
from osteon.analysis.case_values import read_json
from osteon.analysis.findings import Fix, fix_here
from osteon.analysis.text import LINE_END, Blank, Span, TextEdit, edit_to_fill_in, whole_lines
from osteon.analysis.values import Word


def strays(report: Report, tokens: Sequence[Token], above: Stanza | None, *, alone: bool) -> Iterator[Fix]:
    """Yield what can be done about lines of one kind that are in no group and no scenario.

    `above` is the group or scenario that ends above them, with only blank lines and comments between; `alone` says
    that nothing else belongs to them.
    """
    sizes = {len(read_line(token).cells()) for token in tokens} if tokens[0].type == "ROW" else {0}
    size = sizes.pop() if len(sizes) == 1 else 0
    if above is not None and _belongs(tokens[0], size, above):
        start = tokens[0].start_pos or 0
        comments = [line for line in LINE_END.split(report.text[above.span.end : start]) if line.strip()]
        edit = TextEdit(Span(above.span.end, start), "".join(f"\n{line}" for line in comments) + "\n")
        yield fix_here("Join it with what is above", report.path, edit)
    if size > 1 and alone and all(map(_is_case, tokens)):
        yield _signature(report, tokens[0], size - 2)
    yield report.commented(*(read_line(token).span for token in tokens))


def _belongs(token: Token, size: int, above: Stanza) -> bool:
    if isinstance(above, Group):
        return size == len(above.columns) + 2
    return token.type in ("GIVEN", "WHEN", "THEN", "OUTPUT")


def _is_case(row: Token) -> bool:
    """Tell whether a row can be read as a case by itself."""
    name, *inputs, last = (cell.text for cell in read_line(row).cells())
    values = inputs if last.startswith("!") or last == "Ok" else (*inputs, last)
    return bool(CASE_NAME.fullmatch(name)) and not any(read_json(value).problem for value in values)


def _signature(report: Report, row: Token, parameters: int) -> Fix:
    """Return the fix that begins a group above a row."""
    start = row.start_pos or 0
    names = [part for number in range(1, parameters + 1) for part in (", ", Blank(f"x{number}"))][1:]
    edit = edit_to_fill_in(Span(start, start), Blank("name"), "(", *names, ")\n")
    return fix_here("Write a signature above it", report.path, edit, preferred=False)


class Written(NamedTuple):
    """A group with the names of all its rows, also of those that cannot be read, and the lines of its `@covers`."""

    group: Group
    names: tuple[Word, ...]
    covers: tuple[Span, ...]


def doubled(report: Report, first: Written, second: Written, keys: Collection[str]) -> Iterator[Fix]:
    """Yield what can be done about a group that is there already: put its rows into the first, or rename it.

    `keys` are those of the groups above it.
    """
    group = second.group
    if _shape(first.group) == _shape(group):
        yield fix_here("Put its rows into the first one", report.path, *_merged(report.text, first, second))
    names = (f"{group.name.text}_{number}" for number in count(2))
    free = next(name for name in names if f"{name.lower()}/{len(group.columns)}" not in keys)
    edit = edit_to_fill_in(group.name.span, Blank(free))
    yield fix_here(f"Rename to `{free}`", report.path, edit, preferred=False)


def _shape(group: Group) -> tuple[object, ...]:
    """Return what two groups must share for a row of one to mean the same in the other."""
    parameters = tuple((one.decimal, one.opaque and one.name.text) for one in group.parameters)
    return parameters, frozenset((mode.name.text, mode.argument) for mode in group.modes)


_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")


def _merged(text: str, first: Written, second: Written) -> Iterator[TextEdit]:
    rows, end = _rows(text, first, second), first.group.span.end
    if rows.strip():
        yield TextEdit(Span(end, end), f"\n{rows}")
    covered = {word.text.casefold() for word in first.group.covers}
    new = [text[slice(*word.span)] for word in second.group.covers if word.text.casefold() not in covered]
    if new:
        start = whole_lines(text, first.group.signature).start
        yield TextEdit(Span(start, start), f"@covers {', '.join(new)}\n")
    yield from (TextEdit(whole_lines(text, span), "") for span in second.covers)
    lines = whole_lines(text, second.group.span)
    blank = _BLANK_LINES.match(text, lines.end)
    yield TextEdit(Span(lines.start, blank.end() if blank else lines.end), "")


def _rows(text: str, first: Written, second: Written) -> str:
    """Return the rows of the second group, those renamed whose names the first one has."""
    taken = {name.text for name in first.names}
    at, parts = whole_lines(text, second.group.signature).end, list[str]()
    for word in second.names:
        name = word.text
        if name in taken:
            numbered = (f"{word.text}-{number}" for number in count(2))
            name = next(free for free in numbered if free not in taken)
        taken.add(name)
        parts += (text[at : word.span.start], name)
        at = word.span.end
    return "".join((*parts, text[at : second.group.span.end]))


_ANCHOR = re.compile(r"[\w-]+")
_WORD = re.compile(r'"[^"]*"|\S+')
_REMARK = re.compile(r"(?:\A|\s)#(?:\s|\Z)")


def parted(report: Report, line: Line, target: re.Match[str]) -> Iterator[Fix]:
    """Yield what words behind a target of `@covers` may be: others, a part of it, or nothing."""
    start, rest = target.start("rest"), target["rest"].removesuffix(",")
    remark = _REMARK.search(rest)
    words = list(_WORD.finditer(rest, 0, remark.start() if remark else len(rest)))
    if not words:
        return
    end = max(target.end("quoted"), target.end("anchor"))
    ends = (end, *(start + word.end() for word in words[:-1]))
    commas = (TextEdit(Span(at, at).shifted(line.start), ",") for at in ends)
    yield fix_here("Put a comma between them", report.path, *commas)
    before, last = target["anchor"] or "", start + words[-1].end()
    parts = (before, *(word[0] for word in words))
    if all(map(_ANCHOR.fullmatch, parts)):
        edit = TextEdit(Span(end - len(before), last).shifted(line.start), "-".join(parts))
        yield fix_here(f"Join them: `{edit.text}`", report.path, edit, preferred=False)
    removed = " ".join(word[0] for word in words)
    yield report.removal(Span(end, last).shifted(line.start), f"Remove `{removed}`")


def untargeted(report: Report, line: Line, target: re.Match[str], word: Word) -> Iterator[Fix]:
    """Yield what to do about a target of `@covers` that is none: the anchor that it may be, or to leave it out."""
    anchor = re.sub(r"[^\w-]+", "-", word.text).strip("-")
    if anchor and target["quoted"] is None:
        yield report.replacement(word, anchor)
    others = (line.text[: target.start()] + line.text[target.end() :]).strip(" \t,")
    if others:
        yield report.removal(Span(*target.span()).shifted(line.start), "Remove it")
    else:
        yield report.line_removal(line.span, "Remove the `@covers`")
