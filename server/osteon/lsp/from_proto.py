"""From the protocol's values to Osteon's: positions in the client's encoding to character offsets, uris to paths."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types

from osteon.analysis.text import Lines, Position, Span

UNTITLED = "untitled"
NOWHERE = Path(os.path.abspath(os.sep), "\0")
"""A folder that no disk has: the never saved are kept there."""
WINDOWS_DRIVE = re.compile(r"/[A-Za-z]:")


def offset(position: types.Position, lines: Lines, encoding: str) -> int:
    """Return the character offset of a client's position, clamped into its line and into the text."""
    line = lines.line(position.line)
    return lines.offset(Position(position.line, column(line, position.character, encoding)))


def span(found: types.Range, lines: Lines, encoding: str) -> Span:
    """Return the character range of a client's range; ends in the wrong order are swapped."""
    start, end = offset(found.start, lines, encoding), offset(found.end, lines, encoding)
    return Span(min(start, end), max(start, end))


def column(line: str, units: int, encoding: str) -> int:
    """Return how many characters of `line` the client's code units cover.

    A position inside a character belongs to that character's start.
    """
    if encoding == types.PositionEncodingKind.Utf32 or line.isascii():
        return min(units, len(line))
    if encoding == types.PositionEncodingKind.Utf8:
        return _utf8_column(line.encode("utf-8", "surrogatepass"), units)
    return _utf16_column(line, units)


def _utf8_column(line: bytes, units: int) -> int:
    units = min(units, len(line))
    while units < len(line) and line[units] & 0xC0 == 0x80:
        units -= 1
    return len(line[:units].decode("utf-8", "surrogatepass"))


def _utf16_column(line: str, units: int) -> int:
    if max(line[:units], default="") <= "\uffff":
        return min(units, len(line))
    for at, character in enumerate(line):
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            return at
    return len(line)


def path(uri: str) -> Path | None:
    """Return the absolute path of a uri, without following links; None where it names no file.

    Beside `file:` that is `untitled:` where the client knows already what the file will be called.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    decoded = unquote(parts.path)
    if parts.scheme not in ("file", UNTITLED) or not decoded.startswith("/") or "\0" in decoded:
        return None
    if os.name == "nt":
        decoded = f"//{parts.netloc}{decoded}" if parts.netloc else decoded.removeprefix("/")
    elif WINDOWS_DRIVE.match(decoded) and not os.path.exists(decoded):
        return None
    return Path(os.path.normpath(decoded))


def untitled_path(uri: str, language: str) -> Path | None:
    """Return where an `untitled:` document without a path is kept, alone in a folder; None for every other scheme.

    A name without an ending gets that of a spec where the document's language is Osteon's.
    """
    scheme, _, written = uri.partition(":")
    name = unquote(written).rpartition("/")[2]
    ending = ".smd" if language == "osteon" and "." not in name else ""
    return NOWHERE / quote(uri, safe="") / f"{name}{ending}" if scheme == UNTITLED and name else None
