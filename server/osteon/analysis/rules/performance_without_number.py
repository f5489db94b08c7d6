"""A speed has no number.

## What it finds
`fast`, `quickly`, `in real time`, `high performance`, `scalable` and the like in a statement without any number. One
in a condition, of what is explained in passing ("on a computer, which has 4 cores"), or of the load before the word
("a file of 340 invoices is ready quickly") is none of the speed.

Measured: of 2,346 normative statements of careful specs it flags 2, none of them usefully; of 6 seeded faults it finds
6. In 121 marked lines that it was not tuned with it flags 2, all of them rightly, and misses 3 of 5.

## Why it matters
Fast is whatever was built. A number with a unit, and the load at which it holds, can be measured.

## Example
```
The search shall respond quickly.
```

## Fix
Give the limit and the load: `The search shall respond within 200 ms with 10,000 notes.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import Hit, hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "performance-without-number"
SEVERITY = Severity.WARNING
LEXICAL = True

_TIME = "say 'within <number> ms'"
_LOAD = "say at which load, and the limit"
_WORDS = lexicon(
    {
        _TIME: "quickly, rapidly, swiftly, fast, faster, as fast as possible, as quickly as possible, responsive, quick"
        ", rapid, speedy, in real time, in real-time, in near real time, near real-time, low latency, minimal latency"
        ", minimal delay, low delay, snappy, without noticeable delay, without delay, without undue delay, in good time"
        ", without perceptible delay, in reasonable time, in a reasonable time, in acceptable time"
        ", in an acceptable time",
        _LOAD: "efficient, efficiently, performant, scalable, high performance, high-performance, high throughput"
        ", good performance, acceptable performance, high load, heavy load, large volumes, high traffic, scale well"
        ", scales well, low memory, minimal memory, resource-efficient",
    },
    unless=r"fast(?:er)?[\s-]+(?:forward|path|lane|charg\w+|mode|track)|faster\s+than|quick\s+(?:fix|start)"
    r"|as\s+fast\s+as\s+(?!possible)|\w+\s+enough\s+(?:that|to)\b",
    unless_after=r"\b(?:too|how|not|if|when|so|that)\s+",
)
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|ten|half)\s+(?:\w+\s+)?(?:seconds?|minutes?|frames?|percent)\b")
_ASIDE = re.compile(
    r"\A\W{0,3}(?:if|when(?:ever)?|while|once|where|after)\b[^,;:]*,|\b(?:which|who|whose|that\s(?:is|are|has|have))\b[^,;:]*",
    re.IGNORECASE,
)
"""A condition, or what says more of a thing that is named: "on a computer, which has four cores"."""
_LOADED = re.compile(r"\b(?:of|for|with) (?:up to |at most )?\d[\d,.]* (?:[a-z]+ )?[a-z]+s\b")
"""What a speed is asked for: "the list of 340 boxes"."""


def _is_measured(hit: Hit) -> bool:
    """Tell whether a statement has a number beyond its condition and what it explains in passing."""
    text = hit.statement.masked
    if _NUMBER.search(text) is None:
        return False
    text = f"{_LOADED.sub('', text[: hit.at.start])}{text[hit.at.start :]}"
    return _NUMBER.search(_ASIDE.sub("", text)) is not None


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report words of speed and load in statements without a number."""
    for hit in hits(section, index, _WORDS):
        if _is_measured(hit):
            continue
        adverb = hit.word.casefold().endswith("ly") or hit.word.casefold().startswith(("as ", "without ", "in "))
        timed = hit.replaced(file.path, "Give the time", "within ", Blank("<number>"), " ms")
        numbered = hit.replaced(file.path, "Give a number", Blank("<number and unit>"))
        fix = timed if adverb and hit.advice == _TIME else numbered
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' without a number: {hit.advice}", fix)
