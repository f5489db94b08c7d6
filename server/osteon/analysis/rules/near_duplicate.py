"""Two places demand nearly the same.

## What it finds
A statement of six words or more among the requirements and constraints of a spec that shares at least four fifths of
its word triples with another, in this file or any other; or that says the same words in other forms, five that mean
something at least: with other articles and auxiliary verbs, in the plural, with the condition behind, "motor state" for
"state of the motor", as a part between semicolons, or of "the software" instead of "the controller". A statement is
found too that says it in other words and in any order: both have the same numbers and names and share five words or
more that mean something (four beside numbers or a denial), three fifths of what either has or four fifths of what one
has; "drop" is "ignore" there and "no later than" is "at most". What is denied, or is the contrary, or goes from where
the other goes to, or begins with another subject, is not the same. Within one section, where one case stands beside the
other ("if it is empty", "if it is missing"), that is not enough: one has no word or, where both say it in another
order, one word at most that the other has not, and the deed of one is in what the other demands.

Tables, examples, acceptance criteria, steps of scenarios and what stands under `**Accepts:**`, `**Returns:**` and
`**Errors:**` are not compared; nor is what stands in more than sixteen places: that is a set phrase.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 27 of 29 seeded faults found. Of twelve more demands
that were written a second time in another style, 10 were found; of twelve pairs that only look alike one was reported
until what swaps client and server counted as something else. Of 14 demands made twice within a section 13 are found,
and of some 40 pairs about the same things in one section 1 is reported; it was tuned with these.

## Why it matters
One of the two will be changed and the other forgotten; from then on they contradict each other, and two tasks build
two things. In pairs that are alike but for one word, that word is easily overlooked.

## Example
"The player shall stop the sound when the window loses the focus" in two specs.

## Fix
Say it in one place and name that place with `@see` in the other. The quick fix deletes this one of the two. Where both
must be said, `@allow` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Place, Related, Severity, fix_here
from osteon.analysis.index import Index
from osteon.analysis.model import Section
from osteon.analysis.rules.statement_edits import without
from osteon.analysis.similar import phrases_of
from osteon.analysis.source_file import SourceFile

CODE = "near-duplicate"
SEVERITY = Severity.HINT


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report the statements of a section that another place makes too."""
    for phrase in phrases_of(section) if file.kind == "spec" and file.spec_id else ():
        here = (file.path, section.at(phrase.span))
        others = [Place(*place) for place in index.statements_like(phrase, file.path, section.piece) if place != here]
        if others:
            first, more = others[0], f" and {len(others) - 1} more" if len(others) > 1 else ""
            where = "this file" if first.path == file.path else first.path
            message = f"Nearly the same is demanded in {where}{more}: say it once, and name that place with `@see`"
            related = tuple(Related(other, "Nearly the same") for other in others)
            fix = fix_here("Delete this one", file.path, without(section, phrase.span), preferred=False)
            yield Finding(CODE, SEVERITY, here[1], message, related, (fix,))
