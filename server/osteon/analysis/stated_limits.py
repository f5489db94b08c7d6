"""Finds the limits that sentences and lists set for what they name: a range of a thing, the values that one has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.allowed import Limit, NamedLimit, limit_of
from osteon.analysis.constants import is_conditional
from osteon.analysis.passages import HIDDEN, Passage, passages, sentences
from osteon.analysis.quantities import Ends, Quantity, may_have_quantities, quantities
from osteon.analysis.syntax import Piece
from osteon.analysis.tables import tables
from osteon.analysis.text import Span


def stated_limits(piece: Piece) -> Iterator[NamedLimit]:
    """Return the limits that the prose of a section sets outside of its fields, and the values that it lists."""
    for passage in passages(piece):
        if passage.kind != "row" and (passage.field not in _NOT_STATED or passage.field == "accepts"):
            yield from _ranges(passage, piece) if passage.field != "accepts" else ()
            yield from _values(passage)
    if "`" in piece.text:
        yield from _listed(piece)
    for table in tables(piece):
        names = [row.text(0) for row in table.rows]
        if table.titles and table.titles[0] in _KINDS and len(names) >= _FEWEST and all(map(_NAME.fullmatch, names)):
            span = Span(table.header.span.start, table.rows[-1].span.end)
            yield NamedLimit(table.titles[0], Limit(allowed=tuple(names), is_folded=True), span)


_NOT_STATED = frozenset({"accepts", "returns", "errors", "input", "output", "interface", "depends on"})
_KINDS = frozenset({"state", "status", "mode", "kind", "phase", "priority", "severity", "category", "role"})
"""Titles of a first column that lists the values of what it is called."""
_FEWEST = 3
_NAME = re.compile(r"[A-Za-z][\w-]*(?: [a-z]+){0,2}")

_MAY_RANGE = re.compile(
    r"\d[^.]{0,16}?(?:\bto\b|–|-|\.\.|…|\band\b)[^.]{0,3}?-?\d|\b(?:most|least|than|limited|m(?:ax|in)\w*) "
)
"""What a sentence has that sets a range or a bound."""


def _ranges(passage: Passage, piece: Piece) -> Iterator[NamedLimit]:
    if not (may_have_quantities(passage.text) and _MAY_RANGE.search(passage.text)):
        return
    for sentence in sentences(passage):
        text = passage.text[sentence.start : sentence.end]
        found = quantities(text) if _MAY_RANGE.search(text) else ()
        for quantity in found if len(found) <= _MOST_IN_SENTENCE else ():
            said = _subject(text, quantity)
            if (
                said is None
                or not _holds_always(text, quantity.whole)
                or has_exception(text, quantity.whole.end, said[1])
            ):
                continue
            subject, limit = said
            last = text[:subject].rpartition(" ")[2].lstrip("(")
            place = passage.at(Span(subject - len(last), subject).shifted(sentence.start))
            is_marked = piece.text[place.start - 1 : place.start] in _MARKS
            for name in [last] if is_marked and _WORD.fullmatch(last) else _names(text[:subject], quantity):
                yield NamedLimit(name, limit, passage.at(quantity.whole.shifted(sentence.start)))


_MOST_IN_SENTENCE = 24
"""A sentence of more quantities is a list of data, and each would be looked at beside all of it."""
_MARKS = ("`", "*")


def has_exception(text: str, at: int, limit: Limit) -> bool:
    """Tell whether a limit has an exception behind it; a default that is within it is none."""
    match = _OR.match(text, at)
    if match is None or not match[0].endswith("default"):
        return match is not None
    value = _DEFAULT.match(text, match.end())
    return value is None or limit.refuses(int(value[1]), limit.unit)


_DEFAULT = re.compile(r"s?(?: is| to|:| =)? (\d{1,9})(?!\w|\.\d)")
_OR = re.compile(r"[^;.]{0,24}?\b(?:or|except|unless|default|also|plus)\b")


def _holds_always(text: str, span: Span) -> bool:
    """Tell whether a sentence sets a limit for every case: what stands behind a colon explains."""
    around = f"{text[: span.start]} {_EXPLAINS.split(text[span.end :], 1)[0]}".replace(HIDDEN, "it")
    return _ENDS.match(text, span.end) is not None and not (_HEDGED.search(around) or is_conditional(around))


_EXPLAINS = re.compile(r"\)?: ")


_HEDGED = re.compile(
    r"\b(?:usual|typical|normal|often|most(?:ly)? of|expect|nominal|average|rated|recommend|should|prefer)\w*"
)
_ENDS = re.compile(
    r"(?: [a-z]+s)?(?:\Z|[.;)]|, (?!(?:or|except|unless|but|plus|also)\b)|,? in (?:steps|increments)\b|,? inclusive"
    r"| long\b|,? and |: )"
)
"""What stands behind a limit that holds always."""
_BRIDGE = frozenset(
    re.findall(
        r"\S+",
        """is are be been must shall may can will has have having run runs range ranges go goes lie lies set sets
        adjustable configurable limited allowed valid accepted permitted restricted given in the within of from between
        an a integer int number whole decimal optional each both always a value values to not longer shorter larger
        smaller exceed only integers numbers at least most more no than up text string takes""",
    )
)
"""Words between the name of a thing and what it may be."""
_BREAKS = re.compile(r"[,;:(–—] |, and | and (?=[a-z]+ [a-z]+ (?:is|are|has|have|must|shall) )")
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        """with in on at by for to from after before about into per than as it they this that these those there we you
        he she who which what then so and or but not no nor every step steps other between within first second
        next last attempt retry try case row line""",
    )
)
"""Words that the name of what has a limit does not have."""
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_LONGEST_NAME = 4


def _subject(text: str, quantity: Quantity) -> tuple[int, Limit] | None:
    """Return where the name of what a quantity is said of ends, and the limit: "the setpoint shall be" and a range."""
    start, end = max(0, quantity.whole.start - _FARTHEST), quantity.whole.start
    words = text[start:end].rstrip(" (:").split(" ")
    bridge: list[str] = []
    while words and words[-1].strip(",(:").casefold() in _BRIDGE:
        bridge.append(words.pop().strip(",(:"))
    limit = limit_of(quantity)
    if limit is None and bridge[:2] == ["to", "limited"] and quantity.shape == "exact":
        limit = Limit(Ends(None, quantity.ends.low), unit=quantity.unit)
    if limit is None or not words:
        return None
    is_said = bridge or quantity.shape == "range" or _MUST.search(text, end, quantity.span.start)
    return (start + len(" ".join(words).rstrip(",(: ")), limit) if is_said else None


_FARTHEST = 120
_MUST = re.compile(r"\b(?:must|shall|may|can|cannot)\b")


def _names(before: str, quantity: Quantity) -> Iterator[str]:
    """Return what the end of a text names that is followed by what it must be: one thing, or two."""
    head = _BREAKS.split(before[-_FARTHEST:])[-1]
    is_near = quantity.whole.start - len(before) <= 1
    if not is_near or quantity.shape != "range" or len(head.split()) <= _SHORT:
        for name in head.split(" and "):
            bare = _ARTICLE.sub("", name)
            if _is_name(bare):
                yield bare


_ARTICLE = re.compile(r"\A(?:the|an?|each|every|its|both) ", re.IGNORECASE)
_SHORT = 2
"""So many words name a thing that stands directly before its range: "main time 1 to 180 min"."""


def _is_name(name: str) -> bool:
    words = name.split(" ")
    plain = all(_WORD.fullmatch(word) and word.casefold() not in _NO_NAME for word in words)
    return plain and len(words) <= _LONGEST_NAME and not name.isupper()


_OR_LIST = re.compile(r"(?P<values>[\w-]+(?: [\w-]+)?(?:, [\w-]+(?: [\w-]+)?){0,12},? or [\w-]+(?: [\w-]+)?)[.;]?\Z")
_IS = re.compile(
    r"\A(?:(?:An?|The|Each|Every) )?(?P<name>[A-Za-z]+(?: [a-z]+)?) (?:is|are)(?: always| either| one of)? "
)
_PARTS = re.compile(r", (?:or )?| or ")


def _values(passage: Passage) -> Iterator[NamedLimit]:
    """Return "an endpoint is active, paused or deleted": also what its state or status is."""
    for sentence in sentences(passage) if " or " in passage.text else ():
        text = passage.text[sentence.start : sentence.end].rstrip()
        head = _IS.match(text)
        match = _OR_LIST.fullmatch(text, head.end()) if head else None
        if head is None or match is None:
            continue
        parts = tuple(_PARTS.split(match["values"]))
        single = sum(" " not in part for part in parts)
        if len(parts) >= _FEWEST and single >= len(parts) - 1 and not any(map(_NO_VALUE.match, parts)):
            limit = Limit(allowed=parts, is_folded=True)
            span = passage.at(Span(sentence.start + head.end(), sentence.start + len(text)))
            for name in (head["name"], "state", "status"):
                yield NamedLimit(name, limit, span)


_NO_VALUE = re.compile(r"(?:less|more|not|an?|the|at|in|on|by|if|to|above|below|over|under|no)\b")
_CODE_LIST = r"`[^`\n]{1,40}`(?:(?:, (?:or )?| or )`[^`\n]{1,40}`){1,30}"
_OF_NAME = re.compile(
    rf"`(?P<name>[A-Za-z_]\w*)`(?: of (?:an? |the )?\w+)?(?::| is| of| may be| can be| must be| shall be| has| \()"
    rf"(?P<one> ?(?:either|one of|any of):?)? ?(?P<values>{_CODE_LIST})"
)
_HEADS_LIST = re.compile(
    r"`(?P<name>[A-Za-z_]\w*)`[^.`\n]{0,40}\b(?:one of|either|following|values?|can be|may be|must be|is)\b"
    r"[^.`\n]{0,40}:\s*\n\s*(?P<values>(?:[-*+] `[^`\n]{1,40}`[^\n]*\n?\s*){2,40})"
)
_ITEM = re.compile(r"[-*+] `([^`\n]{1,40})`")
_MEMBER = re.compile(r"`([^`\n]+)`")
_IF = re.compile(r"\b(?:if|when|while|whenever|unless|where|once|e\.g|example|such as|not)\b[^.;|\n]*\Z", re.IGNORECASE)


def _listed(piece: Piece) -> Iterator[NamedLimit]:
    """Return the values in code marks that a field or list gives for a name in code marks."""
    text = piece.text
    for match in _OF_NAME.finditer(text, piece.heading_end):
        is_choice = match["one"] or " or " in match["values"]
        if is_choice and not _IF.search(text, max(0, match.start() - 100), match.start()):
            members = tuple(_MEMBER.findall(match["values"]))
            yield NamedLimit(match["name"], Limit(allowed=members), Span(*match.span("values")))
    for match in _HEADS_LIST.finditer(text, piece.heading_end):
        members = tuple(_ITEM.findall(match["values"]))
        yield NamedLimit(match["name"], Limit(allowed=members), Span(*match.span("values")))
