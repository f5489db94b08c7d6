"""Any text gives a tree that holds all of it, and an edit gives the tree that the new text gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Token
from tests.analysis.spec_texts import ANY_TEXT, SNIPPETS
from tests.analysis.test_workspace import some_edits

from osteon.analysis import syntax
from osteon.analysis.model import Outline, Spec
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span, TextEdit

KINDS = st.sampled_from(["a.smd", "a.amd", "a.intent"])

SPEC = """\
# Display

@id: DISPLAY
@depends: [MEMORY]

## Requirements

### Draw {#draw .no-verify}

Draws a sprite.

**Accepts:** x
and y

**Errors:**
- off screen -> ValueError

```python
# no heading
@no: tag
```

## Notes

| a | b |
> quoted
"""


def is_leaf(value: object) -> bool:
    return isinstance(value, Token)


def leaves(document: syntax.Document) -> str:
    return "".join(
        str(token)
        for piece in document.pieces
        for token in piece.tree.scan_values(lambda leaf: isinstance(leaf, Token))
    )


def titles(text: str) -> list[str]:
    return [section.title.text for section in Outline(syntax.parse(text)).sections if section.level]


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_the_tree_of_any_text_is_lossless(text: str):
    document = syntax.parse(text)
    assert document.text == text
    assert leaves(document) == text
    assert "".join(piece.text for piece in document.pieces) == text


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT, KINDS)
def test_everything_in_any_text_can_be_read(text: str, path: str):
    file = SourceFile(path, {"a.smd": "spec", "a.amd": "architecture", "a.intent": "intents"}[path], text)
    assert file.definitions is not None
    assert file.references is not None
    assert file.allows is not None
    for section in file.outline.sections:
        piece = section.piece
        parts = (*piece.tags, *piece.fields, *piece.items)
        assert all(0 <= part.span.start <= part.span.end <= len(piece.text) for part in parts)
        assert text[section.title.span.start : section.title.span.end] == section.title.text


@pytest.mark.parametrize("length", range(0, len(SPEC), 3))
def test_any_prefix_is_a_text_too(length: int):
    assert leaves(syntax.parse(SPEC[:length])) == SPEC[:length]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_edit_gives_what_a_new_parse_gives(data: st.DataObject):
    document = syntax.parse(data.draw(ANY_TEXT))
    for _ in range(data.draw(st.integers(1, 4))):
        before, document = document, syntax.reparse(document, data.draw(some_edits(len(document.text))))
        for one in (before, document):
            assert list(map(one.number_of, one.pieces)) == list(range(len(one.pieces)))
            assert {piece for piece in before.pieces if one.number_of(piece) is None} == {*before.pieces} - {
                *one.pieces
            }
        fresh = syntax.parse(document.text)
        assert [piece.text for piece in document.pieces] == [piece.text for piece in fresh.pieces]
        assert document.starts == fresh.starts
        assert leaves(document) == document.text


def test_an_edit_keeps_the_pieces_that_it_does_not_touch():
    before = syntax.parse(SPEC)
    at = SPEC.index("Draws")
    after = syntax.reparse(before, [TextEdit(Span(at, at), "Now it ")])
    kept = [new is old for new, old in zip(after.pieces, before.pieces, strict=True)]
    assert kept == [True, True, False, True]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(SPEC)), SNIPPETS)
def test_undoing_an_edit_gives_the_same_text(at: int, snippet: str):
    edited = syntax.reparse(syntax.parse(SPEC), [TextEdit(Span(at, at), snippet)])
    undone = syntax.reparse(edited, [TextEdit(Span(at, at + len(snippet)), "")])
    assert undone.text == SPEC
    assert leaves(undone) == SPEC


@pytest.mark.parametrize(
    "text",
    [
        *("x" * 100_000, "`" * 100_000, "# " + "#" * 100_000, "**" * 50_000, "@a: " + "[" * 100_000, "\r" * 100_000),
        *("> " * 50_000, "- " * 50_000, "  " * 50_000 + "x", "<!--" * 25_000, "|" * 100_000, "**a" + " " * 100_000),
        *(
            "### x {" + "{" * 100_000,
            "---\n" + "[" * 100_000 + "\n---\n",
            "---\n" + "- " * 50_000 + "\n---\n",
            "\x00" * 99,
        ),
        *("#\n" * 20_000, "~~~\n" * 20_001, "\n" * 100_000, "{#a " * 25_000, "\ufeff" * 1000, "\x00" * 99),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_lines_and_deep_nesting_end(text: str):
    file = SourceFile("a.smd", "spec", text)
    assert leaves(file.outline.document) == text
    assert file.definitions is not None
    assert file.references is not None


def test_text_in_fences_and_comments_is_no_structure():
    assert titles("# A\n```\n# B\n````\n# C\n~~~ x\n# D\n``` \n~~~\n<!--\n# E\n-->\n# F\n") == ["A", "C", "F"]


def test_a_fence_in_a_list_hides_its_lines():
    text = "# A\n- item\n  ```\n  # B\n  ```\n    - deeper\n\n      ```\n      # C\n      @id: X\n      ```\n## D\n"
    assert titles(text) == ["A", "D"]
    assert Spec(syntax.parse(text)).id == ""


def test_setext_headings_are_text():
    assert titles("Title\n=====\n\n# A\n\nTwo\n---\n") == ["A"]


def test_front_matter_stands_at_the_very_start_only():
    assert Spec(syntax.parse("\ufeff---\nid: A\n---\n# T\n")).id == "A"
    assert Spec(syntax.parse("# T\n---\nid: A\n---\n")).id == ""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_line(end: str):
    outline = Spec(syntax.parse(SPEC.replace("\n", end)))
    assert outline.id == "DISPLAY"
    assert [requirement.anchor for requirement in outline.requirements] == ["draw"]
    assert [bullet.outcome.result.text for bullet in outline.requirements[0].errors] == ["ValueError"]


@pytest.mark.parametrize("field", ["**Accepts:** x", "**Accepts**: x", "**accepts :** x", "  **Accepts** : x"])
def test_a_field_may_be_written_in_several_ways(field: str):
    piece = syntax.parse(f"### R\n\n{field}\ny\n\n**Returns:** z\n").pieces[0]
    assert [(found.name.text.casefold(), found.body.text) for found in piece.fields] == [
        ("accepts", "x\ny"),
        ("returns", "z"),
    ]
