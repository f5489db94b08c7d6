"""Whatever is edited, renamed, deleted or added, in any order: findings equal those of a check from nothing."""

from __future__ import annotations

import random

from tests.fixtures import as_shown
from tests.reliability.parsers import EVERY_CHECK
from tests.reliability.row import Row
from tests.reliability.texts import MARKS, any_text, mutated, projects, some_of

from osteon.analysis.text import Span, TextEdit
from osteon.analysis.workspace import Workspace

CHANGES = 8


def attempt(chance: random.Random) -> str:
    """Change a few files of a real project `CHANGES` times; check anew after each."""
    project = chance.choice(projects())
    chosen = chance.sample(sorted(project), min(len(project), chance.randint(2, 5)))
    workspace = Workspace(EVERY_CHECK, project.__contains__)
    workspace.set_files({path: project[path] for path in chosen})
    for number in range(CHANGES):
        before = as_shown(workspace)
        changed = _change(chance, workspace)
        seen = as_shown(workspace)
        after = workspace.all_findings()
        cold = _cold(workspace)
        if after != cold:
            return f"change {number}: {_difference(after, cold)}"
        silent = {path for path in before.keys() | seen.keys() if before.get(path) != seen.get(path)} - changed
        if silent:
            return f"change {number}: the findings of {sorted(silent)} are others, and nobody was told"
    return ""


def _cold(workspace: Workspace) -> dict[str, object]:
    new = Workspace(workspace.configuration, workspace.index.exists)
    new.set_files({path: file.text for path, file in sorted(workspace.files.items())})
    return dict(new.all_findings())


def _difference(after: dict[str, object], cold: dict[str, object]) -> str:
    path = next(path for path in sorted(after.keys() | cold.keys()) if after.get(path) != cold.get(path))
    return f"{path} has {after.get(path)} instead of {cold.get(path)}"


def _change(chance: random.Random, workspace: Workspace) -> frozenset[str]:
    """Edit, replace, rename, remove or add a file; return whose findings the workspace says are others."""
    path = chance.choice(sorted(workspace.files)) if workspace.files else ""
    action = chance.choice(("edit", "edit", "edit", "edit", "mutate", "rename", "remove", "add"))
    if action == "add" or not path:
        return workspace.set_file(*any_text(chance))
    text = workspace.files[path].text
    if action == "edit":
        return workspace.edit_file(path, _edits(chance, workspace, text))
    if action == "mutate":
        return workspace.set_file(path, mutated(chance, text, others=_words(workspace)))
    changed = workspace.remove_file(path)
    return changed | workspace.set_file(f"moved/{path}", text) if action == "rename" else changed


def _edits(chance: random.Random, workspace: Workspace, text: str) -> list[TextEdit]:
    """Return edits that each fit the text that the one before left."""
    edits: list[TextEdit] = []
    for _ in range(chance.randint(1, 4)):
        place = some_of(chance, text, chance.choice((0, 0, 1, 10, 100)))
        new = chance.choice(("", chance.choice(MARKS), chance.choice(_words(workspace))))
        edits.append(TextEdit(Span(place.start, place.stop), new))
        text = text[: place.start] + new + text[place.stop :]
    return edits


def _words(workspace: Workspace) -> list[str]:
    """Return lines of all files: what one of them says is defined, named or said again elsewhere."""
    return [line for file in workspace.files.values() for line in file.text.splitlines(keepends=True)] or [""]


ROW = Row(
    "edits",
    "after any edit, rename, removal or addition findings equal a check from nothing, and every change is told",
    attempt,
    seconds=60.0,
    unit="changes",
    weight=CHANGES,
)
