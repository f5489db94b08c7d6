"""Finds quantities in a text: numbers with their unit or counted noun, ranges, and words such as "at least"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from osteon.analysis.text import Span
from osteon.analysis.units import SYMBOLS, Unit, per, unit_of

Shape = Literal["exact", "minimum", "maximum", "range", "about"]
Notation = Literal["decimal", "hexadecimal", "binary", "word"]


class Ends(NamedTuple):
    """The least and the greatest value that is meant; None where there is no such end. An open end is not included."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def holds(self, value: Fraction) -> bool:
        """Tell whether a value lies between the ends."""
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        return above and (self.high is None or value < self.high or (value == self.high and not self.high_open))

    def meets(self, other: Ends) -> bool:
        """Tell whether any value lies between the ends of both."""
        low, low_open = max((self._from, other._from), key=lambda end: (end[0] is not None, end[0] or 0, end[1]))
        high, high_open = min((self._to, other._to), key=lambda end: (end[0] is None, end[0] or 0, not end[1]))
        return low is None or high is None or low < high or (low == high and not low_open and not high_open)

    @property
    def _from(self) -> tuple[Fraction | None, bool]:
        return self.low, self.low_open

    @property
    def _to(self) -> tuple[Fraction | None, bool]:
        return self.high, self.high_open

    def times(self, scale: Fraction) -> Ends:
        """Return the ends in a unit that is `scale` times smaller."""
        low = None if self.low is None else self.low * scale
        return Ends(low, None if self.high is None else self.high * scale, self.low_open, self.high_open)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a text says a number is: its ends in its own unit, what it measures or counts, and where it stands."""

    ends: Ends
    shape: Shape
    span: Span
    """The number with its unit, or the range; a counted noun and words such as "at least" are outside."""
    whole: Span
    """The same with the words that bound it."""
    unit: Unit | None = None
    noun: str = ""
    """What is counted, in the singular: `retry` in "5 retries"."""
    notation: Notation = "decimal"

    @property
    def dimension(self) -> str:
        """What it measures: `time`, `information`, …, `count:retry` for counted things, `number` for neither."""
        if self.unit is not None:
            return self.unit.dimension
        return f"count:{self.noun}" if self.noun else "number"

    @property
    def normal(self) -> Ends:
        """The ends in the first unit of the dimension, exact."""
        return self.readings[0]

    @property
    def readings(self) -> tuple[Ends, ...]:
        """The ends in the first unit of the dimension, once for each scale that the unit's name may stand for."""
        scales = self.unit.scales if self.unit else (Fraction(1),)
        return tuple(self.ends.times(scale) for scale in scales)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order. Never fails; what is hidden behind a filler is not found."""
    if not may_have_quantities(text):
        return ()
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else tuple(_quantities(text))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[Quantity, ...]:
    """Return the same: several checks ask for it, and typing leaves most sentences of a section as they are."""
    return tuple(_quantities(text))


_LONGEST_REMEMBERED = 500


def may_have_quantities(text: str) -> bool:
    """Tell, at the cost of one search, whether `quantities` can find anything in a text."""
    return _ANY.search(text) is not None


def written(quantity: Quantity) -> str:
    """Return a quantity as a person would write it; read again, it is the same quantity."""
    low, high, low_open, high_open = quantity.ends
    what = f" {quantity.unit.name}" if quantity.unit else f" {_plural(quantity.noun)}" if quantity.noun else ""
    if quantity.shape == "minimum" and low is not None:
        return f"{'more than' if low_open else 'at least'} {number(low)}{what}"
    if quantity.shape == "maximum" and high is not None:
        return f"{'less than' if high_open else 'at most'} {number(high)}{what}"
    if quantity.shape == "range" and low is not None and high is not None:
        return f"between {number(low)} and {number(high)}{what}"
    return f"{'about ' if quantity.shape == 'about' else ''}{number(low or Fraction(0))}{what}"


def number(value: Fraction) -> str:
    """Return an exact decimal without an exponent, or `p/q` where there is none."""
    twos = value.denominator & -value.denominator
    digits = twos.bit_length() - 1
    rest, fives = value.denominator // twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    places = max(digits, fives)
    scaled = abs(value.numerator) * 10**places // value.denominator
    whole = str(scaled).rjust(places + 1, "0")
    shown = f"{whole[:-places]}.{whole[-places:]}" if places else whole
    return f"-{shown}" if value < 0 else shown


@lru_cache(maxsize=4096)
def singular(noun: str) -> str:
    """Return the singular of a plural as English mostly forms it: `retries` gives `retry`."""
    word = noun.casefold()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _plural(noun: str) -> str:
    irregular = next((many for many, one in _IRREGULAR.items() if one == noun), None)
    if irregular:
        return irregular
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("ss", "x", "ch", "sh", "zz")) else f"{noun}s"


_IRREGULAR = {"men": "man", "women": "woman", "people": "person", "children": "child", "indices": "index"}
_NAMES = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = dict(zip(_NAMES, range(2, 13), strict=True))
"""The numbers from two to twelve; one is as often a pronoun."""


_WORDS = "|".join(NUMBER_WORDS)
_TAILS = (rf"(?<={word[0]}){word[1:]}" for word in NUMBER_WORDS)
_ANY = re.compile(rf"[\d$efnstEFNST](?:(?<=\d)|(?<=\$)[A-Fa-f]|(?<!\w\w)(?i:{'|'.join(_TAILS)})\b)")
"""What a quantity has: a digit, or a number in letters. A pattern that begins with a set of characters is quick."""

_HEXADECIMAL = r"0[xX][0-9A-Fa-f](?:_?[0-9A-Fa-f]){0,31}|\$(?=[0-9A-F]*[A-F])[0-9A-F]{1,16}" + (
    r"|(?:0[0-9A-Fa-f]{1,16}|\d(?=[0-9A-F]{0,15}[A-F])[0-9A-F]{1,16})[hH](?!\w)"
)
_DECIMAL = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u202f_]\d{3})+(?!\d)|\d{1,40})(?:\.\d{1,30})?(?:[eE][-+]?\d{1,2}(?!\w))?"
)

_UNITS = "|".join(map(re.escape, SYMBOLS))
_TERM = (
    rf"(?P<sign>[-−+](?=\d))?(?P<money>[€£] ?(?=\d))?(?P<number>{_HEXADECIMAL}|0[bB][01](?:_?[01]){{0,127}}|{_DECIMAL}"
    rf"|(?i:{_WORDS})(?![\w-]))(?:[ \u00a0]?-?(?P<unit>{_UNITS})(?!\w)(?:(?:/| per )(?P<per>{_UNITS})(?!\w))?)?"
    r"(?![\w]|\.\d|,\d)"
)
"""One number with its unit."""
_SCAN = re.compile(
    rf"(?<!\w)\d+(?:(?:[:/.-]\d+){{2,}}[\w.:+-]*|[:/]\d+\w*)|(?<![\w.#/\\$%&-])(?<!\d,){_TERM}",
)
"""A date, time, version or ratio, which is none of ours, or a number."""
_AFTER = re.compile(_TERM)
_TO = re.compile(r" ?(?:–|—|\.\.\.|…|\.\.=?) ?|-| (?:to|through|-) ")
_COUNTED_TO = re.compile(r" (?P<noun>[a-z]{2,30}?)(?:e?s)? to (?=[\d,.]{1,12} (?P=noun)(?:e?s)?\b)")
"""What stands between the ends of "from 1 box to 4 boxes"."""
_AND = re.compile(r" and ")
_BETWEEN = re.compile(r"\bbetween (?:the )?\Z", re.IGNORECASE)


class _Term(NamedTuple):
    value: Fraction
    unit: Unit | None
    notation: Notation
    span: Span


def _quantities(text: str) -> Iterator[Quantity]:
    at = 0
    while match := _SCAN.search(text, at):
        at = match.end()
        if match["number"]:
            found = _quantity(text, _compound(text, _term(match)))
            at = found.span.end
            yield found


def _term(match: re.Match[str]) -> _Term:
    value, notation = _value(match["number"])
    unit = unit_of((match["money"] or match["unit"] or "").strip())
    other = unit_of(match["per"]) if match["per"] else None
    return _Term(
        -value if match["sign"] and match["sign"] != "+" else value,
        per(unit, other) if unit and other else unit,
        notation,
        Span(*match.span()),
    )


def _compound(text: str, first: _Term) -> _Term:
    """Return "1 min 30 s" as one value in its smallest unit."""
    match = _AFTER.match(text, first.span.end + 1) if first.unit and first.unit.dimension == "time" else None
    then = _term(match) if match and text[first.span.end] == " " else None
    if then is None or first.unit is None or then.unit is None or then.unit.dimension != "time":
        return first
    if then.unit.scale >= first.unit.scale:
        return first
    value = first.value * first.unit.scale / then.unit.scale + then.value
    return _compound(text, _Term(value, then.unit, "decimal", Span(first.span.start, then.span.end)))


def _value(text: str) -> tuple[Fraction, Notation]:
    if text.isdecimal():
        return Fraction(int(text)), "decimal"
    folded = text.casefold()
    if folded in NUMBER_WORDS:
        return Fraction(NUMBER_WORDS[folded]), "word"
    if folded.startswith("0b"):
        return Fraction(int(folded, 2)), "binary"
    if folded.startswith(("0x", "$")) or folded.endswith("h"):
        return Fraction(int(folded.removeprefix("0x").strip("$h"), 16)), "hexadecimal"
    return Fraction(re.sub(r"[,_ \u00a0\u202f]", "", folded)), "decimal"


def _quantity(text: str, first: _Term) -> Quantity:
    """Return the quantity that begins with a number: a range where another number follows, else a bound or a value."""
    last = _last_of_range(text, first)
    if last is None:
        return _bounded(text, first)
    low, high, unit = _with_one_unit(first, last)
    span = Span(first.span.start, last.span.end)
    before = _RANGE_BEFORE.search(text[max(0, span.start - 20) : span.start])
    start = span.start - len(before[0]) if before else span.start
    noun = "" if unit else _noun(text, span.end)
    return Quantity(Ends(low, high), "range", span, Span(start, span.end), unit, noun, last.notation)


_RANGE_BEFORE = re.compile(r"\b(?:between|from|in the range|ranges? from) ?\Z", re.IGNORECASE)


def _last_of_range(text: str, first: _Term) -> _Term | None:
    """Return the end of a range that `first` begins: "to", a dash, dots, or "and" after "between"."""
    to = _TO.match(text, first.span.end)
    if to is None and first.unit is None:
        to = _COUNTED_TO.match(text, first.span.end)
    if to is None and (joined := _AND.match(text, first.span.end)):
        to = joined if _BETWEEN.search(text[max(0, first.span.start - 16) : first.span.start]) else None
    match = _AFTER.match(text, to.end()) if to else None
    last = _term(match) if match else None
    if last is None or (last.unit is None and first.unit is not None):
        return None
    same = first.unit is None or last.unit is None or first.unit.dimension == last.unit.dimension
    return last if same and _with_one_unit(first, last)[0] < _with_one_unit(first, last)[1] else None


def _with_one_unit(first: _Term, last: _Term) -> tuple[Fraction, Fraction, Unit | None]:
    """Return both values in the smaller of their units; "1-5 s" says the unit once for both."""
    one, other = first.unit or last.unit, last.unit
    if one is None or other is None or one == other:
        return first.value, last.value, other
    if one.scale < other.scale:
        return first.value, last.value * other.scale / one.scale, one
    return first.value * one.scale / other.scale, last.value, other


Bound = tuple[Shape, bool]
"""The shape that words give a number, and whether the end is open."""

_NOT = r"(?:(?:not|never|cannot|can't|must not|shall not|no|n't)(?: (?:be|have|hold|contain|last|take|exceed))* )"
_FURTHER = r"(?:more|greater|larger|longer|higher|bigger|older|later|wider|faster)"
_SHORT_OF = r"(?:less|fewer|smaller|shorter|lower|younger|earlier|narrower|slower)"
_WORDS_BEFORE: tuple[tuple[str, Bound], ...] = (
    (r"(?<!not )\bat least|\b(?:a |the )?minimum(?: of)?|\bmin\.?|>=|≥", ("minimum", False)),
    (rf"{_NOT}{_SHORT_OF} than|{_NOT}(?:below|under)", ("minimum", False)),
    (r"(?<!not )\bat most|\bup to|\b(?:a |the )?maximum(?: of)?|\bmax\.?|<=|≤|\bwithin", ("maximum", False)),
    (rf"{_NOT}{_FURTHER} than|{_NOT}(?:above|over|exceed)|\b(?:not|never) exceed(?:ing)?", ("maximum", False)),
    (rf"\b{_SHORT_OF} than|\bbelow|\bunder|(?<![-<])<", ("maximum", True)),
    (rf"\b{_FURTHER} than|\babove|\bover|\bexceed(?:s|ing)?|(?<![->])>", ("minimum", True)),
    (r"\babout|\bapproximately|\bapprox\.?|\baround|\broughly|\bsome|\bnearly|\balmost|~|≈", ("about", False)),
    (r"\bexactly|\bprecisely|==?", ("exact", False)),
)
_WORDS_BEHIND: tuple[tuple[str, Bound], ...] = (
    (rf"or (?:{_FURTHER}|above|over|up)|at least|minimum", ("minimum", False)),
    (rf"or (?:{_SHORT_OF}|below|under)|at most|maximum", ("maximum", False)),
)
_MAY_BOUND = re.compile(
    r"(?P<end>than|least|most|up to|m(?:in|ax)(?:imum(?: of)?)?\.?|within|below|under|above|over|exceed\w*|about"
    r"|approx\w*\.?|around|roughly|some|nearly|almost|exactly|precisely|[<>=≤≥~≈]) ?(?:an? |the )?\Z",
    re.IGNORECASE,
)
"""What words that bound a number end in: most numbers have none before them."""
_BEFORE = tuple(
    (re.compile(rf"(?:{words}) ?(?:than )?(?:a |an |the )?\Z", re.IGNORECASE), bound) for words, bound in _WORDS_BEFORE
)
_BEHIND = tuple(
    (re.compile(rf" (?:[a-z-]+ ){{0,2}}?(?:{words})\b", re.IGNORECASE), bound) for words, bound in _WORDS_BEHIND
)
_MAY_FOLLOW = re.compile(r" (?:[a-z-]+ ){0,2}?(?:or|at|minimum|maximum)\b", re.IGNORECASE)
_TOLERANCE = re.compile(r" ?(?:±|\+/-|\+-)")


def _bounded(text: str, term: _Term) -> Quantity:
    """Return a single number with the bound that the words before or behind it set."""
    (shape, is_open), start, end = _bound(text, term.span)
    ends = {
        "minimum": Ends(term.value, None, low_open=is_open),
        "maximum": Ends(None, term.value, high_open=is_open),
    }.get(shape, Ends(term.value, term.value))
    noun = "" if term.unit else _noun(text, end)
    return Quantity(ends, shape, term.span, Span(start, end), term.unit, noun, term.notation)


def _bound(text: str, span: Span) -> tuple[Bound, int, int]:
    lead = text[max(0, span.start - 48) : span.start]
    bounding = _MAY_BOUND.search(lead, max(0, len(lead) - 24))
    for pattern, bound in _ending_in(bounding["end"]) if bounding else ():
        if match := pattern.search(lead):
            return bound, span.start - len(match[0]), span.end
    for pattern, bound in _BEHIND if _MAY_FOLLOW.match(text, span.end) else ():
        if match := pattern.match(text, span.end):
            return bound, span.start, match.end()
    about = _TOLERANCE.match(text, span.end) or lead.rstrip().endswith(("±", "+/-"))
    return ("about" if about else "exact", False), span.start, span.end


@lru_cache(maxsize=128)
def _ending_in(end: str) -> tuple[tuple[re.Pattern[str], Bound], ...]:
    """Return those of `_BEFORE` whose words may end so; by its first letters, since some words have endings."""
    stem = end.casefold().rstrip(".")[:5]
    return tuple((pattern, bound) for pattern, bound in _BEFORE if stem in pattern.pattern)


_COUNTED = re.compile(r"[ -](?P<adjectives>(?:[a-z]+[ -]){0,2}?)(?P<noun>[a-z]{2,}s|people|men|women|children)\b(?!-)")
_NO_ADJECTIVE = re.compile(
    r"\b(?:and|or|of|in|on|at|to|for|from|by|with|per|is|are|was|were|be|has|have|does?|if|when|while|than|then|that|which"
    r"|who|after|before|as|but|not|its?|this|these|those|the|an?|times|can|may|must|shall|should|will)\b"
)
_NO_NOUN = re.compile(
    r"(?:is|was|has|does|this|its|as|us|always|less|unless|plus|minus|across|yes|thus|perhaps|besides)|.*(?:ss|ous)"
)


def _noun(text: str, at: int) -> str:
    """Return what the number before `at` counts: the next plural, with up to two adjectives before it."""
    match = _COUNTED.match(text, at)
    if match is None or _NO_NOUN.fullmatch(match["noun"]) or _NO_ADJECTIVE.search(match["adjectives"]):
        return ""
    return singular(match["noun"])
