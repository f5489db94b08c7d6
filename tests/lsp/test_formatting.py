"""A client that applies the edits of a formatting has the canonical text, whatever its units and line ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.lsp.conftest import SPEC
from tests.lsp.wire import Wire

UNTIDY = SPEC.replace("@id: ", "@id:").replace("## Overview\n", "##  Overview\n\n\n") + "- 👋 waves"
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def format_document(wire: Wire, uri: str) -> list[dict[str, Any]]:
    options = {"tabSize": 4, "insertSpaces": True}
    return list(wire.request("textDocument/formatting", {"textDocument": {"uri": uri}, "options": options}))


def applied(text: str, edits: list[dict[str, Any]], encoding: str) -> str:
    """Return a text after edits, written without the code under test."""
    codec, width = UNITS[encoding]
    lines = text.splitlines(keepends=True)

    def split(place: dict[str, int]) -> tuple[str, str]:
        line = "".join(lines[place["line"] : place["line"] + 1]).encode(codec)
        at = place["character"] * width
        before, after = line[:at].decode(codec), line[at:].decode(codec)
        return "".join(lines[: place["line"]]) + before, after + "".join(lines[place["line"] + 1 :])

    for edit in sorted(edits, key=lambda edit: edit["range"]["start"]["line"], reverse=True):
        text = split(edit["range"]["start"])[0] + edit["newText"] + split(edit["range"]["end"])[1]
        lines = text.splitlines(keepends=True)
    return text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", UNITS)
def test_edits_make_the_canonical_text(wire: Wire, project: Path, encoding: str, newline: str) -> None:
    wire.initialize(project, general={"positionEncodings": [encoding]})
    untidy = UNTIDY.replace("\n", newline)
    uri = wire.open(project / "specs/display.smd", untidy)
    edits = format_document(wire, uri)
    tidy = (SPEC + "- 👋 waves\n").replace("\n", newline)
    assert applied(untidy, edits, encoding) == tidy
    wire.edit(uri, 2, {"text": tidy})
    assert format_document(wire, uri) == []


def test_a_file_that_is_nobody_s_source_is_not_formatted(wire: Wire, project: Path) -> None:
    wire.initialize(project)
    uri = wire.open(project / "notes.md", "#  Notes")
    params = {"textDocument": {"uri": uri}, "options": {"tabSize": 4, "insertSpaces": True}}
    assert wire.request("textDocument/formatting", params) is None
