"""What models cost, by the price list that comes with litellm, read as a file: litellm takes seconds to import."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PRICE_LIST = "model_prices_and_context_window_backup.json"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one token that a model reads, and for one that it writes."""

    input_usd: float
    output_usd: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        return input_tokens * self.input_usd + output_tokens * self.output_usd


def price_for(model: str, stated: tuple[float, float] | None) -> Price | None:
    """Return the price that a person stated, in US dollars for a million tokens, else the list's."""
    return Price(stated[0] / 1e6, stated[1] / 1e6) if stated else price_of(model)


def price_of(model: str) -> Price | None:
    """Return the price of a model string of the configuration.

    None where it is not known: the model is not on the list, costs nothing there, or litellm is not installed.
    """
    provider, slash, name = model.strip().partition("/")
    entry = _prices().get(model.strip())
    if entry is None and slash:
        entry = _prices().get(name)
        if entry is not None and entry.get("litellm_provider") != provider:
            return None
    return _price(entry or {})


def _price(entry: Mapping[str, Any]) -> Price | None:
    costs = (entry.get("input_cost_per_token"), entry.get("output_cost_per_token"))
    known = [float(cost) for cost in costs if isinstance(cost, int | float) and cost > 0]
    return Price(*known) if len(known) == len(costs) else None


@cache
def _prices() -> Mapping[str, Mapping[str, Any]]:
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        try:
            value = json.loads(Path(folder, PRICE_LIST).read_bytes())
        except (OSError, ValueError):
            continue
        return {name: entry for name, entry in value.items() if isinstance(entry, dict)}
    return {}
