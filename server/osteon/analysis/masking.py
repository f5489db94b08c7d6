"""Covers what is not prose: code, links, quotes, comments and attributes become a filler of the same length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.text import Span

FILLER = "\ufffc"
"""Stands for each covered character: no letter, no digit, no space, no punctuation."""


def masked(text: str) -> str:
    """Return `text` with everything that is not prose covered by `FILLER`; line ends stay, and so does the length.

    Covered are code spans, fences, links, quotations in quotation marks and quoted lines, HTML tags and comments,
    addresses, and groups in braces. Emphasis marks become spaces. Takes time linear in the length of the text.
    """
    if not _ANYTHING.search(text):
        return text
    text = _without_code(text)
    if _BEGINNING.search(text):
        text = _COVERED.sub(_covered, text)
    return _EMPHASIS.sub(_blank, text) if "*" in text or "_" in text else text


_ANYTHING = re.compile(r"[`~\"“„«'‘<>\[{*_/]")
"""Text without any of these has nothing to cover."""
_BEGINNING = re.compile(r"[\"“„«'‘<>\[{]|://|www\.")
"""Text without any of these has nothing to cover but code."""

_COVERED = re.compile(
    r"""
      <!--(?:(?!-->)[\s\S])*+(?:-->|\Z)                                     # a comment, also one that never ends
    | ^[ ]{0,3}>[^\r\n]*                                                    # a quoted line
    | \b(?:https?|ftp|file)://[^\s<>]*[^\s<>.,;:!?)\]]
    | \bwww\.[^\s<>]*[^\s<>.,;:!?)\]]
    | !?\[[^\[\]]*+\](?:\([^()\r\n]*+(?:\([^()\r\n]*+\)[^()\r\n]*+)*+\)|\[[^\[\]]*+\])  # [text](target), [text][name]
    | "[^"“”]*+" | “[^“”"]*+” | „[^„“”"]*+[“”] | «[^«»]*+»
    | (?<!\w)'(?=[^\s'])[^'\r\n]{0,80}[^\s'\r\n]?'(?!\w) | ‘[^‘’\r\n]{0,80}’(?!\w)
    | </?[A-Za-z][^<>]*+>
    | \{[^{}\r\n]*+\}
    """,
    re.VERBOSE | re.MULTILINE,
)
_EMPHASIS = re.compile(r"\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)")
_NO_LINE_END = re.compile(r"[^\r\n]")
_MARKS = re.compile(
    r"(?P<fence>^[ \t]*(?:`{3,}(?=[^`\r\n]*$)|~{3,}))|(?P<ticks>`+)|(?P<blank>^[ \t]*\r?$)", re.MULTILINE
)


def _covered(match: re.Match[str]) -> str:
    return _NO_LINE_END.sub(FILLER, match[0])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _without_code(text: str) -> str:
    """Return `text` with fences and code spans covered."""
    parts: list[str] = []
    at = 0
    for span in code_spans(text) if "`" in text or "~~~" in text else ():
        parts += (text[at : span.start], _NO_LINE_END.sub(FILLER, text[span.start : span.end]))
        at = span.end
    return "".join((*parts, text[at:]))


def code_spans(text: str) -> Iterator[Span]:
    """Return where fences and code spans stand, in order."""
    marks = list(_MARKS.finditer(text))
    closing = _closing(marks)
    at = 0
    for number, mark in enumerate(marks):
        if mark.start() < at or mark["blank"] is not None:
            continue
        end = closing[number]
        if end is not None or mark["fence"]:
            at = marks[end].end() if end is not None else len(text)
            yield Span(mark.start(), at)


def _closing(marks: list[re.Match[str]]) -> list[int | None]:
    """Return for each mark the next one that closes it: of the same length; code spans end with their paragraph."""
    closing: list[int | None] = [None] * len(marks)
    fences: dict[str, int] = {}
    ticks: dict[int, int] = {}
    for number in range(len(marks) - 1, -1, -1):
        mark = marks[number]
        if mark["blank"] is not None:
            ticks.clear()
        elif mark["fence"]:
            written = mark["fence"].strip()
            closing[number] = fences.get(written)
            fences[written] = number
        else:
            closing[number] = ticks.get(len(mark[0]))
            ticks[len(mark[0])] = number
    return closing
