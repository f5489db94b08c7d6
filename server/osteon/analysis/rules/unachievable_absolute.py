"""A demand that nothing can meet.

## What it finds
`100 % available`, `never fail`, `under all circumstances`, `zero downtime`, `guarantee`, `perfect`, `bug-free`.

## Why it matters
No test can show it, and so nothing is tested.

## Example
```
The service shall be available under all circumstances.
```

## Fix
Give a limit and the circumstances: `99.5 % of each month, planned maintenance excepted`. The quick fix puts a blank in
the place of the absolute, or deletes it where the demand stands without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import Hit, hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "unachievable-absolute"
SEVERITY = Severity.WARNING
ENABLED = False
LEXICAL = True

_LIMIT, _CIRCUMSTANCES, _CHECK = "give a limit", "say under which", "say what is checked"
_WORDS = lexicon(
    {
        _LIMIT: "zero downtime, no downtime, 100 % available, 100% available, 100 % availability, perfect"
        ", 100% availability, 100% uptime, 100 % uptime, always available, infinite, unlimited, perfectly"
        ", bug-free, error-free, fail-safe, foolproof, flawless, flawlessly, completely secure, totally secure",
        _CIRCUMSTANCES: "under all circumstances, under any circumstances, in all circumstances, in every situation"
        ", at all times, in all cases, all possible, any possible, every possible, all conceivable",
        _CHECK: "never fail, never fails, never crash, never crashes, guarantee, guarantees, guaranteed, absolutely",
    },
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report absolutes."""
    for hit in hits(section, index, _WORDS):
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' cannot be shown: {hit.advice}", *_fixes(hit, file.path))


_SHARE = re.compile(r"(?:100 ?%|always) (?P<what>\w+)")
_KINDS = re.compile(r"(?P<all>all|any|every) (?:possible|conceivable)")


def _fixes(hit: Hit, path: str) -> Iterator[Fix]:
    """Offer words with a blank for what can be shown, and to delete what the sentence can do without."""
    word = hit.word.casefold()
    if word != "absolutely":
        yield hit.replaced(path, f"{hit.advice[0].upper()}{hit.advice[1:]}", *_instead(word, hit.advice))
    if word.endswith("ly") or (hit.advice == _CIRCUMSTANCES and not _KINDS.fullmatch(word)):
        yield from hit.deleted(path)


def _instead(word: str, advice: str) -> tuple[str, ...]:
    share, kinds = _SHARE.fullmatch(word), _KINDS.fullmatch(word)
    if share and share["what"] == "available":
        return ("available ", Blank("<number>"), " % of each month")
    if share:
        return (Blank("<number>"), f" % {share['what']} in each month")
    if kinds:
        return (f"{kinds['all']} ", Blank("<which>"))
    if word.endswith("downtime"):
        return ("at most ", Blank("<number>"), " min of downtime in each month")
    return ("when ", Blank("<condition>")) if advice == _CIRCUMSTANCES else (Blank(f"<{_BLANKS[advice]}>"),)


_BLANKS = {_LIMIT: "limit", _CHECK: "what it does, as a test can see it"}
