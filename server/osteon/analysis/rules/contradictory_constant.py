"""Two places give the same quantity different values.

## What it finds
Two statements of one quantity, in one file or in two, whose values exclude each other: "the session timeout is 30 s"
and "Session timeout: 1 min", or a memory size of 4,096 and of 2 KB. Values are compared in one unit, a plain number
with a size as bytes or bits. A value that a bound allows does not contradict it; "shows no wait above 4 h" is a bound.

Two places are about the same quantity when the words around it are the same, apart from articles, order and number; in
two files there must be two such words, one of them more than "size" and its like. A cell of a table is about the name
of its row and the title of its column, under Minimum and Maximum it is a bound. Of several quantities in a clause the
first is compared, or all where they measure different things: "at most 5 MB and 2,000 rows". What holds under a
condition, in examples, notes and non-goals is not compared, nor a phrase that has four values or more.

What has a unit is also compared with what other sections of the spec say in other words: "an audio pause of 120 s" and
"the audio pause lasts 3 min". Two demands must use the same own words; constraints, criteria, goals, the overview and
the glossary restate demands, and are told where they share two such words and a quarter of all. Both must say with one
word what the number is (`every`, `after`), deny both or neither, and be of one magnitude. Where a demand with the same
value is as near in words, that one is meant.

A value that a glossary gives its term is compared with "the travel limit of 8 s" in other files too. Two ranges of a
measure that share one end and two words, or the name of a parameter, must share the other end: "between 22 °C and
27 °C" and "below 22 °C or above 28 °C". What a run or request ends with, as its exit code, is another number each time.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 17 of 38 seeded faults found.

## Why it matters
Two tasks see two sections, and each builds what its section says.

## Example
`The session timeout is 30 s.` in one spec, `- Session timeout: 1 min` in another.

## Fix
Decide for one value and write it in both places, or refer from one place to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from osteon.analysis.configuration import Configuration
from osteon.analysis.constants import (
    Constant,
    Stated,
    constant_keys,
    constants,
    is_size,
    is_stated,
    same_constant,
    stated,
)
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.index import MOST_PLACES, Definition, Index, Key
from osteon.analysis.mentions import (
    Mention,
    Mentioned,
    Said,
    are_near,
    have_one_value,
    likeness,
    mention_keys,
    mentioned,
    mentions,
)
from osteon.analysis.model import Section
from osteon.analysis.quantities import Ends
from osteon.analysis.ranges import Between, Ranged, between, differ_at_one_end, end_keys, is_same, ranges
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

CODE = "contradictory-constant"
SEVERITY = Severity.WARNING

_MOST_VALUES = 3
"""A phrase with more values than this names something that varies."""
_MOST_RELATED = 5


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report each quantity of a section that another place contradicts."""
    if not is_stated(section):
        return
    reported = set()
    for constant in constants(section.piece):
        if against := _against_constant(constant, section, file, index):
            reported.add(constant.quantity.span)
            yield _finding(constant, section, file, against)
    for mention in mentions(section.piece):
        if mention.quantity.span not in reported and (against := _against_mention(mention, section, file, index)):
            reported.add(mention.quantity.span)
            yield _finding(mention, section, file, against)
    for one in ranges(section.piece):
        is_new = not any(span.start < one.span.end and one.span.start < span.end for span in reported)
        if is_new and (against := _against_range(one, section, file, index)):
            yield _finding(one, section, file, against)


Against = list[tuple[str, Definition]]
"""Other places that contradict one, each with its file."""


def _against_constant(constant: Constant, section: Section, file: SourceFile, index: Index) -> Against:
    others = _named(constant_keys(constant), index) if constant.specific else []
    against = list(_against(stated(constant, section), file, others)) if others else []
    return against if against and len(_values(others)) <= _MOST_VALUES else []


def _named(keys: Iterable[Key], index: Index) -> Against:
    found = [one for key in keys for one in index.few(key)]
    return found if len(found) <= MOST_PLACES else []


def _against_mention(mention: Mention, section: Section, file: SourceFile, index: Index) -> Against:
    """Return what other sections of the spec say of the same thing in other words, those in most of its words only.

    Where a demand has the same value in as many of its words, that is what is meant; and only who restates is wrong.
    """
    look = _Look(mentioned(mention, section))
    keys = mention_keys(file.spec_id, mention)
    seen = {(path, other.span): other for key in keys for path, other in index.few(key, look)}
    like = [_Like(*found, path, other) for (path, _span), other in seen.items() if (found := look(path, other))]
    against = [found for found in like if found.contradicts]
    most = max((found.share for found in against), default=None)
    if most is None or any(found.share >= most and found.agrees for found in like):
        return []
    values = {mention.text, *(found.other.name for found in against)}
    return [(found.path, found.other) for found in against if found.share == most and len(values) <= _MOST_VALUES]


