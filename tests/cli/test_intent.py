"""`osteon intent`: words are kept as they are, in a ledger that the checks find nothing wrong with."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.ledger import Request, appended
from osteon.analysis.model import Intents
from osteon.analysis.origins import quote_of
from osteon.analysis.syntax import parse
from osteon.cli.main import osteon
from osteon.project import UserError, find_project, load_workspace

SPEC = "# Display\n\n@id: DISPLAY\n\n## Requirements\n\n### Draw {#draw-sprite}\n\nIt shall draw.\n"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/display.smd").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "specs/display.intent"


def run(*arguments: str) -> int:
    return int(osteon.main(["intent", *arguments], standalone_mode=False) or 0)


def records() -> list[tuple[str, str]]:
    """Return the ids and the words that the project's ledger has, and see that no check finds anything in it."""
    workspace = load_workspace(find_project(Path.cwd()))
    intents = workspace.files["specs/display.intent"].intents
    assert workspace.findings("specs/display.intent") == ()
    return [(record.title.text, quote_of(record)) for record in intents.records] if intents else []


def test_words_are_recorded_one_below_the_other(ledger: Path) -> None:
    assert run("display", "cut it off", "--by", "maria", "--source", "review", "--about", "Draw-Sprite") == 0
    assert run("DISPLAY", "# not a heading\n\n> quoted   ", "--by", "jo") == 0
    assert records() == [("I-0001", "cut it off"), ("I-0002", "# not a heading\n\n> quoted   ")]
    text = ledger.read_text()
    assert text.startswith("# Intents: Display\n\n@spec: DISPLAY\n\n## I-0001\n\n@date: ")
    assert "@by: maria\n@source: review\n@about: #draw-sprite\n@sha256: " in text


def test_words_come_from_standard_input_too(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("größer\nbitte\n".encode()), encoding="utf-8"))
    assert run("DISPLAY", "--by", "jo") == 0
    assert records() == [("I-0001", "größer\nbitte")]


def test_the_next_id_is_above_all_that_are_there_and_line_ends_stay(ledger: Path) -> None:
    ledger.write_bytes(b"# Intents\r\n\r\n@spec: DISPLAY\r\n\r\n## I-0041\r\n\r\n> x\r\n\r\n## I-7\r\n\r\n> y")
    before = ledger.read_bytes()
    assert run("DISPLAY", "z", "--by", "jo") == 0
    after = ledger.read_bytes()
    assert after.startswith(before + b"\r\n\r\n## I-0042\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("DISPLY", "x"), "there is no spec DISPLY; there are: DISPLAY"),
        (("DISPLAY", " "), "no words"),
        (("DISPLAY", "x", "--about", "#draw-sprit"), "did you mean #draw-sprite"),
        (("DISPLAY", "x", "--by", "a\nb"), "one line"),
    ],
)
def test_what_cannot_be_recorded_is_refused(ledger: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UserError, match=message):
        run(*arguments)
    assert not ledger.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [("# Intents\n\n@spec: DISPLAY\n\n```\n", "hides a new record"), ("# Something else\n", "no ledger of DISPLAY")],
)
def test_a_ledger_that_would_hide_a_record_is_left_alone(ledger: Path, text: str, message: str) -> None:
    ledger.write_text(text)
    with pytest.raises(UserError, match=message):
        run("DISPLAY", "x", "--by", "jo")
    assert ledger.read_text() == text


@given(st.text(min_size=1, alphabet=st.characters(exclude_characters="\r", exclude_categories=())))
def test_any_words_are_read_back_as_they_were(words: str) -> None:
    after = appended("", "DISPLAY", "Display", "I-0001", Request(words, "2026-01-01T00:00:00Z", "jo", "chat"))
    (record,) = Intents(parse(after)).records
    assert quote_of(record) == words
