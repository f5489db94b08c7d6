"""From the roles of the configuration to the backends behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from osteon.analysis.configuration import Role
from osteon.engine.events import message
from osteon.engine.ports import Event
from osteon.engine.site import shown
from osteon.models import open_model
from osteon.models.port import Model, ModelRefused
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