def _against_range(one: Ranged, section: Section, file: SourceFile, index: Index) -> Against:
    """Return the ranges of one thing that share one end only, in the spec and those that it builds on."""
    look = _LookAtRange(between(one, section))
    seen = [
        found
        for spec_id in index.specs_for(file.spec_id)
        for key in end_keys(spec_id, one)
        for found in index.few(key, look)
    ]
    told = {(path, other.span): (look(path, other), other) for path, other in seen}
    if any(kind == "same" for kind, _other in told.values()):
        return []
    return [(path, other) for (path, _span), (kind, other) in told.items() if kind]


@dataclass(frozen=True, slots=True)
class _LookAtRange:
    """What a range sees of others that have one of its ends."""

    one: Between

    def __call__(self, _path: str, other: Definition) -> str:
        its = other.detail
        if not isinstance(its, Between) or its.section == self.one.section:
            return ""
        if is_same(self.one, its):
            return "same"
        return other.name if differ_at_one_end(self.one, its) else ""


@dataclass(frozen=True, slots=True)
class _Look:
    """What a mention sees of others: how many words they share, and whether they contradict or agree."""

    one: Mentioned

    def __call__(self, _path: str, other: Definition) -> tuple[Fraction, bool, bool, str] | None:
        """Return that, and the other value where it contradicts; None for what is about something else."""
        its = other.detail
        if not isinstance(its, Mentioned):
            return None
        share = likeness(self.one, its)
        contradicts = bool(share) and _contradicts(self.one, its)
        agrees = not its.restates and have_one_value(self.one.said, its.said)
        return (share, contradicts, agrees, other.name if contradicts else "") if share else None


class _Like(NamedTuple):
    share: Fraction
    contradicts: bool
    agrees: bool
    value: str
    path: str
    other: Definition


def _contradicts(one: Mentioned, its: Mentioned) -> bool:
    may_be_wrong = one.restates or not its.restates
    return may_be_wrong and are_near(one.said, its.said) and contradict(one.said, its.said)


def _values(others: list[tuple[str, Definition]]) -> set[tuple[Ends, ...]]:
    return {other.detail.readings for _path, other in others if isinstance(other.detail, Stated)}


def _against(one: Stated, file: SourceFile, others: list[tuple[str, Definition]]) -> Iterator[tuple[str, Definition]]:
    for path, other in others:
        its = other.detail
        if isinstance(its, Stated) and same_constant(one, its, same_file=path == file.path) and contradict(one, its):
            yield path, other


def contradict(one: Stated | Said, other: Stated | Said) -> bool:
    """Tell whether no reading of two statements lets both be true.

    Two bounds of one kind contradict each other when they differ; a value contradicts a bound that excludes it.
    """
    if "about" in (one.shape, other.shape):
        return False
    if one.unit != other.unit and any(side.unit is None and not is_size(side.readings[0]) for side in (one, other)):
        return False
    mine, its = _readings(one, other), _readings(other, one)
    if one.shape == other.shape:
        return not any(ends in its for ends in mine)
    return not any(left.meets(right) for left in mine for right in its)


def _readings(one: Stated | Said, other: Stated | Said) -> tuple[Ends, ...]:
    """Return what a statement may mean beside another: a plain number may be in its unit, bytes or bits."""
    if one.unit is not None or other.unit is None:
        return one.readings
    scales = dict.fromkeys((*other.unit.scales, Fraction(8), Fraction(1)))
    return tuple(ends.times(scale) for ends in one.readings for scale in scales)


def _finding(
    constant: Constant | Mention | Ranged, section: Section, file: SourceFile, against: list[tuple[str, Definition]]
) -> Finding:
    path, first = against[0]
    span = section.at(constant.span if isinstance(constant, Ranged) else constant.quantity.whole)
    where = f"in {path}" if path != file.path else "above" if first.span < span else "below"
    message = f"{constant.text} here, {first.name} {where}: write one value for both"
    related = tuple(
        Related(Place(place, other.span), f"{other.name} is written here") for place, other in against[:_MOST_RELATED]
    )
    fixes = () if isinstance(constant, Ranged) else tuple(_fixes(file.path, span, against))
    return Finding(CODE, SEVERITY, span, message, related, fixes)


def _fixes(path: str, span: Span, against: list[tuple[str, Definition]]) -> Iterator[Fix]:
    """Offer each value that the other places have."""
    for written in dict.fromkeys(other.name for _path, other in against):
        yield fix_here(f"Write `{written}` here", path, TextEdit(span, written), preferred=False)
