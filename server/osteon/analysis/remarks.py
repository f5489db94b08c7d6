"""Tells sentences in the plain present tense that explain from those that demand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from osteon.analysis.statements import Statement


def beyond_remarks(
    found: Iterable[re.Match[str]], statement: Statement, *, among_modals: bool
) -> Iterator[re.Match[str]]:
    """Return those of the words found in a statement that do not stand in an explanation of how the world is.

    Only a sentence of running text without a modal verb and a condition explains: "Printing is normally quick, so
    there is no lamp." An item of a list demands. What a demand is good for explains in any: "…, which makes it easy to
    read". `among_modals` says that most sentences around have a modal verb.
    """
    text = statement.masked
    aside = _MAKES.search(text) if ", which" in text else None
    found = (match for match in found if not (aside and match.start() > aside.start()))
    if statement.origin != "sentence" or statement.shape != "prose" or statement.modality != "none" or statement.field:
        yield from found
        return
    until = len(text) if among_modals else _explained(text)
    yield from (match for match in found if match.end() > until and not _is_of_any_such(match))


def is_spoken_in_modals(statements: Iterable[Statement]) -> bool:
    """Tell whether most sentences of running text say with a modal verb what must be so."""
    told = [one.modality not in ("none", "ability") for one in statements if one.origin == "sentence"]
    return len(told) >= _ENOUGH_TO_TELL and 2 * sum(told) > len(told)


def _explained(text: str) -> int:
    """Return up to where a sentence explains: to its end, to its last consequence, or nowhere."""
    if _EVALUATION.match(text) or _PERSON.search(text):
        return len(text)
    return max((match.start() for match in _CONSEQUENCE.finditer(text)), default=0)


def _is_of_any_such(word: re.Match[str]) -> bool:
    """Tell whether a word is said of any such subject: "Modern players …", "A reasonable person …"."""
    return _SUBJECT_BEGINS.fullmatch(word.string, 0, word.start()) is not None and not word[0].endswith(_SAYS_WHICH)


_ENOUGH_TO_TELL = 3
_EVALUATION = re.compile(r"\W*(?:it['’]s|this is|that['’]s|that is|good|most|few)\s", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:we|you)\b(?!\s+(?:also\s+)?(?:want|need|wish|expect|require|ask))", re.IGNORECASE)
_CONSEQUENCE = re.compile(r",\s+so\s+(?!that\b|as\b)|\bhence\b|\btherefore\b|\bwhich is why\b", re.IGNORECASE)
"""What follows from the sentence is said: it is the reason, not the demand."""
_MAKES = re.compile(r",\s+which\s+(?:also\s+)?(?:makes|keeps|lets|means|helps|allows|gives|leaves)\b", re.IGNORECASE)
"""How a sentence goes on to say what its demand is good for."""
_SUBJECT_BEGINS = re.compile(r"[^\w\ufffc]*(?:an?\s+)?", re.IGNORECASE)
_SAYS_WHICH = ("the", "ly", "cases", "to")
"""So end a quantity of things that are known, an adverb, and a verb: no words about a subject."""
