"""Recognises the shape of a statement (scenario, EARS, modal sentence) and its slots: who, when, what, how fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from osteon.analysis.text import Span

Shape = Literal[
    "scenario", "ubiquitous", "event", "state", "unwanted", "optional", "complex", "shall", "outcome", "prose"
]
"""What a statement looks like.

- `scenario`: a Given, When or Then step, or all three in one sentence.
- `ubiquitous` ("The pump shall …"), `event` ("When …"), `state` ("While …"), `unwanted` ("If …"), `optional`
  ("Where …") and `complex` (two or more conditions): the kinds of EARS, the Easy Approach to Requirements Syntax
  (Mavin et al., 2009). Those with a condition also count in the present tense: "When it rains, the roof closes."
- `shall`: any other sentence with a word of RFC 2119.
- `outcome`: an error bullet, `condition -> outcome`.
- `prose`: all others.
"""

Modality = Literal["obligation", "prohibition", "recommendation", "permission", "ability", "none"]
"""How strong it is: shall and must, their negations, should, may, can; `none` for a plain present tense."""

SlotName = Literal["actor", "condition", "trigger", "response", "timing"]


class Slot(NamedTuple):
    """One part of a statement."""

    name: SlotName
    span: Span


class Reading(NamedTuple):
    """What was recognised in one statement; spans count from its start."""

    shape: Shape
    modality: Modality
    slots: tuple[Slot, ...]


@lru_cache(maxsize=4096)  # typing leaves most statements of a section as they are
def slots_of(masked: str, *, after_step: bool = False, outcome: bool = False) -> Reading:
    """Read one masked statement.

    `after_step` says that a scenario's step stands before it, so that "And …" is one too; `outcome` that it stands in
    a list of errors, so that an arrow in it splits condition and outcome.
    """
    if outcome and (arrow := _ARROW.search(masked)):
        return _outcome(masked, arrow)
    step = _STEP.match(masked)
    if step and _is_step(masked, step[1].casefold(), after_step=after_step):
        return _scenario(masked)
    leading = _LEADING.match(masked)
    if leading:
        return _conditional(masked, leading)
    return _plain(masked, 0)


_ARROW = re.compile(r"->|→")
_STEP = re.compile(r"\W*(given|when|then|and|but)\b", re.IGNORECASE)
_GIVEN_WHEN_THEN = re.compile(r"\b(given|when|then)\b", re.IGNORECASE)
_LEADING = re.compile(
    r"\W{0,3}(?:only )?(?P<word>when(?:ever)?|once|upon|as soon as|while|during|as long as|if|in case|where(?:ver)?)\b"
    r"\s*",
    re.IGNORECASE,
)
_KINDS: dict[str, Shape] = {
    "while": "state",
    "during": "state",
    "as long as": "state",
    "if": "unwanted",
    "in case": "unwanted",
    "where": "optional",
    "wherever": "optional",
}
_MODAL = (
    r"(?P<modal>(?:can|could|must|should|wo)n?['’]t|cannot|shall|must|should|may|can|could|will|(?:has|have) to"
    r"|(?:is|are) (?:required|obliged|recommended|allowed|permitted) to)\b(?P<not> (?:not|never)\b)?"
)
_FIRST_MODAL = re.compile(rf"(?<!\bthat\s)(?<!\bwhich\s)(?<!\bwho\s)\b{_MODAL}\s*", re.IGNORECASE)
"""A modal verb, but none of a relative clause: "a file that must stay"."""
_SUBJECT = (
    r"(?:the|an?|each|every|all|any|no|none|neither|both|its?|they|their|this|that|these|those|one|two|there|we|you|he"
    r"|she|(?-i:[A-Z])\w*|\W?\ufffc)"
)
_COMMA = re.compile(r",\s+(?:then\s+)?")
_MAIN = re.compile(rf"(?P<actor>[^,;:]{{1,120}}?)\s+{_MODAL}\s*", re.IGNORECASE)
_BEGINS_MAIN = re.compile(rf"{_SUBJECT}(?!\w)", re.IGNORECASE)
_THEN = re.compile(r"\s+then\s+", re.IGNORECASE)
_ANOTHER = re.compile(r"(?:,|\band|\bthen)\s+(?P<word>when(?:ever)?|while|if|where|as long as)\b\s*", re.IGNORECASE)
_TRAILING = re.compile(
    r"\s(?P<word>when(?:ever)?|(?<!\bat\s)once(?!\s+(?:an?|per|every|each|in)\b)|while|as long as|if|unless|until"
    r"|as soon as|in case|(?:before|after)(?=\s+(?:the|an?|each|every|all|any|its?|they|this|that|\ufffc)(?!\w)))\s",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r",\s+(?:and|but|then|with|so)\b", re.IGNORECASE)
_UNIT = (
    r"(?:ns|µs|us|ms|milliseconds?|microseconds?|s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?|months?|years?"
    r"|frames?|cycles?|ticks?)\b"
)
_TIMING = re.compile(
    r"\b(?:within|in|every|after|for|no later than|not later than|at most|at least|under|less than"
    r"|at intervals of)"
    r"\s+(?:(?:at most|at least|less than|under|no more than|the (?:first|next|last))\s+)?"
    rf"(?:\d[\d.,]{{0,20}}|an?|one|two|three|five|ten|thirty|sixty)[\s-]?{_UNIT}"
    rf"|\b(?:every|each|once an?|once per)\s+{_UNIT}|\b(?:immediately|at once)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_OF_MODALS = frozenset(
    _WORD.findall(
        "can cann cannot could couldn must mustn should shouldn wo won shall may will has have required obliged"
        " recommended allowed permitted"
    )
)
"""Text without any of these has no modal verb; those of times likewise."""
_WORDS_OF_TIMES = frozenset(
    _WORD.findall(
        "ns µs μs us ms millisecond milliseconds microsecond microseconds s sec second seconds min minute minutes h"
        " hour hours day days week weeks month months year years frame frames cycle cycles tick ticks immediately once"
    )
)
_SEVERAL = re.compile(r"[;:]")
_LONGEST_ACTOR = 160
_PLURAL = r"(?:they|we|you|these|those|both|(?:\S+\s+){0,4}\w+s)"
_SINGULAR = r"(?:it|this|that|nothing|nobody|everything|there|(?-i:[A-Z])[\w-]*|\W*\ufffc+\W*|(?:\S+\s+){1,5}\S+)"
_VERB = (
    r"accept|add|answer|appear|apply|ask|become|begin|block|calculate|call|change|check|clear|close|compute|contain|count"
    r"|create|decrease|delete|display|draw|emit|end|equal|execute|expire|fail|get|give|go|hold|ignore|increase|keep|load"
    r"|lock|log|match|move|need|notify|open|pass|prevent|print|publish|put|raise|read|receive|record|refuse|reject|remain"
    r"|remove|render|replace|reply|report|require|reset|return|run|save|send|set|show|start|stay|stop|store|take|throw"
    r"|turn|unlock|update|use|validate|verify|wait|write"
)
_SINGULAR_VERB = rf"(?:is|has|does|(?:{_VERB})s|(?:pass|match|publish|go)es|(?:appl|notif|repl|verif)ies)"
_INDICATIVE = re.compile(
    rf"(?P<one>{_SINGULAR}?)\s+{_SINGULAR_VERB}\b|(?P<many>{_PLURAL}?)\s+(?:are|have|do|{_VERB})\b", re.IGNORECASE
)


def _is_step(masked: str, word: str, *, after_step: bool) -> bool:
    """Tell a scenario's step from a sentence that begins with the same word."""
    if word == "given":
        return not _FIRST_MODAL.search(masked) or "then" in masked.casefold().split()
    if word in ("and", "but") or word == "then":
        return after_step
    return after_step and not _COMMA.search(masked)


