"""Every check has a manual page that a person can use."""

from __future__ import annotations

import re

import pytest

from osteon.analysis.model import Outline
from osteon.analysis.rules import MODULES, RULES
from osteon.analysis.syntax import parse

PARTS = ["What it finds", "Why it matters", "Example", "Fix"]


@pytest.mark.parametrize("code", RULES)
def test_the_manual_page_has_a_summary_and_four_parts(code: str):
    manual = RULES[code].manual
    assert re.fullmatch(r"[A-Z`@].*\.", RULES[code].summary)
    sections = [section for section in Outline(parse(manual)).sections if section.level]
    assert [section.title.text for section in sections] == PARTS
    assert not any(section.is_empty for section in sections)


def test_every_module_is_a_rule_of_its_own_code():
    assert len(RULES) == len(MODULES)
    assert all(module.__name__.rpartition(".")[2].replace("_", "-") == module.CODE for module in MODULES)
