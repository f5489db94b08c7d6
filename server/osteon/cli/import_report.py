"""What an import says: text for a person, JSON for a program."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any

from osteon.importing.proposal import Proposal, Write


def as_text(proposal: Proposal, *, dry_run: bool) -> str:
    """Return the report for a person: what is written, what became of keys and tasks, what remains, what is next."""
    if proposal.done:
        return f"{proposal.root}: imported already; nothing to do. Next: {proposal.next_steps[0]}"
    return "\n".join(_lines(proposal, dry_run=dry_run))


def _lines(proposal: Proposal, *, dry_run: bool) -> Iterator[str]:
    verb = "Would import" if dry_run else "Imported"
    counts = ", ".join(f"{name}: {count}" for name, count in proposal.counts.items() if name != "tasks_before")
    yield f"{verb} {proposal.source.root} into {proposal.root}. {counts} of {proposal.counts['tasks_before']}"
    yield from _part("Files", [f"{write.change:8} {write.path}" for write in proposal.writes])
    yield from _part("Corrected in specs", [f"{file.path}: {', '.join(file.fixed)}" for file in proposal.fixed])
    for write in proposal.writes:
        yield from _diff(write)
    yield from _part("Configuration", [f"{key} -> {to}" for key, to in proposal.keys.items()])
    for kind, title in (("left out", "Left out"), ("changed", "Otherwise than before"), ("note", "To know")):
        yield from _part(title, [f"{note.place}: {note.text}" for note in proposal.notes if note.kind == kind])
    errors = [f"{path}:{line}: {finding.message} [{finding.code}]" for path, line, finding in proposal.errors]
    yield from _part("Errors that remain", errors)
    yield from _part("Next", list(proposal.next_steps))


def _part(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"\n{title}:"
        yield from (f"  {line}" for line in lines)


def as_json(proposal: Proposal, *, dry_run: bool) -> str:
    """Return the report as one JSON object; `osteon import --help` lists its keys."""
    value: dict[str, Any] = {
        "format": 1,
        "source": str(proposal.source.root),
        "project": str(proposal.root),
        "dry_run": dry_run,
        "done": proposal.done,
        "counts": dict(proposal.counts),
        "files": [
            {"path": write.path, "change": write.change, "diff": "\n".join(_diff(write))} for write in proposal.writes
        ],
        "fixed": {file.path: dict(file.fixed) for file in proposal.fixed},
        "keys": dict(proposal.keys),
        "notes": [{"kind": note.kind, "place": note.place, "text": note.text} for note in proposal.notes],
        "errors": [
            {"path": path, "line": line, "code": finding.code, "message": finding.message}
            for path, line, finding in proposal.errors
        ],
        "next": list(proposal.next_steps),
    }
    return json.dumps(value, indent=2)


def _diff(write: Write) -> Iterator[str]:
    """Yield what changes in a file, as a unified diff; nothing for a new one, and for a plan, which is whole anew."""
    if write.before is None or write.path.endswith("plan.toml"):
        return
    before, after = (data.decode("utf-8", "replace").splitlines() for data in (write.before, write.data))
    yield from difflib.unified_diff(before, after, write.path, f"{write.path} (imported)", lineterm="")