def _scenario(masked: str) -> Reading:
    words = list(_GIVEN_WHEN_THEN.finditer(masked))
    names: dict[str, SlotName] = {"given": "condition", "when": "trigger", "then": "response"}
    ends = [*(word.start() for word in words), len(masked)][1:]
    slots = (
        slot
        for word, end in zip(words, ends, strict=True)
        for slot in _slot(names[word[1].casefold()], masked, word.end(), end)
    )
    return Reading("scenario", "none", tuple(slots))


def _outcome(masked: str, arrow: re.Match[str]) -> Reading:
    slots = (*_slot("condition", masked, 0, arrow.start()), *_slot("response", masked, arrow.end(), len(masked)))
    return Reading("outcome", "none", slots)


def _conditional(masked: str, leading: re.Match[str]) -> Reading:
    """Read a sentence that begins with its condition."""
    main = _main_clause(masked, leading.end())
    if main is None:
        return _plain(masked, 0)
    end, start = main
    word = " ".join(leading["word"].casefold().split())
    another = _ANOTHER.search(masked, leading.end(), end)
    first_end = another.start() if another else end
    conditions = [*_slot(_condition_name(word), masked, leading.end(), first_end)]
    if another:
        conditions += _slot(_condition_name(another["word"].casefold()), masked, another.end(), end)
    rest = _plain(masked, start)
    shape = "complex" if another else _KINDS.get(word, "event")
    return Reading(shape, rest.modality, _ordered(*conditions, *rest.slots))


def _condition_name(word: str) -> SlotName:
    return "condition" if word in _KINDS else "trigger"


def _main_clause(masked: str, at: int) -> tuple[int, int] | None:
    """Return where the condition ends and where the main clause begins, None where it has no visible end."""
    commas = [(comma.start(), comma.end()) for comma in _COMMA.finditer(masked, at)]
    for end, start in commas:
        if _BEGINS_MAIN.match(masked, start) and _MAIN.match(masked, start):
            return end, start
    for end, start in commas:
        if _BEGINS_MAIN.match(masked, start):
            return end, start
    then = _THEN.search(masked, at)
    if then:
        return then.start(), then.end()
    return commas[0] if commas else None


