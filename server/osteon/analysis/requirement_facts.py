"""What the checks of one requirement must know of others: who says what happens on bad input, who has criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osteon.analysis.index import NO_PLACE, Definition, Key
from osteon.analysis.model import Section
from osteon.analysis.quantities import singular
from osteon.analysis.shape import Context
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span

CRITERIA = frozenset(
    {"acceptance", "acceptance criteria", "acceptance criterion", "acceptance test", "acceptance tests"}
)
"""The fields and headings, folded, that hold the criteria of one requirement."""

_SAYS_WHAT_HAPPENS = re.compile(
    r"(?i)\b(?:errors?|exceptions?|fail(?:s|ing|ures?)?|"
    r"failed(?! (?!with|when|because|after|before|once|until|then)[a-z]{4})|"  # "a failed delivery" is one of some kind
    r"rais(?:es?|ed|ing)|throws?|thrown|reject(?:s|ed|ion)?|"
    r"refus(?:es?|ed|al)|invalid|den(?:y|ies|ied)|abort(?:s|ed)?|otherwise|else|clamp(?:s|ed)?|panics?|warn(?:s|ing)?|"
    r"(?<!to )(?<!of )(?<!than )(?<!most )(?<!least )[45]\d\d"
    r"(?! ?(?:%|ms|s|min|h|kb|mb|px|mm|cm|km|kg|g|v|w|[a-z]{3,}s)\b))\b"
)
_MAY_SAY = re.compile(
    r"(?i)\b(?:ignor(?:es?|ed)|truncat(?:es?|ed)|discard(?:s|ed)?|drop(?:s|ped)?|skip(?:s|ped)?|faults?|no effect"
    r"|changes? nothing|nothing changes|leaves? the)\b"
)
_STEMS = ("gnor", "runcat", "iscard", "drop", "Drop", "skip", "Skip", "ault", "ffect", "othing", "leave")
"""What stands in every text in which `_MAY_SAY` finds something, to be looked for quickly."""
_OF_BAD_INPUT = re.compile(
    r"(?i)\b(?:not|cannot|no|without|unknown|missing|wrong|other|others|another|anything|everything|outside|beyond|above|below"
    r"|over|under|more|less|fewer|larger|longer|shorter|smaller|older|later|exceed\w*|too|empty|malformed|bad|twice"
    r"|second|duplicates?|unsupported|unrecogni\w+|negative|damaged|broken|rest|remaining)\b|n['’]t\b"
)
"""What a sentence has that says of input that does not fit that it is ignored; hyphens may be ignored in any."""
_ABOUT_ERRORS = re.compile(r"(?i)\b(?:errors?|failures?|faults?|exceptions?|validation)\b")


_OF_ALL = re.compile(
    r"(?i)\b(?:any|every|all|each|invalid|malformed|bad|wrong|unknown|other)\b[^.;|]{0,40}?"
    r"\b(?:inputs?|values?|arguments?|parameters?|requests?|fields?|files?|calls?|commands?|messages?|settings?)\b"
)
"""What is said of all that is taken, not of what one requirement takes."""
_NOUN = re.compile(r"[a-z]{4,}")


def refusal_key(path: str, anchor: str) -> Key:
    """Return the key of what the sections under a requirement say of bad input; without anchor, those of all."""
    return Key("refusal", f"{path}#{anchor}".casefold())


def refused_key(path: str) -> Key:
    """Return the key of what constraints, and requirements that check, say of bad input; the detail is its nouns."""
    return Key("refusal", f"{path}?")


def nouns_of(text: str) -> Iterator[str]:
    """Return the words of a text that may name what is taken, in the singular, each once."""
    return iter(dict.fromkeys(singular(word) for word in _NOUN.findall(text.casefold())))


def convention_key(path: str) -> Key:
    """Return the key of the requirements of a file that accept something; the detail is whether they have errors."""
    return Key("refusal", f"{path}!")


def criteria_key(path: str) -> Key:
    """Return the key of the criteria of single requirements of a file."""
    return Key("criteria", path)


def says_what_happens(piece: Piece) -> bool:
    """Tell whether the text under a heading says what becomes of input that does not fit."""
    if _SAYS_WHAT_HAPPENS.search(piece.text, piece.heading_end):
        return True
    may_say = _MAY_SAY.finditer(piece.text, piece.heading_end) if any(one in piece.text for one in _STEMS) else ()
    return any(_OF_BAD_INPUT.search(piece.text, *_sentence_around(match, piece.text)) for match in may_say)


_BREAK = re.compile(r"[.;:!?]\s|\n\s*(?:\n|[-*+|] )")


def _sentence_around(match: re.Match[str], text: str) -> Span:
    first = max(0, match.start() - _LONGEST)
    begin = max((one.end() for one in _BREAK.finditer(text, first, match.start())), default=first)
    end = _BREAK.search(text, match.end(), match.end() + _LONGEST)
    return Span(begin, end.start() if end else min(len(text), match.end() + _LONGEST))


_LONGEST = 200
"""So far a sentence is looked at on either side of a word."""


def requirement_definitions(section: Section, path: str) -> Iterator[Definition]:
    """Return what a section of a spec says that checks of requirements elsewhere in the file must know."""
    if section.level == 2 and _ABOUT_ERRORS.search(section.title.text):
        yield Definition(refusal_key(path, ""), NO_PLACE, section.title.text)
    if _is_about_others(section):
        yield from _refusals(section, path)
    if section.level == 3 and section.is_entry_of("requirements") and section.field("accepts"):
        has_errors = section.field("errors") is not None
        yield Definition(convention_key(path), NO_PLACE, section.title.text, has_errors)
    requirement = _requirement_above(section)
    if requirement is not None and says_what_happens(section.piece):
        yield Definition(refusal_key(path, requirement.anchor), NO_PLACE, section.title.text)
    if requirement is not None and is_criteria(section.title.text):
        yield Definition(criteria_key(path), NO_PLACE, section.title.text)
    if section.is_entry_of("requirements") and any(is_criteria(field.name.text) for field in section.piece.fields):
        yield Definition(criteria_key(path), NO_PLACE, section.title.text)


def _is_about_others(section: Section) -> bool:
    """Tell whether a section may say what happens to the input of requirements beside it, by its name."""
    if section.level == 2:
        return section.name == "constraints"
    name = section.name if section.level == 3 else ""
    return (
        any(one in name for one in _CHECKS) and section.is_entry_of("requirements") and section.field("accepts") is None
    )


_CHECKS = ("error", "fail", "fault", "refus", "reject", "valid", "bad", "wrong", "check", "input", "limit", "range")
"""What stands in the names of requirements that say what happens to bad input of others."""


def _refusals(section: Section, path: str) -> Iterator[Definition]:
    """Return what is refused by the sentences of a section, outside of its own error bullets, by its nouns."""
    piece, nouns = section.piece, set[str]()
    errors = section.field("errors")
    end = errors.name.span.start if errors else len(piece.text)
    for match in _SAYS_WHAT_HAPPENS.finditer(piece.text, piece.heading_end, end):
        sentence = piece.text[slice(*_sentence_around(match, piece.text))]
        if _VERDICT.match(piece.text, match.start()):
            continue
        if _OF_BAD_INPUT.search(sentence) or "invalid" in sentence.casefold():
            nouns.update(nouns_of(sentence))
            if _OF_ALL.search(sentence):
                yield Definition(refusal_key(path, ""), NO_PLACE, section.title.text)
    if nouns:
        yield Definition(refused_key(path), NO_PLACE, section.title.text, frozenset(nouns))


_VERDICT = re.compile(r"(?i)fail(?:s|ed|ing)? (?:the|an?|this|that|any|its) (?:[a-z-]+ ){0,2}(?:test|check|exam)s?\b")
"""What only says how a thing is judged, "fails the range test", and not what happens then."""


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
