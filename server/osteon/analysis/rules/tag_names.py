"""The tags that Osteon knows, and where each may stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from osteon.analysis.source_file import FileKind

HEADER_TAGS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        "spec": ("id", "status", "priority", "depends"),
        "architecture": ("spec", "status"),
        "intents": ("spec", "status"),
        "cases": ("spec", "arch", "status", "covers", "fixture"),
    }
)
"""The tags of each kind of file's head."""

SECTION_TAGS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        "spec": ("see", "allow", "origin", "term"),
        "architecture": ("path", "see", "allow", "origin"),
        "intents": ("date", "by", "source", "about", "sha256", "see", "allow"),
        "cases": ("allow",),
    }
)
"""The tags that may stand under any heading of each kind of file."""

REPEATABLE = frozenset({"see", "allow", "term", "origin"})
"""The tags that may stand several times under one heading."""

TAG_HELP: Mapping[str, str] = MappingProxyType(
    {
        "id": "The name of this spec, unique in the workspace: `[A-Za-z][A-Za-z0-9_-]*`.",
        "status": "How far this file is: draft, review, approved, implemented or deprecated.",
        "priority": "How much it matters: low, medium, high or critical.",
        "depends": "The specs that this one builds on: `[A, B]` or `A, B`.",
        "spec": "The spec that this file belongs to.",
        "arch": "The spec whose architecture these cases bind to.",
        "path": "The file that this component becomes, relative to the output folder.",
        "covers": "The requirements that the next group or scenario tests: anchors or quoted headings.",
        "fixture": "A named value for cases: `NAME = JSON`, or `NAME = !label`.",
        "see": "References: `SPEC_ID`, `SPEC_ID#anchor` or `#anchor`; `#anchor@1a2b3c4d` records what it said when "
        "somebody looked. Under a component: what it implements.",
        "term": "Other words for this term of the glossary: short forms, and words that should not be written.",
        "allow": "A finding's code and a reason: silences that finding below this heading.",
        "origin": "Where this came from: `explicit I-0001`, or `inferred by <who>, from <what>`.",
        "date": "When the user asked: an ISO 8601 time.",
        "by": "Who asked.",
        "source": "How they asked: chat, error, review, file or image.",
        "about": "What the request is about: an anchor.",
        "sha256": "The digest of the quote and its context.",
    }
)
"""One sentence for each tag."""


def known_tags(kind: FileKind) -> tuple[str, ...]:
    """Return every tag that may stand somewhere in a file of this kind."""
    return (*HEADER_TAGS.get(kind, ()), *SECTION_TAGS.get(kind, ()))
