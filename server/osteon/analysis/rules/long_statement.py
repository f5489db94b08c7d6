"""A statement is too long to be one demand.

## What it finds
A sentence with more than 50 words between its colons and semicolons; a code span or a quotation counts as one word.

Measured: of 1,930 normative statements of careful specs it flags none; of 3 seeded faults it finds 3. The 121 marked
lines that it was not tuned with hold no such fault, and it flags none.

## Why it matters
A sentence of that length holds several demands; one of them is overlooked, by people and by models.

## Example
```
The server shall accept the file, check it, and when … and unless … then store it, and after that …
```

## Fix
Write one sentence for each demand, or a list. The quick fix ends the sentence before "and" and "then", where all parts
become short enough, with blanks for who does what in the next one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.wording import demands
from osteon.analysis.source_file import SourceFile
from osteon.analysis.statements import Statement
from osteon.analysis.text import Blank, TextEdit, edit_to_fill_in

CODE = "long-statement"
SEVERITY = Severity.HINT

MOST_WORDS = 50
"""So many words may stand between the marks that part a sentence."""
_PARTS = re.compile(r"[:;]\s")
_WORD = re.compile(r"[^\W_][\w'’.-]*|\ufffc+")
_AT_LEAST = MOST_WORDS * 2
"""No shorter text has so many words."""


def check_section_links(
    section: Section, file: SourceFile, _index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report sentences with too many words in one run."""
    for statement in demands(section):
        if len(statement.masked) > _AT_LEAST and (words := _longest(statement.masked)) > MOST_WORDS:
            message = f"{words} words in one run: write one sentence for each demand, or a list"
            fixes = _split(statement, section, file.path) if words <= _MOST_SENTENCES * MOST_WORDS else ()
            yield Finding(CODE, SEVERITY, section.at(statement.span), message, fixes=fixes)


def _longest(text: str) -> int:
    return max(len(_WORD.findall(part)) for part in _PARTS.split(text))


_MOST_SENTENCES = 6
_JOINT = re.compile(
    r"(?<!\s),?(?P<space>\s++)(?:and(?:\s+then)?|then|but(?=\s+(?:it|they|the|an?|each|every)\b))\s+"
    r"(?!(?:only|not|if|when|while|until|unless|after|before|with|without|at|in|on|of|for|to|by|from|as|than)\b)"
    r"(?:(?P<modal>(?=(?:shall|must|should)\b))|(?P<clause>(?=(?:[^\s,;:]++\s++){1,4}?(?:shall|must|should)\b)))?",
    re.IGNORECASE,
)
"""Where a sentence may end; what follows is a `clause` where it has a subject and a modal verb."""
_MODAL = re.compile(r"\b(?:shall|must|should)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\W*(?:if|in case|when(?:ever)?|while|where|once|as soon as|unless|until|after|before)\b", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]*\)")


def _split(statement: Statement, section: Section, path: str) -> tuple[Fix, ...]:
    """Return the fix that makes several short sentences; none where no word parts the long one."""
    text = _BRACKETS.sub(lambda match: "\ufffc" * len(match[0]), statement.masked)
    modal = _MODAL.search(text)
    joints = list(_JOINT.finditer(text, modal.end() if modal else 0))
    edits: list[TextEdit] = []
    for run in _runs(statement.masked):
        cuts = _cuts(run, joints)
        if cuts is None:
            return ()
        edits += (_sentence_end(cut, statement, section) for cut in cuts)
    return (fix_here("Make several sentences", path, *edits),)


def _runs(text: str) -> Iterator[list[int]]:
    """Yield the places of the words between colons and semicolons."""
    start = 0
    for end in (*(match.start() for match in _PARTS.finditer(text)), len(text)):
        yield [match.start() for match in _WORD.finditer(text, start, end)]
        start = end


def _cuts(words: list[int], joints: list[re.Match[str]]) -> list[re.Match[str]] | None:
    """Return where to cut a run so that no part has too many words, clauses first; None where that cannot be."""
    if len(words) <= MOST_WORDS:
        return []
    inside = [joint for joint in joints if words[0] < joint.start() < words[-1]]
    if not inside:
        return None
    middle = words[len(words) // 2]
    cut = min(inside, key=lambda joint: (joint["clause"] is None, abs(joint.start() - middle)))
    at = bisect_left(words, cut.start())
    before, after = _cuts(words[:at], inside), _cuts(words[at:], inside)
    return None if before is None or after is None else [*before, cut, *after]


def _sentence_end(joint: re.Match[str], statement: Statement, section: Section) -> TextEdit:
    """Return the edit that ends a sentence at a joint; the next one is under the same condition, if there is one."""
    end = joint.end() + (joint["clause"] is not None)
    first = statement.text[joint.end() : end]
    case = "In that case, " if _CONDITION.match(statement.masked) else ""
    subject: tuple[str, ...] = (first if case else first.upper(),)
    if joint["clause"] is None:
        subject = (Blank("<it>" if joint["modal"] is not None else "<who does>"), " ")
    span = section.at(statement.span_of(joint.start(), end))
    return edit_to_fill_in(span, ".", statement.text[slice(*joint.span("space"))], case, *subject)
