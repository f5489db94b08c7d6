"""Prices come from litellm's own list, without importing it; what is not there is unknown."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run

import pytest
from tests.models.installed import require_litellm

from osteon.models import prices
from osteon.models.prices import Price, price_of

require_litellm()


def test_a_price_is_for_what_is_read_and_what_is_written():
    assert price_of("gpt-4o") == price_of("openai/gpt-4o") == Price(2.5e-06, 1e-05)
    assert Price(2e-06, 1e-05).of(1000, 100) == pytest.approx(0.003)


@pytest.mark.parametrize("model", ["mailbox", "replay", "command: claude --print", "openai/mine", "groq/gpt-4o", ""])
def test_a_price_that_is_not_listed_is_unknown(model):
    assert price_of(model) is None


def test_a_model_that_costs_nothing_on_the_list_is_unknown_too(monkeypatch):
    free = {"m": {"input_cost_per_token": 0, "output_cost_per_token": 0}, "half": {"input_cost_per_token": 1}}
    monkeypatch.setattr(prices, "_prices", lambda: free)
    assert price_of("m") is price_of("half") is None


def test_without_litellm_every_price_is_unknown(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(prices, "find_spec", lambda _name: None)
    assert prices._prices.__wrapped__() == {}


def test_litellm_is_not_imported_for_a_price():
    code = "import sys; from osteon.models.prices import price_of; price_of('gpt-4o'); print('litellm' in sys.modules)"
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
