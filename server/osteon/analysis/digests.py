"""The digest of a section: what a link records of its target, to tell later whether that still says the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from osteon.analysis.model import INTRO, Outline, Section
from osteon.analysis.passages import per_piece
from osteon.analysis.syntax import Piece
from osteon.analysis.text import LINE_END

LENGTH = 8
"""So many hexadecimal digits a link records, unless a person writes more."""

_NOT_READ = frozenset({"HEADING", "TAG", "FRONT_MATTER"})


def digest_of(outline: Outline, anchor: str) -> str:
    """Return the SHA-256, in hexadecimal, of what stands under an anchor; empty where nothing has it.

    It is that of the lines of the section and of all below it, joined by LF: the titles of headings, without marks and
    attributes, and all other lines without white space at their ends. Empty lines and tags do not count, so that a
    link that is looked at again in one section makes no other link suspect.
    """
    folded = anchor.casefold()
    section = outline.by_anchor.get(folded)
    if section is not None:
        return _digest(section.walk())
    section = outline.intros.get(folded.removesuffix(INTRO)) if folded.endswith(INTRO) else None
    return _digest([section]) if section else ""


def _digest(sections: Iterable[Section]) -> str:
    lines = (line for section in sections for line in _lines(section.piece))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


@per_piece
def _lines(piece: Piece) -> Iterator[str]:
    if piece.heading is not None:
        yield piece.heading.title.text
    read = "".join(str(leaf) for leaf in piece.leaves() if leaf.type not in _NOT_READ)
    yield from (bare for line in LINE_END.split(read) if (bare := line.rstrip()))
