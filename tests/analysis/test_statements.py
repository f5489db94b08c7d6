"""Statements: where sentences end, what is covered, which shape and slots are seen; on any text, without fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.spec_texts import ANY_TEXT

from osteon.analysis.masking import FILLER
from osteon.analysis.model import Outline, Spec
from osteon.analysis.statement_shape import slots_of
from osteon.analysis.statements import Statement, masked, sentences, statements_of
from osteon.analysis.syntax import parse

HEAD = "# A\n\n## Requirements\n\n### R\n\n"


def statements(text: str) -> list[Statement]:
    outline = Spec(parse(text))
    return [statement for section in outline.sections for statement in statements_of(section)]


def texts(body: str) -> list[str]:
    return [" ".join(statement.text.split()) for statement in statements(HEAD + body)]


def slots(text: str) -> dict[str, str]:
    return {slot.name: text[slot.span.start : slot.span.end] for slot in slots_of(text).slots}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "It takes 2.5 s, e.g. 3 s, i.e. Less. See plan.toml.",
            ["It takes 2.5 s, e.g. 3 s, i.e. Less.", "See plan.toml."],
        ),
        ("Needs v1.2.3 or 3.11. Then it runs.", ["Needs v1.2.3 or 3.11.", "Then it runs."]),
        (
            "It waits ... and goes on. Fig. 3 and no. 5 show it.",
            ["It waits ... and goes on.", "Fig. 3 and no. 5 show it."],
        ),
        ("(It ends.) `run()` begins.", ["(It ends.)", "`run()` begins."]),
        ("Apples, pears, etc. The rest is kept.", ["Apples, pears, etc.", "The rest is kept."]),
        ("It calls `a. B` once.", ["It calls `a. B` once."]),
        ("Rows 1 ... N are read. ...", ["Rows 1 ... N are read."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]):
    assert texts(text) == parts


def test_statements_are_sentences_items_and_cells_and_nothing_else():
    body = """@see: #x

First line
goes on. Second.

