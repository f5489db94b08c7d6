"""The front matter cannot be read.

## What it finds
A file that begins with `---` but has no closing `---` line, front matter that is not valid YAML, and front matter that
is not a list of `name: value` lines.

## Why it matters
Nothing in it counts: the file has no id, no status and no dependencies.

## Example
```
---
id: [DISPLAY
---
```

## Fix
Close the block with a line of three hyphens, or correct the line that the message names. The quick fix is a small
change after which it can be read: a closing bracket or quote, a colon, quotes around a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.front_matter import read
from osteon.analysis.rules.tag_names import HEADER_TAGS
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import LINE_END, Lines, Span, TextEdit, apply_edits

CODE = "front-matter-syntax"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report what the YAML reader could not read, and a block that never ends."""
    if file.outline is None:
        return
    block = file.outline.header.span
    for problem in file.outline.header.problems:
        repair = _repair(file.text[slice(*block)], problem.span.start - block.start)
        edits = (edit.shifted(block.start) for edit in repair[1]) if repair else ()
        fixes = (fix_here(repair[0], file.path, *edits),) if repair else ()
        yield Finding(CODE, SEVERITY, problem.span, problem.text, fixes=fixes)
    head = file.outline.document.pieces[0].text if file.outline.document.pieces else ""
    start = len(head) - len(head.lstrip("\ufeff"))
    first_line = LINE_END.split(head[start:], maxsplit=1)[0].rstrip()
    if first_line == "---" and file.outline.header.dialect not in ("yaml", "both"):
        message = "The front matter never ends: close it with a line `---`"
        yield Finding(CODE, SEVERITY, Span(start, start + 3), message, fixes=_close(file))


_LONGEST = 2000
"""No longer front matter is tried to be put right."""
_LINE = re.compile(r"[ \t]*(?P<key>[\w-]+)(?P<colon>[ \t]*:)?[ \t]*(?P<value>[^\r\n]*)")
_NAME = re.compile(r"^[\w-]+[ \t]*:", re.MULTILINE)


@lru_cache(maxsize=16)  # a file that is typed in keeps its front matter
def _repair(block: str, problem: int) -> tuple[str, tuple[TextEdit, ...]] | None:
    """Return the first small change of a line after which all can be read, with what to call it; None where none is.

    Tried are the line of the problem, the one above, and the first with an odd number of quotation marks.
    """
    lines = Lines(block)
    if len(block) > _LONGEST:
        return None
    at = lines.position(problem).line
    odd = (line for line in range(1, len(lines)) if any(lines.line(line).count(mark) % 2 for mark in "\"'"))
    for line in dict.fromkeys((at, at - 1, next(odd, at))):
        for title, edits in _candidates(lines.line(line)) if 0 < line < len(lines) else ():
            placed = tuple(edit.shifted(lines.start(line)) for edit in edits)
            after = apply_edits(block, placed)
            entries, problems = read(after)
            if not problems and len(entries) >= len(_NAME.findall(after)):
                return title, placed
    return None


_OF_ONE = frozenset({"id", "spec", "status", "priority"})
"""The names whose value is no list."""
_NAMES = frozenset(name for names in HEADER_TAGS.values() for name in names)


def _candidates(line: str) -> Iterator[tuple[str, tuple[TextEdit, ...]]]:
    """Yield what a line may be meant to be: closed, with a colon, with spaces for tabs, with its value in quotes."""
    match = _LINE.match(line)
    name, value = (match["key"], match["value"].rstrip()) if match else ("", "")
    if match and name in _OF_ONE and value[:1] in ("[", "{"):
        yield f"Take the `{value[0]}` away", (TextEdit(Span(match.start("value"), match.start("value") + 1), ""),)
    yield from _closed(line)
    indent = len(line) - len(line.lstrip())
    if line[:indent].strip(" "):
        yield "Indent it with spaces", (TextEdit(Span(0, indent), "  "),)
    if match is None or not value:
        return
    colon = () if match["colon"] else (TextEdit(Span(match.end("key"), match.end("key")), ":"),)
    if colon and name in _NAMES:
        yield "Put a colon behind the name", colon
    if value[0] in "[{":
        yield from _cleaned(value, match.start("value"))
    elif not colon:
        place = Span(match.start("value"), match.start("value") + len(value))
        yield "Put the value in quotes", (TextEdit(place, json.dumps(value, ensure_ascii=False)),)


_NO_ITEM = re.compile(r"(?<=[\[{])\s*,\s*|,\s*(?=[,\]}])")


def _cleaned(value: str, start: int) -> Iterator[tuple[str, tuple[TextEdit, ...]]]:
    """Yield a list without the commas that part nothing, and without a lone quotation mark."""
    commas = tuple(TextEdit(Span(*match.span()).shifted(start), "") for match in _NO_ITEM.finditer(value))
    if commas:
        yield "Take the commas away that part nothing", commas
    for mark in "\"'":
        if value.count(mark) == 1:
            at = start + value.index(mark)
            yield f"Take the `{mark}` away", (TextEdit(Span(at, at + 1), ""),)


def _closed(line: str) -> Iterator[tuple[str, tuple[TextEdit, ...]]]:
    end = len(line.rstrip())
    for closing in ("]", "}", '"', "'", '"]', "']"):
        is_open = closing in "]}" or line.count(closing[0]) % 2
        if is_open and not line.rstrip().endswith("]"):
            yield f"Close it with `{closing}`", (TextEdit(Span(end, end), closing),)


_ENTRY = re.compile(r"[A-Za-z][\w-]*:|[ \t]+\S|- ")


def _close(file: SourceFile) -> tuple[Fix, ...]:
    """Offer the closing line behind the last line that looks like an entry; none where none does."""
    lines = Lines(file.text)
    last = 0
    while last + 1 < len(lines) and _ENTRY.match(lines.line(last + 1)):
        last += 1
    at = lines.start(last + 1)
    lead = "" if file.text[:at].endswith(("\n", "\r")) else "\n"
    return (fix_here("Close it with `---`", file.path, TextEdit(Span(at, at), f"{lead}---\n")),) if last else ()
