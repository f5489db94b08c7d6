"""Finds the statements of a section: sentences, list items and table cells of prose, with their shapes and slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from osteon.analysis.masking import masked
from osteon.analysis.model import Section
from osteon.analysis.prose import Block, Origin, blocks_of
from osteon.analysis.statement_shape import Modality, Shape, Slot, slots_of
from osteon.analysis.syntax import Piece
from osteon.analysis.text import Span

__all__ = ["Modality", "Shape", "Slot", "Statement", "is_informative", "masked", "statements_of"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a paragraph, a list item or a table cell; all spans count from the start of its piece."""

    span: Span
    text: str
    """As it is written, over all its lines: `piece.text[span.start:span.end]`."""
    masked: str
    """The same length: what is not prose is covered (see `masking`), and line ends are spaces."""
    origin: Origin
    field: str
    """The bold field that it stands in, folded (`accepts`, `errors`, …); empty outside of one."""
    shape: Shape
    modality: Modality
    normative: bool
    """Whether it says what must be so: not an overview, a note, a reason or an example."""
    slots: tuple[Slot, ...]
    """Who does what, when and how fast, as far as it says so, in order of place."""
    continues: bool = False
    """It is an item under a sentence that ends with a colon, which it completes."""

    def slot(self, name: str) -> Slot | None:
        """Return the first slot called `name`."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def span_of(self, start: int, end: int) -> Span:
        """Return a range of `text` or `masked` as a span of the piece."""
        return Span(start, end).shifted(self.span.start)


def statements_of(section: Section) -> tuple[Statement, ...]:
    """Return the statements right under a heading, in order; those of headings below it are theirs.

    Tags, code, quotes, headings, table headers and the names of fields are no statements. The result is remembered
    for the section's piece, so that asking again costs nothing.
    """
    role = _role(section)
    key = (statements_of, role)
    if key not in section.piece.memo:
        section.piece.memo[key] = tuple(_statements(section.piece, role))
    return cast("tuple[Statement, ...]", section.piece.memo[key])


def is_informative(section: Section) -> bool:
    """Tell whether a section explains and demands nothing: an overview, notes, a glossary."""
    return _role(section) == "informative"


Role = Literal["normative", "open", "informative"]
"""What the sections above say about statements: all normative, those with a modal verb, none."""

_NORMATIVE_SECTIONS = re.compile(r"(?:.* )?requirements?|(?:.* )?constraints?|acceptance criteria|invariants|rules")
_INFORMATIVE_SECTIONS = re.compile(
    r"overview|(?:non-?)?goals|notes?|glossary|examples?|introduction|background|context|rationale|motivation|purpose"
    r"|references?|open questions?|questions|history|changelog|change history|revision history|alternatives.*|scope"
    r"|terms|definitions|summary|abstract|todo|appendix.*|flow|dependencies|assumptions|out of scope|future.*"
)
_NORMATIVE_FIELDS = frozenset({"accepts", "returns", "errors", "contracts", "constraints", "acceptance"})
_INFORMATIVE_FIELDS = re.compile(
    r"inputs?|outputs?|interface|depends on|notes?|rationale|why|reason|background|examples?|source|owner|priority"
    r"|status|see(?: also)?|references?|context|hint|tip|todo|comments?|discussion|open questions?"
)
_ASIDE = re.compile(
    r"\(?(?:notes?\b[^:]{0,20}:|for example\b|for instance\b|examples?\b|e\.g\.|rationale\b|reason:|hint:|tip:|see\b)",
    re.IGNORECASE,
)
"""How a sentence begins that explains and demands nothing."""


def _role(section: Section) -> Role:
    """Tell by the nearest section with a name that says so; a component's contracts are told by their field."""
    above: Section | None = section
    while above is not None and above.level > 1:
        if role := _role_of(above.name):
            return role
        above = above.parent
    return "open" if section.level > 1 else "informative"


@lru_cache(maxsize=4096)
def _role_of(name: str) -> Role | None:
    """Return what a section's name alone says."""
    if _INFORMATIVE_SECTIONS.fullmatch(name):
        return "informative"
    return "normative" if _NORMATIVE_SECTIONS.fullmatch(name) else None


def _statements(piece: Piece, role: Role) -> Iterator[Statement]:
    step = introduced = False
    for block in blocks_of(piece):
        for span in sentences(block.masked):
            statement = _statement(piece, block, span, role, after_step=step, introduced=introduced)
            step = statement.shape == "scenario"
            yield statement
            if block.origin != "item":
                introduced = statement.text.endswith(":")


def _statement(piece: Piece, block: Block, span: Span, role: Role, *, after_step: bool, introduced: bool) -> Statement:
    text = block.masked[span.start : span.end]
    at = span.shifted(block.start)
    written = piece.text[at.start : at.end]
    shape, modality, slots = slots_of(text, after_step=after_step, outcome=block.field == "errors")
    return Statement(
        at,
        text if written == text else written,  # mostly they are the same, and one string will do
        text,
        block.origin,
        block.field,
        shape,
        modality,
        _is_normative(text, block, role, shape, modality),
        tuple(Slot(slot.name, slot.span.shifted(at.start)) for slot in slots),
        introduced and block.origin == "item",
    )


def _is_normative(text: str, block: Block, role: Role, shape: Shape, modality: Modality) -> bool:
    if role == "informative" or _INFORMATIVE_FIELDS.fullmatch(block.field) or _ASIDE.match(text):
        return False
    demands = modality in ("obligation", "prohibition") or shape == "scenario"
    return role == "normative" or block.field in _NORMATIVE_FIELDS or demands


# Sentences ------------------------------------------------------------------------------------------------------------

_STOP = re.compile(r"[.!?…]+[)\]”’]*(?=\s|\Z)")
_NEXT = re.compile(r"\s+")
_NEVER_LAST = frozenset(
    {"e.g", "i.e", "eg", "ie", "cf", "vs", "approx", "resp", "incl", "excl", "viz", "dr", "mr", "ca"}
)
_BEFORE_NUMBER = frozenset({"no", "nos", "fig", "figs", "sec", "eq", "p", "pp", "vol", "ch", "art", "ver"})


def sentences(text: str) -> Iterator[Span]:
    """Return the sentences of masked prose without white space around them; those without a letter are none."""
    at = 0
    for stop in _STOP.finditer(text):
        if _ends(text, stop):
            yield from _trimmed(text, at, stop.end())
            at = stop.end()
    yield from _trimmed(text, at, len(text))


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a full stop ends a sentence: no abbreviation stands before it, no lower case letter behind."""
    space = _NEXT.match(text, stop.end())
    following = text[space.end()] if space and space.end() < len(text) else ""
    if following.islower() or (stop.start() and text[stop.start() - 1].isspace()):
        return False
    if stop[0][0] != ".":
        return True
    word = text[max(text.rfind(" ", max(0, stop.start() - 20), stop.start()) + 1, stop.start() - 20) : stop.start()]
    word = word.lstrip("([").casefold()
    return not (word in _NEVER_LAST and following) and not (word in _BEFORE_NUMBER and following.isdigit())


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    if any(character.isalpha() for character in inner):
        start += len(inner) - len(inner.lstrip())
        yield Span(start, start + len(inner.strip()))
