"""A requirement says what it accepts and not what happens to anything else.

## What it finds
A requirement with `**Accepts:**` and without `**Errors:**`, in whose text nothing is rejected, refused, cut or raised
either, nor anything ignored that does not fit. Only where the input may not fit: `**Accepts:**` has a number or a
limit, a form such as JSON or a date, a choice, or something that may not be there, such as a file; or the text sets a
limit for what is accepted: "The setpoint shall be between 50 °C and 300 °C"; or nearly all other requirements of the
file that accept something have `**Errors:**`. Not in specs that have a section of their own about errors, and not where
a constraint, or a requirement that is about checks or errors, says what happens to all input or to this; that something
"fails the range test" only says how it is judged.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 22 of 24 seeded faults found.

## Why it matters
Input that does not fit will come. Without a word about it every builder decides anew: an exception, a silent default,
a crash.

## Example
```
### Set the volume

**Accepts:** a level from 0 to 10

**Returns:** nothing
```
What is done with 11?

## Fix
Add `**Errors:**` with a line for each way in which the input can be wrong, as the quick fix prepares; or write
`**Errors:** None` where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.passages import passages, sentences
from osteon.analysis.quantities import may_have_quantities, quantities
from osteon.analysis.requirement_facts import convention_key, nouns_of, refusal_key, refused_key, says_what_happens
from osteon.analysis.rules.sections import is_requirement
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Field, Piece
from osteon.analysis.text import Blank, Span, TextEdit, edit_to_fill_in

CODE = "error-path-missing"
SEVERITY = Severity.WARNING

_MAY_NOT_FIT = re.compile(
    r"(?i)\d|\b(?:at (?:most|least)|between|up to|more than|less than|non-?empty|valid|well-formed|one of|exactly|"
    r"unique|files?|folders?|paths?|urls?|json|ya?ml|xml|csv|toml|dates?|e-?mail|ids?|identifiers?|positive|existing|"
    r"maxim(?:um|a)|minim(?:um|a)|limits?|bounds?|isbns?|codes?|commands?|tokens?|passwords?|keys?|json|choices?|options?|"
    r"(?:the|an?) \w+ number)\b|`[^`\n]+`(?:, `[^`\n]+`)*,? or `"
)
"""What shows that not every input fits: a limit, a form, something that may not be there."""


def _may_not_fit(accepts: Field, piece: Piece) -> bool:
    """Tell whether not every input fits, by what is accepted or by a limit that the text sets for it."""
    taken = accepts.body.text
    if _MAY_NOT_FIT.search(taken):
        return True
    if not may_have_quantities(piece.text):
        return False
    said = [one for one in passages(piece) if one.kind != "row" and one.field not in _OF_RESULTS]
    if _AS_ABOVE.search(taken):
        return any(_limits(one.text) for one in said)
    names = {*nouns_of(taken)} - _NAMES_NOTHING
    return any(
        not names.isdisjoint(nouns_of(one.text[slice(*sentence)])) and _limits(one.text[slice(*sentence)])
        for one in said
        for sentence in sentences(one)
    )


_OF_RESULTS = frozenset({"accepts", "returns", "errors", "acceptance", "acceptance criteria"})
_AS_ABOVE = re.compile(r"(?i)\b(?:above|below|these|those)\b")
_NAMES_NOTHING = frozenset(
    re.findall(
        r"\w+",
        """with whose each three text value list same number after before from that this when then have over under only
        also into than more most less least between either both other such them they where which without optional""",
    )
)
_RANGE = re.compile(r"\d(?: \S{1,12})? ?(?:to|–|\.\.) ?-?\d")
"""A range, also in units that nobody else knows."""
_CONDITION = re.compile(r"(?i)\b(?:when|if|while|until|once|after|before|unless|shows?|takes?|returns?)\b")


def _limits(sentence: str) -> bool:
    """Tell whether a sentence says between what a thing must be, as far as its words tell."""
    found = [one for one in quantities(sentence) if one.shape in ("range", "minimum", "maximum")]
    own = _RANGE.search(sentence)
    end = found[0].whole.end if found else own.end() if own else 0
    return end > 0 and not _CONDITION.search(sentence, 0, end)


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report a requirement that accepts something and refuses nothing."""
    accepts = section.field("accepts") if is_requirement(section, file) else None
    if accepts is None or section.field("errors") or says_what_happens(section.piece):
        return
    if not (_may_not_fit(accepts, section.piece) or _is_exception(accepts, file, index)):
        return
    keys = (refusal_key(file.path, section.anchor), refusal_key(file.path, ""))
    if not index.first_defined(keys) and not _is_refused_elsewhere(accepts, file, index):
        message = f"'{section.title.text}' does not say what happens to input that does not fit: add `**Errors:**`"
        span = section.at(accepts.name.span)
        yield Finding(CODE, SEVERITY, span, message, fixes=_fixes(section, accepts, file.path))


def _is_exception(accepts: Field, file: SourceFile, index: Index) -> bool:
    """Tell whether nearly all other requirements of the file that accept something say what goes wrong."""
    if _NOTHING.match(accepts.body.text):
        return False
    details = [one.detail for _path, one in index.definitions(convention_key(file.path))]
    return details.count(True) >= max(_FEWEST, _NEARLY_ALL * details.count(False))


_NOTHING = re.compile(r"(?i)\W*(?:nothing|none|no|any|every|all|whatever|-|–|—|n/a)\b|\W*\Z")
_FEWEST, _NEARLY_ALL = 2, 3


def _is_refused_elsewhere(accepts: Field, file: SourceFile, index: Index) -> bool:
    """Tell whether a constraint, or a requirement that checks, says what happens to a thing that is taken here."""
    taken = {*nouns_of(accepts.body.text)} - _NAMES_NOTHING
    details = (one.detail for _path, one in index.definitions(refused_key(file.path)))
    return any(isinstance(detail, frozenset) and taken & detail for detail in details)


def _fixes(section: Section, accepts: Field, path: str) -> tuple[Fix, ...]:
    """Offer the field with a bullet to fill in, and the field that says that nothing can go wrong."""
    if section.piece.open_fence:
        return ()
    last = section.field("returns") or accepts
    at = section.start + len(section.piece.text[: last.span.end].rstrip())
    insert = Span(at, at)
    blanks = (Blank("<what goes wrong>"), " -> ", Blank("<what happens then>"))
    bullet = edit_to_fill_in(insert, "\n\n**Errors:**\n\n- ", *blanks)
    none = TextEdit(insert, "\n\n**Errors:** None")
    return (
        fix_here("Add error bullets", path, bullet),
        fix_here("Say that nothing can go wrong", path, none, preferred=False),
    )
