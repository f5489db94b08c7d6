"""What an import has to tell a person, each sentence with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NoteKind = Literal["left out", "changed", "note"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is otherwise than it was. `place` is a file, with a line or a key where there is one."""

    kind: NoteKind
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Gathers the notes of one import, in the order in which they come up."""

    all: list[Note] = field(default_factory=list)

    def left_out(self, place: str, text: str) -> None:
        """Note what was not taken over, with the reason."""
        self.all.append(Note("left out", place, text))

    def changed(self, place: str, text: str) -> None:
        """Note what was taken over in another form."""
        self.all.append(Note("changed", place, text))

    def note(self, place: str, text: str) -> None:
        """Note what a person should know."""
        self.all.append(Note("note", place, text))
