"""From the roles of the configuration to the backends behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from osteon.analysis.configuration import Role
from osteon.engine.events import message
from osteon.engine.ports import Event
from osteon.engine.site import shown
from osteon.models import open_model
from osteon.models.opening import is_hosted
from osteon.models.port import Model, ModelRefused
from osteon.models.prices import Price, price_for
from osteon.project import Project


def backends(
    project: Project, models: Callable[[Role], Model] | None, report: Callable[[Event], None]
) -> Callable[[str], Model]:
    """Return what opens the backend of a role, once for each role. `models` opens it in place of `open_model`."""
    mailbox = project.store / "mailbox"

    @lru_cache
    def opened(name: str) -> Model:
        role = project.configuration.role(name)
        if role is None:
            raise ModelRefused(
                f"no model is configured for the role {name!r}; "
                'set one, for example default = "mailbox" in [tool.osteon.models], or pass --model'
            )
        if role.model == "mailbox":
            where = shown(project, mailbox)
            report(message(f"prompts appear in {where}; put each answer beside its prompt", severity="info"))
        return models(role) if models else open_model(role.model, mailbox=mailbox, options=role.options)

    return opened


def prices(project: Project, report: Callable[[Event], None]) -> Callable[[str], Price | None]:
    """Return what gives the price of the model behind a role; says once where a budget cannot hold for want of one."""
    configuration = project.configuration

    @lru_cache
    def price(name: str) -> Price | None:
        role = configuration.role(name)
        found = price_for(role.model, role.price) if role else None
        if role and found is None and configuration.budget_usd is not None and is_hosted(role.model):
            report(message(_unpriced(role, configuration.budget_usd)))
        return found

    return price


def _unpriced(role: Role, usd: float) -> str:
    return (
        f"the price of {role.model} is not known, so the budget of {usd:.2f} USD cannot hold it; "
        "set price = { input = …, output = … } for its role, in US dollars for a million tokens"
    )
