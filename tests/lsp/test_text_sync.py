"""Documents follow any edits of any client, in every encoding, exactly as a plain string would."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from osteon.analysis.text import LINE_END, Lines, Span, TextEdit, apply_edits
from osteon.lsp import from_proto, to_proto
from osteon.lsp.live_lines import LiveLines
from osteon.lsp.text_sync import Document, Documents, difference

ENCODINGS = ("utf-8", "utf-16", "utf-32")
UNITS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
TEXT = st.text(st.sampled_from("ab \r\n\f\v\x85\u2028é漢👋\ud800"), max_size=40)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXT), max_size=12)


def client_position(text: str, offset: int, encoding: str) -> types.Position:
    """Return a position as a client counts it, written without the code under test."""
    before = LINE_END.split(text[:offset])
    if text[:offset].endswith("\r") and text[offset : offset + 1] == "\n":
        before, offset = LINE_END.split(text[: offset - 1]), offset - 1
    units = len(before[-1].encode(f"{encoding}-le" if encoding != "utf-8" else encoding, "surrogatepass"))
    return types.Position(len(before) - 1, units // UNITS[encoding])


@given(TEXT, EDITS, st.sampled_from(ENCODINGS))
def test_random_edits_equal_a_plain_string(text: str, edits: list[tuple[float, float, str]], encoding: str) -> None:
    document = Document("file:///a.smd", language="osteon", version=0, text=text)
    for version, (first, second, insert) in enumerate(edits):
        start, end = sorted((int(first * len(text)), int(second * len(text))))
        range_ = types.Range(client_position(text, start, encoding), client_position(text, end, encoding))
        start, end = (off_the_middle(text, offset) for offset in (start, end))
        change = types.TextDocumentContentChangePartial(range_, insert)
        made = list(document.change([change], version=version, encoding=encoding))
        assert apply_edits(text, made) == document.text
        text = text[:start] + insert + text[end:]
        assert document.text == text
        assert line_starts(document.lines) == line_starts(Lines(text))


def off_the_middle(text: str, offset: int) -> int:
    """Return where a client's cursor is that cannot stand between CR and LF."""
    return offset - 1 if text[:offset].endswith("\r") and text[offset : offset + 1] == "\n" else offset


def line_starts(lines: Lines) -> list[int]:
    return [lines.start(line) for line in range(len(lines))]


@given(TEXT, st.floats(0, 1), st.sampled_from(ENCODINGS))
def test_positions_go_out_as_clients_count_them_and_come_back(text: str, at: float, encoding: str) -> None:
    offset = off_the_middle(text, int(at * len(text)))
    lines = LiveLines(text)
    assert to_proto.position(offset, lines, encoding) == client_position(text, offset, encoding)
    assert from_proto.offset(to_proto.position(offset, lines, encoding), lines, encoding) == offset


@given(TEXT, TEXT)
def test_a_whole_new_text_becomes_one_small_edit(before: str, after: str) -> None:
    edit = difference(before, after)
    assert apply_edits(before, [edit]) == after
    assert not edit.text or not before[edit.span.start : edit.span.end] or edit.text[0] != before[edit.span.start]


@pytest.mark.parametrize(
    ("line", "character", "encoding", "offset"),
    [
        (0, 99, "utf-16", 3),  # past the end of the line
        (9, 0, "utf-16", 7),  # past the end of the text
        (1, 1, "utf-16", 4),  # inside a surrogate pair
        (1, 2, "utf-8", 4),  # inside a character
        (1, 4, "utf-8", 5),
        (1, 2, "utf-16", 5),
        (1, 1, "utf-32", 5),
    ],
)
def test_positions_are_clamped_and_left_as_they_came(line: int, character: int, encoding: str, offset: int) -> None:
    position = types.Position(line, character)
    assert from_proto.offset(position, Lines("abc\n👋é\n"), encoding) == offset
    assert position == types.Position(line, character)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c/%C3%A9.smd", "/a/b c/é.smd"),
        ("file:///a/./b/../c.smd", "/a/c.smd"),
        ("file:///a#b", "/a"),
        ("file:///a%23b", "/a#b"),
        ("untitled:Untitled-1", None),
        ("git:/a.smd?x", None),
        ("file:///a%00b", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_uris_name_files_or_nothing(uri: str, path: str | None) -> None:
    found = from_proto.path(uri)
    assert (found.as_posix() if found else None) == path


def test_a_document_is_found_by_another_spelling_of_its_uri() -> None:
    documents = Documents()
    document = documents.open(types.TextDocumentItem("file:///a%2Fb.smd", "osteon", 1, "x"))
    assert documents.get("file:///a/b.smd") is document
    assert documents.close("file:///a%2Fb.smd") is document
    assert documents.get("file:///a/b.smd") is None


def test_an_edit_in_one_place_moves_no_other_line_start() -> None:
    lines = LiveLines("a\n" * 1000)
    stored: Any = lines._starts
    lines.edit(TextEdit(Span(20, 20), "x"))
    lines.edit(TextEdit(Span(21, 21), "y"))
    assert stored[500] == 1000
    assert lines.start(500) == 1002