def _plain(masked: str, at: int) -> Reading:
    """Read a main clause: who, the modal verb, what; conditions may stand behind it."""
    words = frozenset(_WORD.findall(masked.casefold()))
    modal = None if words.isdisjoint(_WORDS_OF_MODALS) else _FIRST_MODAL.search(masked, at)
    timing = _slot_of("timing", None if words.isdisjoint(_WORDS_OF_TIMES) else _TIMING.search(masked, at))
    if modal is None:
        return Reading("prose", "none", _ordered(*_indicative(masked, at), *timing) if at else ())
    actor = tuple(_actor(masked, at, modal.start()))
    condition = _trailing_condition(masked, modal.end())
    response = _slot("response", masked, modal.end(), condition.span.start if condition else len(masked))
    word = modal["modal"].casefold()
    shape: Shape = "ubiquitous" if word == "shall" and actor else "prose" if word.startswith(_NOT_RFC_2119) else "shall"
    return Reading(
        shape,
        _modality(word, negated=modal["not"] is not None),
        _ordered(*actor, *response, *timing, *((condition,) if condition else ())),
    )


_NOT_RFC_2119 = ("can", "could", "will", "wo")
_MODALITIES: dict[str, Modality] = {
    "should": "recommendation",
    "recommended": "recommendation",
    "allowed": "permission",
    "permitted": "permission",
    "wo": "none",
    "must": "obligation",
    "may": "permission",
    "can": "ability",
    "could": "ability",
    "cannot": "prohibition",
    "will": "none",
}


def _modality(word: str, *, negated: bool) -> Modality:
    if word.endswith(("t", "’t")) and word[-2] in "'’":
        return _negation(_MODALITIES.get(word[:-2].removesuffix("n"), "ability"))
    if word.endswith("to"):
        found = _MODALITIES.get(word.split()[1], "obligation")
    else:
        found = _MODALITIES.get(word, "obligation")
    return _negation(found) if negated else found


def _negation(of: Modality) -> Modality:
    return "prohibition" if of in ("obligation", "ability", "permission") else of


_JOINED = re.compile(r"(?:[,;:]|\b(?:and|or|but|which|that|who)(?: it| they)?)\s*\Z", re.IGNORECASE)
_DETERMINER = r"(?:the|an?|each|every|both|all|any)"
_ADVERBIAL = re.compile(
    r"(?:otherwise|each time|every time|(?:after|before|below|above|in|with|without|on|at|from|for|until|under|between"
    r"|by|within|since|outside|inside|unless)\b.*?)[ ,]+"
    rf"(?=(?:{_DETERMINER}|no|it|they|\ufffc+)\s+(?:(?!{_DETERMINER}\b)\S++(?:\s++|\Z))*+\Z)"
    r"|(?:otherwise|also|then|in addition|additionally),?\s+",
    re.IGNORECASE,
)
"""What may stand before a subject: "After a reset the pump shall …"."""


def _actor(masked: str, start: int, end: int) -> Iterator[Slot]:
    """Return the subject before a modal verb, and what is said before it; none before a sentence's second verb."""
    start = 1 + max(masked.rfind(mark, start, end) for mark in ";:") if _SEVERAL.search(masked, start, end) else start
    if end - start > _LONGEST_ACTOR or _JOINED.search(masked, max(start, end - 12), end):
        return
    subject = masked[start:end].strip()
    start += len(masked[start:end]) - len(masked[start:end].lstrip())
    adverbial = _ADVERBIAL.match(subject)
    if adverbial:
        if " " in adverbial[0].strip(" ,"):
            yield from _slot("condition", masked, start, start + adverbial.end())
        start += adverbial.end()
    yield from _slot("actor", masked, start, end)


def _indicative(masked: str, at: int) -> Iterator[Slot]:
    """Return who does what in a clause without a modal verb, where the verb is a common one."""
    clause = _INDICATIVE.match(masked, at)
    if clause is None:
        yield from _slot("response", masked, at, len(masked))
        return
    end = max(clause.end("one"), clause.end("many"))
    yield from _slot("actor", masked, at, end)
    yield from _slot("response", masked, end, len(masked))


def _trailing_condition(masked: str, at: int) -> Slot | None:
    found = _TRAILING.search(masked, at)
    if found is None:
        return None
    goes_on = _GOES_ON.search(masked, found.end())
    word = found["word"].casefold()
    name: SlotName = "trigger" if word.startswith(("when", "once", "as soon")) else "condition"
    return next(_slot(name, masked, found.start() + 1, goes_on.start() if goes_on else len(masked)), None)


def _slot(name: SlotName, masked: str, start: int, end: int) -> Iterator[Slot]:
    """Return a slot without white space and punctuation around it; nothing where nothing is left."""
    inner = masked[start:end]
    start += len(inner) - len(inner.lstrip(" ,;:"))
    inner = inner.strip(" ,;:.")
    if inner:
        yield Slot(name, Span(start, start + len(inner)))


def _slot_of(name: SlotName, match: re.Match[str] | None) -> Iterator[Slot]:
    if match:
        yield Slot(name, Span(*match.span()))


def _ordered(*slots: Slot) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda slot: slot.span))
