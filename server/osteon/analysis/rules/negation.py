"""A demand says what shall not happen.

## What it finds
`shall not`, `must not`, `may not` in what a spec demands.

## Why it matters
A prohibition is tested by everything that could happen; what shall happen instead is not said. `may not` even has two
readings: it is forbidden, or it is possible that not.

## Example
```
The form shall not accept an empty name.
```

## Fix
Say what happens: `The form shall refuse an empty name with the message "name missing".` The quick fix writes the
opposite where there is one ("shall be at most" for "shall not exceed"), else a blank for what happens; for `may not` it
offers both readings, `shall not` and `need not`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import Hit, hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, TextEdit

CODE = "negation"
SEVERITY = Severity.HINT
ENABLED = False

_SHALL_NOT = "say what happens instead"
_WORDS = lexicon(
    {
        _SHALL_NOT: "shall not, must not, shall never, must never, should not, should never, mustn't",
        "write 'shall not', or 'need not'": "may not",
    }
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report demands that only forbid."""
    for hit in hits(section, index, _WORDS):
        fixes = _positive(hit, file.path) if hit.advice == _SHALL_NOT else _readings(hit, file.path)
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' only forbids: {hit.advice}", *fixes)


_SIZES = {
    "greater": "at most",
    "more": "at most",
    "higher": "at most as high as",
    "larger": "at most as large as",
    "longer": "at most as long as",
    "less": "at least",
    "fewer": "at least",
    "lower": "at least as high as",
    "smaller": "at least as large as",
    "shorter": "at least as long as",
}
_KEPT = ("alter", "change", "delete", "forget", "lose", "modify", "overwrite", "remove")
_OPPOSITES = {
    "accept": "refuse",
    "exceed": "be at most",
    "refuse": "accept",
    "reject": "accept",
    **{f"be {more} than": f"be {at_most}" for more, at_most in _SIZES.items()},
    **dict.fromkeys(_KEPT, "keep"),
}
"""What happens where something does not: only pairs of which one is always the other's absence."""
_NEXT_WORDS = re.compile(r"\s+(?P<words>be\s+\w+\s+than|\w+)(?!\s*(?:,|or\b|and\b))\b")


_OBJECT = re.compile(r"\s+(?:(?:the|an?|any|its|their|this|that|these|those|other|what)\b|\ufffc)")


def _positive(hit: Hit, path: str) -> Iterator[Fix]:
    """Offer the opposite where there is one, else a blank for what happens, with the prohibition behind it."""
    modal = "must" if hit.word.casefold().startswith("must") else hit.word.split()[0]
    following = _NEXT_WORDS.match(hit.statement.masked, hit.at.end)
    verb = " ".join(following["words"].casefold().split()) if following else ""
    opposite = _OPPOSITES.get(verb)
    is_meant = following and (verb not in _KEPT or _OBJECT.match(hit.statement.masked, following.end("words")))
    if following and opposite and is_meant:
        span = hit.placed(hit.at.start, following.end("words"))
        yield fix_here(f"Write '{modal} {opposite}'", path, TextEdit(span, f"{modal} {opposite}"))
        return
    yield hit.replaced(path, "Say what happens instead", f"{modal} ", Blank("<what happens>"), ", not")


def _readings(hit: Hit, path: str) -> Iterator[Fix]:
    """Offer both readings of 'may not'."""
    for words in ("shall not", "need not"):
        meaning = "it is forbidden" if words == "shall not" else "it is allowed not to"
        yield fix_here(f"Write '{words}': {meaning}", path, TextEdit(hit.span, words), preferred=False)