- An item
  over two lines {#anchor}
- [ ] **Label:** the labelled one

```
Not. This.
```

> Nor this.

<!-- Nor this. -->

    nor = this

| Name | Meaning of it |
|---|---|
| x | how far it has gone |

**Accepts:** a number.

**Errors:**
- too big -> an error
"""
    assert texts(body) == [
        "First line goes on.",
        "Second.",
        "An item over two lines",
        "the labelled one",
        "how far it has gone",
        "a number.",
        "too big -> an error",
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("run `fast` now", "run  now"),
        ('say "fast" and “slow”, don\'t', "say  and , don't"),
        ("see [the fast one](a_(b).md) and https://a.b/fast.", "see  and ."),
        ("a <!-- fast --> b <b>c</b> {.fast}", "a  b c "),
        ("```\nfast\n```\nslow `` a ` b `` end", "\n\n\nslow  end"),
        ("one ` two\n\nthree ` four", "one ` two\n\nthree ` four"),
        ("> fast\nslow", "\nslow"),
        ("it **shall** be _quick_", "it   shall   be  quick "),
    ],
)
def test_what_is_not_prose_is_covered(text: str, kept: str):
    assert masked(text).replace(FILLER, "") == kept


@pytest.mark.parametrize(
    ("text", "shape", "expected"),
    [
        (
            "The pump shall stop within 2 s.",
            "ubiquitous",
            {"actor": "The pump", "response": "stop within 2 s", "timing": "within 2 s"},
        ),
        (
            "When it rains, the roof shall close.",
            "event",
            {"trigger": "it rains", "actor": "the roof", "response": "close"},
        ),
        ("While idle, the pump must not run.", "state", {"condition": "idle", "actor": "the pump", "response": "run"}),
        (
            "If a, b and c fail, then the pump shall stop.",
            "unwanted",
            {"condition": "a, b and c fail", "actor": "the pump", "response": "stop"},
        ),
        (
            "Where a lid is fitted, it shall lock.",
            "optional",
            {"condition": "a lid is fitted", "actor": "it", "response": "lock"},
        ),
        (
            "While it is on, when a key is pressed, the lamp shall blink.",
            "complex",
            {"condition": "it is on", "trigger": "a key is pressed", "actor": "the lamp", "response": "blink"},
        ),
        (
            "When it rains, the roof closes.",
            "event",
            {"trigger": "it rains", "actor": "the roof", "response": "closes"},
        ),
        (
            "A client may retry once a minute.",
            "shall",
            {"actor": "A client", "response": "retry once a minute", "timing": "once a minute"},
        ),
        (
            "After a reset the pump shall wait.",
            "ubiquitous",
            {"condition": "After a reset", "actor": "the pump", "response": "wait"},
        ),
        (
            "Given a cart, when I pay, then it is empty.",
            "scenario",
            {"condition": "a cart", "trigger": "I pay", "response": "it is empty"},
        ),
        ("The roof closes.", "prose", {}),
        ("It can't be changed.", "prose", {"actor": "It", "response": "be changed"}),
    ],
)
def test_shapes_are_recognised_with_their_slots(text: str, shape: str, expected: dict[str, str]):
    assert slots_of(text).shape == shape
    assert slots(text) == expected


def test_steps_and_error_bullets_have_shapes_of_their_own():
    body = "- Given a cart\n- And a coupon\n- When I pay\n- Then it is empty\n\n**Errors:**\n- no coin -> it waits\n"
    found = statements(HEAD + body)
    assert [statement.shape for statement in found] == ["scenario"] * 4 + ["outcome"]
    assert [slot.name for slot in found[-1].slots] == ["condition", "response"]
    assert slots_of("And it goes on.").shape == "prose"


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("It shall run.", "obligation"),
        ("It must never run.", "prohibition"),
        ("It should not run.", "recommendation"),
        ("It may run.", "permission"),
        ("It cannot run.", "prohibition"),
        ("It can’t run.", "prohibition"),
        ("It is not run.", "none"),
        ("Users are allowed to run it.", "permission"),
    ],
)
def test_modality_tells_how_strong_a_statement_is(text: str, modality: str):
    assert slots_of(text).modality == modality


def test_overviews_notes_reasons_and_asides_demand_nothing():
    text = """# A

Intro.

## Overview

It shall be nice.

## Requirements

### R

It counts. For example, 3 is counted.

**Rationale:** it must be so.

#### Notes

It should.

## Behaviour

It is fine. It shall count.

## Constraints

- at most 3
"""
    assert [s.text for s in statements(text) if s.normative] == ["It counts.", "It shall count.", "at most 3"]


def test_items_under_a_colon_go_on_with_its_sentence():
    found = statements(HEAD + "The pump shall:\n\n- stop\n- report it\n\nIt is loud.\n\n- On its own.\n")
    assert [statement.continues for statement in found] == [False, True, True, False, False]


def test_statements_of_a_piece_are_found_once():
    section = Spec(parse(HEAD + "It runs.")).sections[-1]
    assert statements_of(section) is statements_of(section)


@given(ANY_TEXT)
def test_any_text_has_statements_with_exact_places(text: str):
    for section in Outline(parse(text)).sections:
        for one in statements_of(section):
            assert section.piece.text[one.span.start : one.span.end] == one.text
            assert len(one.masked) == len(one.text)
            assert all(one.span.start <= slot.span.start < slot.span.end <= one.span.end for slot in one.slots)


@given(st.text(alphabet="`~*_[](){}<>!-\"'“” \n\r.?ab", max_size=60))
def test_covering_keeps_length_and_line_ends(text: str):
    covered = masked(text)
    assert len(covered) == len(text)
    assert [at for at, one in enumerate(covered) if one in "\r\n"] == [
        at for at, one in enumerate(text) if one in "\r\n"
    ]


@given(st.text(alphabet=".!? (abAB1)", max_size=60))
def test_sentences_are_in_order_and_leave_out_no_letter(text: str):
    spans = list(sentences(text))
    assert spans == sorted(spans)
    kept = "".join(text[span.start : span.end] for span in spans)
    assert [one for one in kept if one.isalpha()] == [one for one in text if one.isalpha()]


def test_words_before_a_subject_take_no_time_to_find():
    """Each letter once made the search for a subject twice as long."""
    text = (
        "After a reset within consequently unrecoverable circumstances notwithstanding maintenance the pump shall stop."
    )
    assert slots(text)["actor"] == "the pump"


@pytest.mark.parametrize(
    "unit",
    [
        "`",
        "[",
        "(",
        "<!--",
        "<a ",
        '"',
        "'a",
        "{",
        "**",
        "_a",
        ". A",
        "e.g. ",
        "a, ",
        "http://",
        "|",
        "When a, ",
        "shall ",
        "a b ",
        "`` ` ",
        "    ```\n",
        "[a](",
        "the ",
    ],
)
def test_long_lines_of_anything_end(unit: str):
    assert statements(HEAD + "x " + unit * 20_000) is not None
