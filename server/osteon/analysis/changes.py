"""Which parts of a file an edit concerns: those it touched, and those that stand otherwise among the headings now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from osteon.analysis.index import WHOLE, Part
from osteon.analysis.model import Outline
from osteon.analysis.plan_file import PlanFile, TaskPiece
from osteon.analysis.source_file import SourceFile
from osteon.analysis.syntax import Piece
from osteon.analysis.text import line_ends


class Change(NamedTuple):
    """What to forget and what to look at anew, both in file order; a part may be in both."""

    gone: tuple[Part, ...]
    fresh: tuple[Part, ...]
    resized: tuple[Part, ...] = ()
    """Untouched parts that are larger or smaller with all below them, which their facts tell."""
    shifts_lines: bool = True
    """What no edit touched may stand on other lines now."""

    @property
    def is_in_place(self) -> bool:
        """Whether one part took the place of one other, and begins where that began."""
        return len(self.gone) == len(self.fresh) == 1 and WHOLE not in (*self.gone, *self.fresh)


def change_of(old: SourceFile | None, new: SourceFile | None) -> Change:
    """Return the parts whose facts or checks may differ; `new` was made from `old` by an edit, or shares nothing."""
    if old is not None and new is not None and old.plan is not None and new.plan is not None:
        return _change_of_plan(old.plan, new.plan)
    if old is None or new is None or old.outline is None or new.outline is None or _means_another_spec(old, new):
        return Change(old.parts if old else (), new.parts if new else ())
    before, after = old.outline, new.outline
    whole = (WHOLE,) if before.header is not after.header else ()
    shift = len(after.document.pieces) - len(before.document.pieces)
    kept = tuple(_kept_but_concerned(before, after))
    replaced = range(after.document.head, len(before.document.pieces) - after.document.tail)
    numbers = sorted({*(number if number < after.document.head else number - shift for number in kept), *replaced})
    gone = tuple(before.document.pieces[number] for number in numbers)
    fresh = sorted({*kept, *range(after.document.head, len(after.document.pieces) - after.document.tail)})
    resized = tuple(after.document.pieces[number] for number in _around(before, after) if number not in kept)
    added = tuple(after.document.pieces[number] for number in fresh)
    return Change((*whole, *gone), (*whole, *added), resized, _line_ends(gone) != _line_ends(added))


def _line_ends(pieces: Iterable[Piece | TaskPiece]) -> int:
    return sum(line_ends(piece.text) for piece in pieces)


def _change_of_plan(old: PlanFile, new: PlanFile) -> Change:
    """Return the tasks between the first and the last that are the very same as before."""
    head = _shared(old.pieces, new.pieces)
    tail = _shared(old.pieces[head:][::-1], new.pieces[head:][::-1])
    gone, fresh = old.pieces[head : len(old.pieces) - tail], new.pieces[head : len(new.pieces) - tail]
    return Change(gone, fresh, shifts_lines=_line_ends(gone) != _line_ends(fresh))


def _shared(old: Sequence[Part], new: Sequence[Part]) -> int:
    """Return how many pieces two sequences begin with in common."""
    pairs = zip(old, new, strict=False)
    return next((number for number, (one, other) in enumerate(pairs) if one is not other), min(len(old), len(new)))


def _means_another_spec(old: SourceFile, new: SourceFile) -> bool:
    return (old.kind, old.spec_id) != (new.kind, new.spec_id)


def _kept_but_concerned(before: Outline, after: Outline) -> Iterator[int]:
    """Yield the sections (numbered as they are now) that no edit touched, but that stand otherwise."""
    if before.shape is not after.shape:
        head, tail = after.document.head, after.document.tail
        old, new = before.shape.standings, after.shape.standings
        yield from (number for number in range(head) if old[number] != new[number])
        yield from (len(new) - back for back in range(1, tail + 1) if old[-back] != new[-back])


def _around(before: Outline, after: Outline) -> Iterator[int]:
    """Yield the untouched sections that an edit was made in, and made larger or smaller, the innermost first."""
    head = after.document.head
    above = (head - 1, *after.shape.above(head - 1)) if head else ()
    return (number for number in above if before.size_of(number) != after.size_of(number))
