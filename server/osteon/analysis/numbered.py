"""Requirements with a number of their own, `REQ-17`: where one is given, and where prose names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.index import Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.passages import passages, per_piece, sentences
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span
from osteon.analysis.values import Word


@per_piece
def named_numbers(piece: Piece) -> Iterator[Word]:
    """Return the numbers that the prose of a piece refers to, in the piece.

    Left out is what may be of another document ("REQ-3 of the contract") or of another time ("REQ-3 was deleted"), and
    the ends of a range.
    """
    for passage in passages(piece) if _NUMBER.search(piece.text) else ():
        for sentence in sentences(passage) if _NUMBER.search(passage.text) else ():
            text = passage.text[sentence.start : sentence.end]
            for match in () if _OF_ANOTHER_TIME.search(text) else _REFERENCE.finditer(text):
                place = passage.at(Span(*match.span(1)).shifted(sentence.start))
                if not piece.text.startswith("`", place.start - 1):
                    yield Word(match[1], place)


def number_definitions(section: Section, path: str) -> Iterator[Definition]:
    """Return the numbers that a section gives, and, once for each heading that begins with one, its family."""
    text = section.piece.text
    for match in _GIVEN.finditer(text) if _NUMBER.search(text) else ():
        place = section.at(Span(*match.span(1)))
        yield Definition(number_key(match[1]), place, match[1])
        if section.piece.heading and match.start() < section.piece.heading_end:
            yield Definition(family_key(path, match[1]), place, match[1])


def number_key(number: str) -> Key:
    """Return the key of a number, whose zeros in front make no difference."""
    family, _, digits = number.rpartition("-")
    return Key("numbered", f"{family}-{digits.lstrip('0')}".casefold())


def family_key(path: str, number: str) -> Key:
    """Return the key of the headings of a file whose numbers begin with the same letters."""
    return Key("numbered", f"#{path}#{number.rpartition('-')[0]}")


_ID = r"[A-Z][A-Z0-9]{0,9}-\d{1,6}"
_NUMBER = re.compile(rf"\b{_ID}\b")
_GIVEN = re.compile(
    rf"^[ \t]*(?:#+[ \t]+|[-*+][ \t]+|\d+[.)][ \t]+|\|[ \t]*|(?=\*\*|\[|{_ID}:))[*\[(]{{0,3}}({_ID})(?![\w-])",
    re.MULTILINE,
)
_RANGE = r"[ ](?:to|through|until)[ ]|[ ]?(?:–|—|\.\.)"
_REFERENCE = re.compile(rf"(?<![\w`/#.\\-])(?<!to[ ])(?<!–)(?<!\.)({_ID})(?![\w`/#-]|[ ](?:of|in|from)\b|{_RANGE})")
_OF_ANOTHER_TIME = re.compile(
    r"\b(?:removed|deleted|dropped|withdrawn|former(?:ly)?|old|obsolete|replace[sd]?|retired|reserved|renumbered"
    r"|no longer|earlier|previous|was|were|will be)\b",
    re.IGNORECASE,
)
