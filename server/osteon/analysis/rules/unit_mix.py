"""One quantity is written in two units.

## What it finds
The same quantity in milliseconds here and in seconds there, and a spec that writes both kB and KiB (or MB and MiB, and
so on). Two places are about the same quantity as in `contradictory-constant`, which reports them where their values
differ too. Where the values are equal less is needed, as hardly any two things have one value in two units by
chance: a word that both sentences or the headings above them share, two in two files, and one more where one of the
values is just 1. The units that fewer places use are reported. A conversion in the same sentence is none: "1 h
(3,600 s)"; but "is shown as 36 V and stored as 36000 mV" is one. Bits are not another unit for bytes.

In a column of a table or in the text of a section, a quantity is reported whose unit does not fit those beside it: 30
min among 60 s, 300 s and 7,200 s, 0.25 s beside 400 ms, or less than a tenth of a unit where a smaller one is at hand;
10 s, 2 min and 1 h fit. So is the only cell in a larger unit, where another cell is a whole number of it (24 h among 30
min, 60 min and 360 min) or five others keep to one unit. So is a bound or default of a key, or of a number, in another
unit than its range.

Measured on the 97 specs of `tests/corpus`: no false alarm, and 20 of 23 seeded faults found.

## Why it matters
A reader who compares two places must calculate, and a model that copies a number loses its unit. kB is 1,000 bytes to
some and 1,024 to others; beside KiB nobody can tell.

## Example
`The poll interval is 2 s.` and `- Poll interval: 2,000 ms`.

## Fix
Write both in one unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.configuration import Configuration
from osteon.analysis.constants import (
    GENERIC,
    Constant,
    Stated,
    constant_key,
    constants,
    is_same_otherwise,
    is_stated,
    of_doubles,
    same_constant,
    stated,
    unit_key,
)
from osteon.analysis.findings import Finding, Fix, Place, Related, Severity, fix_here
from osteon.analysis.index import Definition, Index
from osteon.analysis.mentions import Mention, Mentioned, is_value_of_same, mentions, value_key
from osteon.analysis.model import Section
from osteon.analysis.quantities import Quantity, number
from osteon.analysis.rules.contradictory_constant import contradict
from osteon.analysis.side_by_side import Measured, Odd, odd_units
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit
from osteon.analysis.units import DOUBLES, Unit

CODE = "unit-mix"
SEVERITY = Severity.HINT


def check_section_links(
    section: Section, file: SourceFile, index: Index, _configuration: Configuration
) -> Iterator[Finding]:
    """Report quantities of a section whose first place in the project has another unit."""
    if not is_stated(section):
        return
    found, reported = constants(section.piece), set[Span]()
    for place, constant in enumerate(found):
        if constant.specific and constant.quantity.unit:
            mixed = tuple(_other_unit(constant, section, file, index))
            mixed = mixed or tuple(_beside(constant, found[max(0, place - _NEAR) : place], section, file))
            reported.update(constant.quantity.span for _one in mixed)
            yield from mixed
    for odd in odd_units(section.piece):
        if odd.one.quantity.span not in reported:
            reported.add(odd.one.quantity.span)
            yield _beside_others(odd, section, file)
    for mention in mentions(section.piece):
        is_measured = mention.quantity.unit is not None and not mention.is_converted
        if is_measured and mention.quantity.span not in reported:
            yield from _same_value(mention, section, file, index)
    for quantity in of_doubles(section.piece):
        yield from _double(quantity, section, file, index)


def _other_unit(constant: Constant, section: Section, file: SourceFile, index: Index) -> Iterator[Finding]:
    quantity, one = constant.quantity, stated(constant, section)
    path, first = next(iter(index.few(constant_key(constant))), (file.path, None))
    its = first.detail if first else None
    if first is None or not isinstance(its, Stated) or its.unit is None or its.unit == quantity.unit:
        return
    is_range = {one.shape, its.shape} == {"minimum", "maximum"}
    if not is_range and same_constant(one, its, same_file=path == file.path) and not contradict(one, its):
        yield _mixed(constant, its.unit, first.name, Place(path, first.span), section.at(quantity.span), file)


def _same_value(mention: Mention, section: Section, file: SourceFile, index: Index) -> Iterator[Finding]:
    """Report a value that other places of one thing give in another unit, where more of them do, or the first."""
    look = _Look(mention, file.path)
    seen = [(look(*place), *place) for place in index.few(value_key(mention), look)]
    others = [(path, other) for found, path, other in seen if found and found != _LIKE]
    like = sum(found == _LIKE for found, _path, _other in seen)
    span = section.at(mention.quantity.whole)
    for path, other in others[:1] if len(others) >= like else ():
        unit = _unit(other)
        if unit and (len(others) > like or (path, other.span) < (file.path, span)):
            yield _mixed(mention, unit, other.name, Place(path, other.span), section.at(mention.quantity.span), file)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a mention sees of others of its value: whether one is in its unit and file, or mixed with it."""

    mention: Mention
    path: str

    def __call__(self, path: str, other: Definition) -> str:
        """Return how one that is mixed with it is written, `_LIKE`, or nothing."""
        its = other.detail
        if not isinstance(its, Mentioned):
            return ""
        if its.unit == self.mention.quantity.unit:
            return _LIKE if path == self.path else ""
        return other.name if is_value_of_same(self.mention.said, its.said, same_file=path == self.path) else ""


