"""What a project says about checks decides what is reported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fixtures import check

from osteon.analysis import rules
from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity
from osteon.analysis.model import Section
from osteon.analysis.rules.rule import Rule
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Span


def find_fast(section: Section, _file: SourceFile) -> Iterator[Finding]:
    """Report each `fast` of a section."""
    at = section.piece.text.lower().find("fast")
    if at >= 0:
        start = section.start + at
        yield Finding("too-fast", Severity.WARNING, Span(start, start + 4), "How fast?")


@pytest.mark.parametrize(("lexical", "words"), [(True, ["slow"]), (False, ["fast"]), (True, ["fast"])])
def test_words_of_the_vocabulary_are_right_for_checks_of_words(
    monkeypatch: pytest.MonkeyPatch, *, lexical: bool, words: list[str]
) -> None:
    rule = Rule("too-fast", Severity.WARNING, "", find_fast, None, None, lexical=lexical)
    monkeypatch.setattr(rules, "RULES", {"too-fast": rule})
    expected = "" if lexical and "fast" in words else "         ^^^^ too-fast\n"
    check(f"## Goals\nIt is so Fast.\n{expected}", configuration=Configuration(vocabulary=frozenset(words)))
