"""Where a text in TOML is inside a string of many lines, told without reading the rest of it."""

from __future__ import annotations

import re
from typing import Literal

String = Literal["", '"""', "'''", "?"]
"""The quotes of the string of many lines that a place is in; empty outside of any, `?` where no TOML reads so."""

_NEXT = re.compile(
    r"""(?P<many>\"{3}|'{3})
      | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+" | '[^'\n]*+'    # strings of one line
      | \#[^\n]*+                                       # a comment
      | (?P<lost>["'])""",
    re.VERBOSE,
)
_ENDS = {
    '"""': re.compile(r'[^"\\]*+(?:(?:\\[\s\S]|"(?!""))[^"\\]*+)*+"{3,5}'),
    "'''": re.compile(r"[^']*+(?:'(?!'')[^']*+)*+'{3,5}"),
}
_BEHIND = re.compile(r"[ \t]*+(?:[\r\n,\]}\#]|\Z)")
"""What may follow a string of many lines."""


def string_at_end(text: str, string: String = "") -> String:
    """Return the string that a text ends in, which begins in `string`."""
    string, at = (string, 0) if string else _opened(text, 0)
    while string in _ENDS:
        if (end := _ENDS[string].match(text, at)) is None:
            return string
        if not _BEHIND.match(text, end.end()):
            return "?"
        string, at = _opened(text, end.end())
    return string


def _opened(text: str, at: int) -> tuple[String, int]:
    """Return the quotes of the next string of many lines from `at` on, and where its text begins."""
    for match in _NEXT.finditer(text, at):
        if match["lost"]:
            return "?", len(text)
        if match["many"]:
            return ('"""' if match["many"][0] == '"' else "'''"), match.end()
    return "", len(text)
