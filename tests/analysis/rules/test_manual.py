"""Every check has a manual page that a person can use."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

from osteon.analysis import rules
from osteon.analysis.model import Outline
from osteon.analysis.rules import RULES
from osteon.analysis.syntax import parse

PARTS = ["What it finds", "Why it matters", "Example", "Fix"]


@pytest.mark.parametrize("code", RULES)
def test_the_manual_page_has_a_summary_and_four_parts(code: str):
    manual = RULES[code].manual
    assert re.fullmatch(r"[A-Z`@].*\.", RULES[code].summary)
    sections = [section for section in Outline(parse(manual)).sections if section.level]
    assert [section.title.text for section in sections] == PARTS
    assert not any(section.is_empty for section in sections)


def test_every_module_with_a_code_is_a_rule_of_that_code():
    names = [module.name for module in pkgutil.iter_modules(rules.__path__)]
    modules = [importlib.import_module(f"{rules.__name__}.{name}") for name in names]
    with_code = {module.CODE: name for module, name in zip(modules, names, strict=True) if hasattr(module, "CODE")}
    assert with_code == {code: code.replace("-", "_") for code in RULES}
