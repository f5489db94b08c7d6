"""A demand holds its own reason.

## What it finds
`in order to`, `so that`, `because`, `to ensure that`, `for the purpose of` in what a spec demands.

## Why it matters
A reason reads like a second demand, and is tested by nobody.

## Example
```
The server shall compress replies in order to save bandwidth.
```

## Fix
Move the reason to a field of its own, `**Rationale:** to save bandwidth`, or delete it; the quick fixes do either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.sections import below, is_open
from osteon.analysis.rules.wording import Hit, hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "purpose-phrase"
SEVERITY = Severity.HINT
ENABLED = False
LEXICAL = True

_WORDS = lexicon(
    {
        "move the reason to '**Rationale:**'": "in order to, so that, so as to, because, to ensure that"
        ", to make sure that, for the purpose of, for this reason, to allow, to enable, with the goal of"
        ", in an effort to, such that"
    }
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report reasons inside demands."""
    for hit in hits(section, index, _WORDS):
        if hit.statement.modality != "none":
            message = f"'{hit.word}' begins a reason: {hit.advice}"
            yield hit.finding(CODE, SEVERITY, message, *_fixes(hit, section, file.path))


_NEXT_DEMAND = re.compile(
    r"\s*;|,\s+(?!who|which|that)(?:(?:and|but|or|then)\s+)?(?:\S+\s+){0,4}?(?:shall|must|should)\b", re.IGNORECASE
)
"""What ends a reason before its sentence does."""
_LONGEST = 400
"""A reason is no longer than this."""
_COMMA = re.compile(r",\s+(?P<next>\S)")


def _fixes(hit: Hit, section: Section, path: str) -> Iterator[Fix]:
    """Offer to move the reason to a field of its own, and to delete it."""
    text, cut = hit.statement.text, _cut(hit)
    if cut is None:
        return
    edit, end = cut
    if end - hit.at.start > _LONGEST:
        return
    words = " ".join(text[hit.at.start : end].removeprefix("in order ").removeprefix("In order ").split())
    if not is_open(section):
        usual = hit.word.casefold() != "such that"  # which rather says what must come of it
        title = "Move the reason to **Rationale:**"
        yield fix_here(title, path, edit, _rationale(section, f"{words}."), preferred=usual)
    yield fix_here("Delete the reason", path, edit, preferred=False)


def _cut(hit: Hit) -> tuple[TextEdit, int] | None:
    """Return the edit that takes the reason out of its sentence, and where the reason ends in it."""
    text, masked = hit.statement.text, hit.statement.masked
    if hit.is_first:
        comma = _COMMA.search(masked, hit.at.end, hit.at.end + _LONGEST)
        if comma is None:
            return None
        at = comma.start("next")
        return TextEdit(hit.placed(hit.at.start, at + 1), text[at].upper()), comma.start()
    following = _NEXT_DEMAND.search(masked, hit.at.end, hit.at.end + _LONGEST)
    end = following.start() if following else _sentence_end(text)
    return TextEdit(hit.placed(hit.end_before, end), ""), end


def _sentence_end(text: str) -> int:
    """Return where a sentence ends without its stop."""
    end = len(text)
    while end and text[end - 1] in " .!":
        end -= 1
    return end


def _rationale(section: Section, reason: str) -> TextEdit:
    """Return the edit that adds a sentence to the field for reasons, or begins it."""
    field = section.field("rationale")
    if field is None:
        return below(section, f"**Rationale:** {reason}")
    end = section.at(field.span).end
    return TextEdit(Span(end, end), f"\n- {reason}" if field.items else f" {reason[0].upper()}{reason[1:]}")
