"""Finds what a text states as fixed: quantities with the phrase that names them, so that statements can be compared.

"The session timeout is 30 s" and "Session timeout: 1 min" have one key. What depends on a condition, stands in an
example, or shares its clause with another quantity that could be meant, has none: a wrong pair is worse than a missed
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from osteon.analysis.glossary import SECTIONS as GLOSSARIES
from osteon.analysis.index import Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.passages import HIDDEN, Passage, passages, per_piece, sentences
from osteon.analysis.quantities import Ends, Quantity, Shape, may_have_quantities, quantities, singular
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import Row, Table, tables
from osteon.analysis.text import Span
from osteon.analysis.units import DOUBLES, Unit

Style = Literal["statement", "label"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A quantity with what names it. Spans count from the piece."""

    phrase: tuple[str, ...]
    """The words that name it, in the singular, without stop words, sorted."""
    quantity: Quantity
    """Its spans count from the piece too."""
    text: str
    """The quantity as written, with the words that bound it."""
    style: Style
    """Whether a sentence says it, or a label in a list or table."""

    @property
    def name(self) -> str:
        """What two statements must share to be about the same: phrase and dimension."""
        return f"{' '.join(self.phrase)}|{self.quantity.dimension}"

    @property
    def specific(self) -> int:
        """How many of its words, and of what it counts, are more than "size", "name" and their like."""
        return sum(word not in GENERIC and len(word) > 1 for word in (*self.phrase, self.quantity.noun))


@per_piece
def constants(piece: Piece) -> Iterator[Constant]:
    """Return the named quantities of a section's own text, each phrase once for a place."""
    found = {(one.phrase, one.quantity.span): one for one in _constants(piece)}
    return iter(found.values())


def _constants(piece: Piece) -> Iterator[Constant]:
    for passage in passages(piece):
        states = passage.kind != "row" and passage.field not in _NOT_STATED and passage.indent == 0
        if states and may_have_quantities(passage.text):
            for sentence in sentences(passage):
                yield from _sentence_constants(passage, sentence)
    for table in tables(piece):
        yield from _table_constants(table)


_FIELDS = frozenset({"accepts", "returns", "errors", "input", "output", "interface", "contracts", "depends on"})
_NOT_STATED = _FIELDS - {"contracts"}
"""Fields whose text says what is taken and given, by parameter, or what happens on an error."""

_CONDITIONS = frozenset(
    re.findall(
        r"\w+",
        """if when whenever while unless until where once during otherwise except instead only given then after before
        example suppose say previously formerly was were would could might older earlier not never no cannot neither
        nor either varies depends initially next another other some again plus minus more less additional extra
        respectively""",
    )
)
"""Words by which a quantity holds in one case only, or of one thing of several."""
_IN_PHRASES = frozenset({"case", "g", "such", "used", "time", "t"})
_PHRASES = re.compile(r"\b(?:in case|e\.g|such as|used to|every time|each time)\b|n't\b", re.IGNORECASE)
"""The same in more words than one; each has one of `_IN_PHRASES`."""
_CLAUSE_END = re.compile(
    r";|,? (?:and|but|while|so) (?=the |a |an |its |each |every )|, (?:which|because|so|as) |--|—|->|→"
    r"|,? and (?=\d[\w.,]{0,20}(?: \w{1,10})? (?:on average|in total|by default|typically|at peak)\b)"
)


def _is_conditional(text: str, words: frozenset[str]) -> bool:
    """Tell whether a text, of these words, says that something holds in one case only."""
    if "?" in text or HIDDEN in text or not _CONDITIONS.isdisjoint(words):
        return True
    return not _IN_PHRASES.isdisjoint(words) and _PHRASES.search(text) is not None


