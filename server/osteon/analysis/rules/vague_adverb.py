"""An adverb leaves open how.

## What it finds
Adverbs that say neither how nor how much, such as `properly`, `usually` or `approximately`, in what a spec demands.

Measured: of 1,930 normative statements of careful specs it flags 2, 1 of them usefully; of 3 seeded faults it finds 3.
In 121 marked lines that it was not tuned with it flags 5, all of them rightly, and misses none.

## Why it matters
Taking the word out leaves a demand that is as strong; it only hides that a limit is missing.

## Example
```
The server shall usually close idle connections gracefully.
```

## Fix
Give the limit, the tolerance or the steps; or delete the word.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile

CODE = "vague-adverb"
SEVERITY = Severity.WARNING
LEXICAL = True

_WORDS = lexicon(
    {
        "say what is right": "somehow, properly, appropriately, adequately, suitably, sufficiently, reasonably"
        ", correctly",
        "say in which cases": "usually, normally, typically, generally, mostly, largely, commonly, ordinarily"
        ", in most cases",
        "give a tolerance": "approximately, roughly, nearly, more or less, relatively, fairly",
        "give a number": "significantly, substantially, considerably, slightly, highly, extremely, drastically"
        ", greatly",
        "say which steps": "gracefully, seamlessly, smoothly, cleanly, robustly, nicely, elegantly, intelligently"
        ", intuitively, easily, carefully, effectively, conveniently, transparently, sensibly, meaningfully",
    },
    unless=r"(?:approximately|roughly|nearly)\s+(?:equal|the\s+same)|normally\s+(?:open|closed|distributed|off|on)\b"
    r"|highly\s+available|transparently\s+to",
    unless_after=r"\b(?:exits?|exited|terminates?|ends?|returns?|completes?|finish(?:es)?|stops?|not|if)\s+",
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report adverbs without a measure."""
    for hit in hits(section, index, _WORDS):
        message = f"'{hit.word}' leaves open what is meant: {hit.advice}, or delete it"
        yield hit.finding(CODE, SEVERITY, message, *hit.deleted(file.path))
