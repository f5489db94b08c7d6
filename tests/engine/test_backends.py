"""What is behind the roles of a configuration."""

from __future__ import annotations

from osteon.analysis.configuration import parse_configuration
from osteon.engine.backends import prices
from osteon.models.prices import Price
from osteon.project import Project


def told(tmp_path, text: str) -> tuple[Price | None, list[str]]:
    said: list[str] = []
    price = prices(Project(tmp_path, parse_configuration(text)), lambda event: said.append(event.data["text"]))
    price("default")
    return price("default"), said


def test_a_price_that_a_person_states_counts(tmp_path):
    text = '[models.default]\nmodel = "openai/own"\nprice = { input = 3, output = 15.0 }\n[budget]\nusd = 1\n'
    assert told(tmp_path, text) == (Price(3e-06, 1.5e-05), [])


def test_a_budget_that_cannot_hold_is_told_once(tmp_path):
    price, said = told(tmp_path, '[models]\ndefault = "openai/own"\n[budget]\nusd = 1\n')
    assert price is None
    assert len(said) == 1
    assert "the price of openai/own is not known" in said[0]


def test_without_a_budget_or_with_a_mailbox_nothing_is_told(tmp_path):
    assert told(tmp_path, '[models]\ndefault = "openai/own"\n')[1] == []
    assert told(tmp_path, '[models]\ndefault = "mailbox"\n[budget]\nusd = 1\n')[1] == []
