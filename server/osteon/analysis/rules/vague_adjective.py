"""A quality has no measure.

## What it finds
Adjectives that nobody can test, such as `appropriate`, `user-friendly` or `robust`, in what a spec demands. Terms of
a glossary and of the project's vocabulary are right, and so is what a demand is good for: `…, which makes it easy to
read`.

Measured: of 1,930 normative statements of careful specs it flags 1, none of them usefully; of 6 seeded faults it finds
6. In 121 marked lines that it was not tuned with it flags 6, all of them rightly, and misses 6 of 12.

## Why it matters
What is appropriate is decided by whoever writes the code, each time anew.

## Example
```
The dialog shall offer a suitable default.
```

## Fix
Say what makes it so, in a way that a test can decide: `The dialog shall offer the folder of the last export.`
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import hits, lexicon
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank

CODE = "vague-adjective"
SEVERITY = Severity.WARNING
LEXICAL = True

_WORDS = lexicon(
    {
        "say which": "appropriate, suitable, proper",
        "say how much is enough": "adequate, sufficient, acceptable, reasonable, tolerable, satisfactory",
        "say what a user does, in how many steps": "user-friendly, user friendly, userfriendly, easy to, easy-to-use"
        ", intuitive, convenient, comfortable, simple to use, self-explanatory, ergonomic",
        "say against what it must hold": "high availability, robust, reliable, resilient, fault-tolerant",
        "say what must be possible to change": "flexible, extensible, adaptable, maintainable, future-proof, versatile",
        "say what is to be seen": "nice, attractive, pleasant, beautiful, clean-looking, modern, elegant, seamless"
        ", smooth, good-looking, visually appealing, professional",
        "say what is measured, and its limit": "optimal, optimum, state-of-the-art, best-in-class, world-class"
        ", high-quality, high quality, good quality, good usability, good experience, sensible, meaningful, useful"
        ", helpful, sane, decent, powerful, lightweight",
    },
    unless=r"sufficient\s+(?:funds|credit|balance|permissions?|rights)|nice\s+(?:value|level)"
    r"|reliable\s+(?:delivery|transport)|acceptable\s+time\b|lightweight\b[^.;]{0,20}\d",
    unless_after=r"\b(?:not?|as|if|when|where|whether)\s+(?:it\s+is\s+)?",
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report adjectives without a measure."""
    for hit in hits(section, index, _WORDS):
        fix = hit.replaced(file.path, "Put a measure in its place", Blank(f"<{hit.advice}>"))
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' cannot be tested: {hit.advice}", fix)