def is_conditional(text: str) -> bool:
    """Tell whether a text says that something holds in one case only, or leaves that open."""
    return _is_conditional(text, _words(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


_WORD = re.compile(r"\w+")


def _sentence_constants(passage: Passage, sentence: Span) -> Iterator[Constant]:
    text = passage.text[sentence.start : sentence.end]
    if not may_have_quantities(text):
        return
    label = _LABEL.match(text) if ":" in text or "=" in text else None
    if label is None and " of " not in text and " (" not in text and _VERBS.isdisjoint(_words(text)):
        return
    in_case = _CASE_FIRST.match(text) is not None
    for begin, clause in _clauses(text, label):
        found = quantities(clause)
        if found and found[0].whole.start and not (in_case and begin):
            said = (passage, sentence.start + begin)
            yield from _clause_constants(clause, found, said, is_label=label is not None)
        for quantity in found:
            yield from _apposed(passage, clause, quantity, sentence.start + begin)


_LABEL = re.compile(r"[^.:;,]{2,60}?(?: ?= ?|: ?)(?=(?:[a-z]+ ){0,3}[-+$<>≤≥~≈=]*(?:\d|(?:two|three|four|five|six)\b))")


_CASE_FIRST = re.compile(r"\W*(?:only )?(?:if|when(?:ever)?|while|once|until|unless|after|in case)\b", re.IGNORECASE)
"""A condition that a sentence begins with is one of all its clauses."""


def _clauses(text: str, label: re.Match[str] | None) -> Iterator[tuple[int, str]]:
    begin = 0
    for match in _CLAUSE_END.finditer(text, label.end() if label else 0):
        yield begin, text[begin : match.start()]
        begin = match.end()
    yield begin, text[begin:]


def _clause_constants(
    clause: str, found: tuple[Quantity, ...], said: tuple[Passage, int], *, is_label: bool
) -> Iterator[Constant]:
    """Return what a clause states of one quantity, or of the first before other words and another.

    Of several it states all that stand side by side and measure different things: "at most 5 MB and 2,000 rows".
    """
    first, *others = found
    if not others:
        yield from _constant(clause, clause, first, said, is_label=is_label)
        return
    if is_label or len(found) > _MOST_BESIDE or not _CONDITIONS.isdisjoint(_words(clause)):
        return
    gaps = [clause[one.whole.end : other.whole.start] for one, other in zip(found, others, strict=False)]
    if another := _ANOTHER.match(gaps[0]):
        before = clause[: first.whole.end + another.end("rest")]
        yield from _constant(before, before, first, said, is_label=False)
        if is_same_otherwise(first, others[0]):  # "is shown as 36 V and stored as 36000 mV"
            yield from _constant(clause, _without(before, first.whole), others[0], said, is_label=False)
    elif all(map(_BESIDE.fullmatch, gaps)) and len({one.dimension for one in found}) == len(found):
        nouns = {one.noun for one in found}
        rest = _without(clause, Span(first.whole.start, found[-1].whole.end))
        rest = " ".join(word for word in rest.split() if singular(word.strip(".,")) not in nouns)
        for quantity in found:
            yield from _constant(clause, rest, quantity, said, is_label=False)


def is_same_otherwise(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities are the same in two units."""
    if one.unit is None or other.unit is None or one.unit == other.unit:
        return False
    return one.dimension == other.dimension and one.shape == other.shape and one.normal == other.normal


_MOST_BESIDE = 3
_ANOTHER = re.compile(
    r"(?P<rest>[^,]{0,40}?)(?:,| and| but|, and|, but) "
    r"(?!(?:up|at|no|less|more|of|or|from|in|to|by|each|then) )[a-z]+ ",
    re.IGNORECASE,
)
"""What stands between a quantity and one of something else: "7 days, dead ones for 1 hour", "and stop below 45 °C"."""
_BESIDE = re.compile(r"(?: [a-z-]+)?(?:,| and|, and) (?:of )?", re.IGNORECASE)
"""What stands between two quantities of one thing, the counted noun of the first included."""


def _constant(
    clause: str, rest: str, quantity: Quantity, said: tuple[Passage, int], *, is_label: bool
) -> Iterator[Constant]:
    """Return a quantity of a clause with what names it: the words of `rest`."""
    rest = _without(rest, quantity.whole) if rest is clause else rest
    if quantity.shape == "minimum" and (denied := _denied(clause, quantity.whole.start)):
        rest = rest.replace(denied[0], " ", 1)
        ends = Ends(None, quantity.ends.low, high_open=not quantity.ends.low_open)
        quantity = replace(quantity, ends=ends, shape="maximum")
    words = _words(rest)
    if _is_conditional(rest, words) or (not is_label and _VERBS.isdisjoint(words)):
        return
    phrase = key_phrase(rest, quantity.noun)
    if phrase and len(phrase) <= _LONGEST and not _OUTCOME.issuperset(phrase):
        yield _placed(said[0], phrase, quantity, said[1], "label" if is_label else "statement")


def _denied(clause: str, at: int) -> re.Match[str] | None:
    return _DENIED.search(clause, max(0, at - 80), at)


_DENIED = re.compile(r"\b(?:no|never|not)\b(?=[\w ,-]*\Z)", re.IGNORECASE)
"""What makes "above 240 minutes" the most that is allowed: "shows no wait above 240 minutes"."""


_OUTCOME = frozenset({"exit", "code", "status", "return", "http", "response", "answer", "error"})
"""Words that name what a run or a request ends with, which is another number each time."""
_LONGEST = 7
"""A phrase of more words tells a story, and no other place tells the same one."""
_VERBS = frozenset(
    re.findall(
        r"\w+",
        """is are be has have shall must will may can retries hold holds last lasts take takes equal equals contain
        contains stay stays keep keeps expire expires end ends default defaults consist consists comprise comprises run
        runs can wait waits allow allows support supports store stores accept accepts limit limits live lives use uses
        need needs require requires cost costs weigh weighs measure measures remain remains""",
    )
)
"""Words that a sentence says with what a thing is."""


def _apposed(passage: Passage, clause: str, quantity: Quantity, begin: int) -> Iterator[Constant]:
    """Return "the session timeout of 30 s" and "the session timeout (30 s)": a value beside what has it."""
    if not clause.endswith((" of ", " ("), 0, quantity.whole.start):
        return
    end = quantity.whole.start
    head, *words = clause[max(0, end - 100) : end - 2].rsplit(" ", _LONGEST_APPOSED)
    begin_at = max(0, end - 100) + (len(head) if len(words) == _LONGEST_APPOSED else 0)
    match = _APPOSITION.search(clause, begin_at, end)
    after = clause[quantity.span.end : quantity.span.end + 1]
    if match is None or (match["open"] == " (") != (after == ")"):
        return
    phrase = key_phrase(match["name"], quantity.noun)
    conditional = _is_conditional(match["name"], _words(match["name"]))
    if len(phrase) > 1 and not conditional and quantity.shape == "exact":
        yield _placed(passage, phrase, quantity, begin, "statement")


_LONGEST_APPOSED = 6
"""So many words `_APPOSITION` has at most, with that behind the name."""
_APPOSITION = re.compile(r"\b[Tt]he (?P<name>[A-Za-z-]+(?: [A-Za-z-]+){1,3})(?P<open> of | \()\Z")


def _placed(passage: Passage, phrase: tuple[str, ...], quantity: Quantity, begin: int, style: Style) -> Constant:
    text = passage.text[quantity.whole.start + begin : quantity.whole.end + begin]
    return Constant(phrase, placed(quantity, passage, begin), text.strip(), style)


def placed(quantity: Quantity, passage: Passage, begin: int) -> Quantity:
    """Return a quantity of a clause that begins at an offset of a passage with its places in the piece."""
    span = passage.at(quantity.span.shifted(begin))
    whole = span if quantity.whole == quantity.span else passage.at(quantity.whole.shifted(begin))
    return Quantity(quantity.ends, quantity.shape, span, whole, quantity.unit, quantity.noun, quantity.notation)


def shifted(quantity: Quantity, by: int) -> Quantity:
    """Return a quantity with its places moved by `by` characters."""
    return replace(quantity, span=quantity.span.shifted(by), whole=quantity.whole.shifted(by))


def _without(text: str, span: Span) -> str:
    return f"{text[: span.start]} {text[span.end :]}"


def _table_constants(table: Table) -> Iterator[Constant]:
    """Return `| Session timeout | 30 s |`: rows of a name and cells that are nothing but a quantity.

    In a table of more columns it needs a unit: a bare number may be of something else in each row.
    """
    titles = table.titles
    width = len(titles)
    if not 2 <= width <= _MOST_COLUMNS:
        return
    may_be = _MAY_BE_QUANTITY if width == 2 else _MAY_HAVE_UNIT
    cells = [
        (row, column)
        for row in table.rows
        if len(row.cells) == width
        for column in range(1, width)
        if may_be.fullmatch(row.text(column))
    ]
    if cells and (width == 2 or len({row.text(0).casefold() for row in table.rows}) == len(table.rows)):
        for row, column in cells:
            yield from _cell_constant(row, column, titles)


_MOST_COLUMNS = 6
_MAY_BE_QUANTITY = re.compile(r"(?=.*[\dA-Za-z]).{1,60}")
_MAY_HAVE_UNIT = re.compile(r"(?=.{0,20}\d)(?=.*[^\d\W]|.*[%°]).{2,40}")
_NAMES_NOTHING = re.compile(r"(?:limit|value|setting|amount|quantity|figure)s?")
"""Titles of columns that add nothing to the name of a row."""
_BOUNDING = re.compile(r"(?:(?P<least>min)|max)(?:imum)?\.?")


def _cell_constant(row: Row, column: int, titles: tuple[str, ...]) -> Iterator[Constant]:
    """Return what a cell says of its row, by the column's title; in one of minima or maxima it is a bound."""
    name, value, title = row.text(0), row.text(column), titles[column]
    found = quantities(value)
    if len(found) != 1 or _without(value, found[0].whole).strip(" ."):
        return
    if quantities(name) or _is_conditional(name, _words(name)) or (found[0].unit is None and len(titles) > 2):
        return
    quantity, bounding = found[0], _BOUNDING.fullmatch(title)
    text = value[slice(*quantity.whole)].strip()
    if bounding and quantity.shape == "exact":
        low, high = quantity.ends[:2]
        ends = Ends(low, None) if bounding["least"] else Ends(None, high)
        quantity = replace(quantity, ends=ends, shape="minimum" if bounding["least"] else "maximum")
        text = f"at {'least' if bounding['least'] else 'most'} {text}"
    added = "" if bounding or _NAMES_NOTHING.fullmatch(title) else title
    if phrase := key_phrase(f"{row.text(0)} {added}", ""):
        here = shifted(quantity, row.at(column).start)
        yield Constant(phrase, here, text, "label")


_TOKEN = re.compile(r"[^\W_]+(?:'[a-z]+)?")
STOP = frozenset(
    re.findall(
        r"\w+",
        """a an the this that these those its it their his her our your and or of in on at to for from by with as is are
        be been being has have having had do does shall must will may can should equal equals equalled equaled set fixed
        configured limited always exactly up there here also most least than under over any all each every one value
        s t holds hold contain contains lasts last takes take given allowed permitted required long wide high size need
        needs require requires""",
    )
)
"""Words that say nothing of what a quantity is of; `each` and `every` do in theory, but both places say them rarely."""
GENERIC = frozenset(
    re.findall(
        r"\w+",
        """maximum minimum max min length size number count limit value time delay default total duration period rate
        interval width height depth timeout name text line list file id title message string entry item record field
        key page response request table row column data type code part piece program unit step start end level range
        first new old same character byte bit second minute hour day input output result amount object element index
        address word user system call case state event version test function parameter argument attribute game member
        sample frame block cell window group node set process task job run use""",
    )
)
"""Words that many things have: alone they name none of them."""


def key_phrase(text: str, noun: str) -> tuple[str, ...]:
    """Return the words that name a quantity, sorted: without stop words, without the noun that it counts."""
    if HIDDEN in text:
        return ()
    text = text.casefold().replace("at a time", "")
    if "er-" in text:  # "over-voltage" is another thing than "under-voltage"
        text = text.replace("over-", "over").replace("under-", "under")
    words = (singular(word.removesuffix("'s")) for word in _TOKEN.findall(text))
    return tuple(sorted({word for word in words if word not in STOP and word != noun}))


class Stated(NamedTuple):
    """What other files may know of a constant."""

    readings: tuple[Ends, ...]
    shape: Shape
    unit: Unit | None
    style: Style
    words: int
    """How many words name it: those of its phrase, and what it counts."""
    section: str
    """The anchor of the section that it stands in."""


def stated(constant: Constant, section: Section) -> Stated:
    """Return what is comparable of a constant of a section."""
    quantity = constant.quantity
    words = len(constant.phrase) + bool(quantity.noun)
    return Stated(quantity.readings, quantity.shape, quantity.unit, constant.style, words, section.anchor)


def same_constant(one: Stated, other: Stated, *, same_file: bool) -> bool:
    """Tell whether two statements with one key are surely about one thing, so far as words can tell."""
    if not same_file:
        return one.words > 1
    labels = one.style == other.style == "label"
    if labels:  # a list of properties under each of several headings
        return one.section == other.section and one.words > 1
    return one.words > 1 or one.style == other.style


def constant_key(constant: Constant) -> Key:
    """Return the key of all statements of one constant."""
    return Key("quantity", constant.name)


def constant_keys(constant: Constant) -> Iterator[Key]:
    """Return the keys of what a constant can be compared with: a size of 4096 may be one in bytes."""
    yield constant_key(constant)
    dimension = constant.quantity.dimension
    if dimension == "information" or (dimension == "number" and is_size(constant.quantity.ends)):
        yield Key("quantity", f"{' '.join(constant.phrase)}|{'number' if dimension != 'number' else 'information'}")


def is_size(ends: Ends) -> bool:
    """Tell whether a number without a unit is one that people write for a size: 256 and more."""
    return min(end for end in (ends.low, ends.high) if end is not None) >= _SMALLEST_SIZE


_SMALLEST_SIZE = 256


def unit_key(spec_id: str, unit: str) -> Key:
    """Return the key of all places where a spec uses a unit that has a double, such as kB and KiB."""
    return Key("unit", f"{spec_id.casefold()}|{unit}")


def constant_definitions(section: Section, spec_id: str) -> Iterator[Definition]:
    """Return what a section states as fixed, for statements elsewhere to be compared with."""
    if not is_stated(section):
        return
    for constant in (*constants(section.piece), *defined(section)):
        if constant.specific:
            span = section.at(constant.quantity.whole)
            yield Definition(constant_key(constant), span, constant.text, stated(constant, section))
    for quantity in of_doubles(section.piece):
        if quantity.unit:
            yield Definition(unit_key(spec_id, quantity.unit.name), section.at(quantity.span), quantity.unit.name)


def defined(section: Section) -> Iterator[Constant]:
    """Return the value that an entry of a glossary gives its term: "The time, 10 s, that a barrier may take"."""
    heading = section.piece.heading
    if heading is None or heading.level <= _LEVEL_OF_SECTIONS or not may_have_quantities(section.piece.text):
        return
    if any(one.level == _LEVEL_OF_SECTIONS and one.name in GLOSSARIES for one in section.above()):
        found = [(passage, one) for passage in passages(section.piece) for one in quantities(passage.text) if one.unit]
        phrase = key_phrase(heading.title.text, "")
        if len(found) == 1 and len(phrase) > 1 and found[0][1].shape == "exact":
            yield _placed(found[0][0], phrase, found[0][1], 0, "statement")


_LEVEL_OF_SECTIONS = 2


@per_piece
def of_doubles(piece: Piece) -> Iterator[Quantity]:
    """Return the quantities of a section's own text in units that have a double; spans count from the piece."""
    for passage in passages(piece):
        for quantity in quantities(passage.text) if _BYTES.search(passage.text) else ():
            if quantity.unit is not None and quantity.unit.name in DOUBLES:
                yield placed(quantity, passage, 0)


_BYTES = re.compile(r"[bB](?:(?<=B)|(?i:ytes?\b))")
"""What every spelling of a unit of 1,000 or of 1,024 bytes ends in."""


def is_stated(section: Section) -> bool:
    """Tell whether a section says what holds: examples, notes and non-goals do not."""
    return not any(one.level == 2 and one.name in _NO_STATEMENTS for one in (section, *section.above()))


_NO_STATEMENTS = frozenset({"examples", "notes", "non-goals", "changelog", "history", "open questions", "questions"})
