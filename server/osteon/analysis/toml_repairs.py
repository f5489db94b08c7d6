"""What text that is not TOML was probably meant to be: small changes, each tried, after which it can be read."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from osteon.analysis.text import Blank, Span, TextEdit, apply_edits, edit_to_fill_in


class Repair(NamedTuple):
    """A change of a text: what to call it, and its edits."""

    title: str
    edits: tuple[TextEdit, ...]
    preferred: bool = True


_LONGEST = 2000
"""No longer text is tried: what is wrong with it is nothing small."""
_MOST = 2


def repairs(text: str) -> Iterator[Repair]:
    """Yield the first changes that make TOML of a statement that is none."""
    found: list[str] = []
    for repair in _candidates(text) if len(text) <= _LONGEST else ():
        after = apply_edits(text, repair.edits)
        if after not in found and _is_toml(after):
            found.append(after)
            yield repair
        if len(found) == _MOST:
            return


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _candidates(text: str) -> Iterator[Repair]:
    pair = _PAIR.match(text)
    if pair is not None and pair["between"]:
        yield from _values(pair)
    yield from _closings(text)
    yield from _everywhere(text)
    if pair is not None and pair["between"]:
        yield from _quoted(pair)


_PAIR = re.compile(
    r"\s*(?P<key>[\w.-]+|\"[^\"\n]*\"|'[^'\n]*')(?P<between>[ \t]*(?P<mark>[=:])?[ \t]*)(?P<value>[^\r\n#]*)"
)


def _values(pair: re.Match[str]) -> Iterator[Repair]:
    """Yield a pair with a value, with `=`, with a truth value in small letters."""
    value, between = pair["value"].rstrip(), _equals(pair)
    if not value and pair["mark"] == "=":
        end = Span(pair.end("mark"), pair.end("mark"))
        yield Repair("Write a value", (edit_to_fill_in(end, ' "', Blank("…"), '"'),))
    if between:
        yield Repair("Put `=` between key and value", between)
    if value.casefold() in ("true", "false"):
        yield Repair(f"Write `{value.lower()}`", (*between, TextEdit(_place(pair), value.lower())))


def _quoted(pair: re.Match[str]) -> Iterator[Repair]:
    """Yield a pair with its value in quotes, where that begins no string, array or table."""
    value = pair["value"].rstrip()
    if value[:1] not in ("", '"', "'", "[", "{"):
        quoted = TextEdit(_place(pair), json.dumps(value, ensure_ascii=False))
        yield Repair("Put the value in quotes", (*_equals(pair), quoted))


def _equals(pair: re.Match[str]) -> tuple[TextEdit, ...]:
    """Return the edit that puts `=` where it is not."""
    return () if pair["mark"] == "=" else (TextEdit(Span(*pair.span("between")), " = "),)


def _place(pair: re.Match[str]) -> Span:
    return Span(pair.start("value"), pair.start("value") + len(pair["value"].rstrip()))


_CLOSINGS = ('"', "'", "]", '"]', "']", "]]", "}", '"}', '"""', "'''")


def _closings(text: str) -> Iterator[Repair]:
    """Yield what may be missing at the end, or before a comment on the last line."""
    end = len(text.rstrip())
    comment = text.rfind(" #", text.rfind("\n", 0, end) + 1, end)
    for at in (end, *([len(text[:comment].rstrip())] if comment >= 0 else [])):
        for closing in _CLOSINGS:
            yield Repair(f"Close it with `{closing}`", (TextEdit(Span(at, at), closing),))


_NO_COMMA = re.compile(r"(?<=[\"'\]}\w])(?=\s+[\"'\[{])")
_NO_LINE = re.compile(r"(?<=[\"'\]}\w])[ \t]+(?=[\w-]+[ \t]*=)")
_NO_ESCAPE = re.compile(r"(?<!\\)\\(?![btnfr\"\\uU])")


def _everywhere(text: str) -> Iterator[Repair]:
    """Yield what may be missing in several places: commas, line ends, backslashes before backslashes."""
    for title, pattern, missing in (
        ("Put a comma between the items", _NO_COMMA, ","),
        ("Put each pair on its own line", _NO_LINE, "\n"),
        ("Double the backslashes", _NO_ESCAPE, "\\\\"),
    ):
        edits = tuple(TextEdit(Span(*match.span()), missing) for match in pattern.finditer(text))
        if edits:
            yield Repair(title, edits)
