"""From a model string of the configuration to the backend that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osteon.models.agents import AGENTS
from osteon.models.port import Model, ModelRefused

OPTIONS = ("api_base", "api_key_env", "retries", "timeout")
"""The options that a role may set beside its request parameters."""


def open_model(
    name: str,
    *,
    mailbox: Path,
    timeout: float = 600.0,
    options: Mapping[str, Any] | None = None,
) -> Model:
    """Return the backend for a model string; raises ModelRefused where there is none.

    `mailbox` is the folder of the `mailbox` backend. `timeout` is in seconds for one attempt at one answer; the option
    of the same name overrides it. A mailbox waits without limit unless that option is set. The other options:
    `api_base` is the address of an OpenAI-compatible server, `api_key_env` the environment variable that holds its key,
    and `retries` how often a request is repeated after a passing failure (3). Nothing is called or imported yet
    that costs more than milliseconds.
    """
    prefix, _, rest = name.strip().partition(":")
    opener = BACKENDS.get(prefix.strip(), _hosted)
    return opener(_Wish(name.strip(), rest.strip(), mailbox, timeout, _known(options or {})))


@dataclass(frozen=True, slots=True)
class _Wish:
    name: str
    rest: str
    mailbox: Path
    timeout: float
    options: Mapping[str, Any]

    @property
    def seconds(self) -> float:
        return self.limit() or self.timeout

    def limit(self) -> float | None:
        """Return the `timeout` option, or None where it is not set."""
        value = self.options.get("timeout")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
            raise ModelRefused(f"the timeout of {self.name} must be a number of seconds above 0, not {value!r}")
        return float(value)

    def retries(self) -> int:
        value = self.options.get("retries", 3)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
            raise ModelRefused(f"the retries of {self.name} must be a whole number from 0 to 100, not {value!r}")
        return value

    def text(self, option: str) -> str | None:
        value = self.options.get(option)
        if value is not None and not (isinstance(value, str) and value):
            raise ModelRefused(f"{option} of {self.name} must be text, not {value!r}")
        return value


def _known(options: Mapping[str, Any]) -> Mapping[str, Any]:
    for option in options:
        if option == "api_key":
            raise ModelRefused(
                "a key does not belong in the configuration, which is shared; put it in an environment variable "
                'and name the variable: api_key_env = "MY_KEY"'
            )
        if option not in OPTIONS:
            raise ModelRefused(f"{option} is no option of a model; there are {', '.join(OPTIONS)}")
    return options


def _replay(wish: _Wish) -> Model:
    from osteon.models.replay import Replay

    _without_rest(wish)
    return Replay()


def _mailbox(wish: _Wish) -> Model:
    from osteon.models.mailbox import Mailbox

    _without_rest(wish)
    return Mailbox(wish.mailbox, timeout=wish.limit())


def _command(wish: _Wish) -> Model:
    from osteon.models.command import CommandModel

    return CommandModel(wish.name, timeout=wish.seconds)


def _hosted(wish: _Wish) -> Model:
    from osteon.models.litellm import LiteLLM
    from osteon.models.retry import Patient

    if not wish.name:
        raise ModelRefused('no model is named; set one, for example default = "mailbox", in [tool.osteon.models]')
    model = LiteLLM(
        wish.name,
        api_base=wish.text("api_base"),
        api_key_env=wish.text("api_key_env"),
        timeout=wish.seconds,
    )
    return Patient(model, retries=wish.retries())


def _acp(wish: _Wish) -> Model:
    raise ModelRefused(
        f"{wish.name}: this version cannot speak the Agent Client Protocol; "
        f"use the agent's command line instead: {', '.join(AGENTS)}"
    )


def _without_rest(wish: _Wish) -> None:
    if ":" in wish.name:
        raise ModelRefused(f"{wish.name}: {wish.name.partition(':')[0]} takes nothing after its name")


BACKENDS: Mapping[str, Callable[[_Wish], Model]] = {
    "replay": _replay,
    "mailbox": _mailbox,
    "command": _command,
    "acp": _acp,
    **dict.fromkeys(AGENTS, _command),
}
"""The backends with a name of their own; every other model string is litellm's."""


def is_hosted(name: str) -> bool:
    """Tell whether a model string is litellm's."""
    return name.strip().partition(":")[0].strip() not in BACKENDS