_LIKE = "="


def _unit(other: Definition) -> Unit | None:
    return other.detail.unit if isinstance(other.detail, Mentioned) else None


def _beside(constant: Constant, above: tuple[Constant, ...], section: Section, file: SourceFile) -> Iterator[Finding]:
    """Report the same value in another unit than above in the section, where most of the words agree."""
    for other in above:
        unit, words = other.quantity.unit, {*constant.phrase} & {*other.phrase}
        if unit and len(words) >= _COMMON and words - GENERIC and is_same_otherwise(constant.quantity, other.quantity):
            place = Place(file.path, section.at(other.quantity.whole))
            yield _mixed(constant, unit, other.text, place, section.at(constant.quantity.span), file)
            return


def _beside_others(odd: Odd, section: Section, file: SourceFile) -> Finding:
    one, other = odd
    place = Place(file.path, section.at(other.quantity.whole))
    return _mixed(one, other.unit, other.text, place, section.at(one.quantity.span), file)


_NEAR = 20
"""So many quantities above one are looked at."""
_COMMON = 2
"""So many words two statements of one section share that are about one thing, when they give the same value too."""


def _mixed(
    constant: Constant | Mention | Measured, unit: Unit, written: str, place: Place, span: Span, file: SourceFile
) -> Finding:
    message = f"{constant.text} here, {written} elsewhere: write both in one unit"
    related = (Related(place, f"{written} is written here"),)
    fixes = tuple(_in_unit(constant.quantity, unit, span, file.path))
    return Finding(CODE, SEVERITY, span, message, related, fixes)


def _in_unit(quantity: Quantity, unit: Unit, span: Span, path: str) -> Iterator[Fix]:
    """Offer the quantity in another unit, where that is exact."""
    own = quantity.unit
    if own is None or own.also or unit.also:
        return
    ends = quantity.ends.times(own.scale / unit.scale)
    numbers = [number(end) for end in dict.fromkeys((ends.low, ends.high)) if end is not None]
    if not any("/" in written for written in numbers):
        text = f"{' to '.join(numbers)} {unit.name}"
        yield fix_here(f"Write {text}", path, TextEdit(span, text))


def _double(quantity: Quantity, section: Section, file: SourceFile, index: Index) -> Iterator[Finding]:
    """Report kB in a spec that also writes KiB."""
    unit = quantity.unit
    if unit is None or unit.also is None:
        return
    double = DOUBLES[unit.name]
    found = index.definition(unit_key(file.spec_id, double))
    if found is not None:
        message = f"{unit.name} here, {double} elsewhere in this spec: write {double}, or say that both are meant"
        related = (Related(Place(found[0], found[1].span), f"{double} is written here"),)
        yield Finding(
            CODE, SEVERITY, section.at(quantity.span), message, related, tuple(_as_double(quantity, section, file))
        )


def _as_double(quantity: Quantity, section: Section, file: SourceFile) -> Iterator[Fix]:
    """Offer the other unit with the same number: 4 kB was probably meant to be 4 KiB."""
    span = section.at(quantity.span)
    unit = quantity.unit.name if quantity.unit else ""
    written = file.text[span.start : span.end]
    for spelling in (unit, unit.upper()):
        if written.endswith(spelling):
            edit = TextEdit(Span(span.end - len(spelling), span.end), DOUBLES[unit])
            yield fix_here(f"Write {DOUBLES[unit]}", file.path, edit, preferred=False)
            return
