"""What the checks of one requirement must know of others: who says what happens on bad input, who has criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.index import NO_PLACE, Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.shape import Context
from osteon.analysis.syntax import Piece

CRITERIA = frozenset(
    {"acceptance", "acceptance criteria", "acceptance criterion", "acceptance test", "acceptance tests"}
)
"""The fields and headings, folded, that hold the criteria of one requirement."""

_SAYS_WHAT_HAPPENS = re.compile(
    r"(?i)\b(?:errors?|exceptions?|fail(?:s|ed|ing|ures?)?|rais(?:es?|ed|ing)|throws?|thrown|reject(?:s|ed|ion)?|"
    r"refus(?:es?|ed|al)|invalid|ignor(?:es?|ed)|den(?:y|ies|ied)|abort(?:s|ed)?|otherwise|else|clamp(?:s|ed)?|"
    r"truncat(?:es?|ed)|discard(?:s|ed)?|drop(?:s|ped)?|skip(?:s|ped)?|faults?|panics?|warn(?:s|ing)?|[45]\d\d)\b"
)
_ABOUT_ERRORS = re.compile(r"(?i)\b(?:errors?|failures?|faults?|exceptions?|validation)\b")


def refusal_key(path: str, anchor: str) -> Key:
    """Return the key of what the sections under a requirement say of bad input; without anchor, those of all."""
    return Key("refusal", f"{path}#{anchor}".casefold())


def criteria_key(path: str) -> Key:
    """Return the key of the criteria of single requirements of a file."""
    return Key("criteria", path)


def says_what_happens(piece: Piece) -> bool:
    """Tell whether the text under a heading says what becomes of input that does not fit."""
    return _SAYS_WHAT_HAPPENS.search(piece.text, piece.heading_end) is not None


def requirement_definitions(section: Section, path: str) -> Iterator[Definition]:
    """Return what a section of a spec says that checks of requirements elsewhere in the file must know."""
    if section.level == 2 and _ABOUT_ERRORS.search(section.title.text):
        yield Definition(refusal_key(path, ""), NO_PLACE, section.title.text)
    requirement = _requirement_above(section)
    if requirement is not None and says_what_happens(section.piece):
        yield Definition(refusal_key(path, requirement.anchor), NO_PLACE, section.title.text)
    if requirement is not None and is_criteria(section.title.text):
        yield Definition(criteria_key(path), NO_PLACE, section.title.text)
    if section.is_entry_of("requirements") and any(is_criteria(field.name.text) for field in section.piece.fields):
        yield Definition(criteria_key(path), NO_PLACE, section.title.text)


def is_criteria(name: str) -> bool:
    """Tell whether a field or heading of this name holds the criteria of one requirement."""
    return name.casefold().strip() in CRITERIA


def _requirement_above(section: Section) -> Context | None:
    """Return the requirement that a section stands in, without being it."""
    one = section.standing.context.above
    while one is not None and one.above is not None:
        if one.level == 3 and one.above.level == 2 and one.above.name == "requirements":
            return one
        one = one.above
    return None
