"""Tells sentences in the plain present tense that explain from those that demand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from osteon.analysis.statements import Statement


def is_in_a_remark(statement: Statement, start: int, end: int, *, among_modals: bool) -> bool:
    """Tell whether a word of a statement, by its place in it, stands in an explanation of how the world is.

    Only a sentence of running text without a modal verb and a condition explains: "Printing is normally quick, so
    there is no lamp." An item of a list demands. `among_modals` says that most sentences around have a modal verb.
    """
    if statement.origin != "sentence" or statement.shape != "prose" or statement.modality != "none" or statement.field:
        return False
    text = statement.masked
    return (
        among_modals
        or _EVALUATION.match(text) is not None
        or _PERSON.search(text) is not None
        or _CONSEQUENCE.search(text, end) is not None
        or _of_any_such(text, start, end)
    )


def is_spoken_in_modals(statements: Iterable[Statement]) -> bool:
    """Tell whether most sentences of running text say with a modal verb what must be so."""
    told = [one.modality not in ("none", "ability") for one in statements if one.origin == "sentence"]
    return len(told) >= _ENOUGH_TO_TELL and 2 * sum(told) > len(told)


_ENOUGH_TO_TELL = 3
_EVALUATION = re.compile(r"\W*(?:it['’]s|this is|that['’]s|that is|good|most|few)\s", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:we|you)\b(?!\s+(?:also\s+)?(?:want|need|wish|expect|require|ask))", re.IGNORECASE)
_CONSEQUENCE = re.compile(r",\s+so\s+(?!that\b|as\b)|\bhence\b|\btherefore\b|\bwhich is why\b", re.IGNORECASE)
"""What follows from the sentence is said: it is the reason, not the demand."""
_SUBJECT_BEGINS = re.compile(r"[^\w\ufffc]*(?:an?\s+)?", re.IGNORECASE)
_SAYS_WHICH = ("the", "ly", "cases", "to")
"""So end a quantity of things that are known, an adverb, and a verb: no words about a subject."""


def _of_any_such(text: str, start: int, end: int) -> bool:
    """Tell whether a word is said of any such subject: "Modern players …", "A reasonable person …"."""
    return _SUBJECT_BEGINS.fullmatch(text, 0, start) is not None and not text.endswith(_SAYS_WHICH, start, end)
