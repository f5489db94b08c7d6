"""A task's key: the digest of everything that can change its result, each input under the name that explains it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from osteon.analysis.configuration import Role, VerifySettings
from osteon.engine.exchanges import without_secrets
from osteon.engine.files import digest_text
from osteon.engine.prompt import Prompt

FORMAT = "1"
"""Changes when results of an earlier version of Osteon can no longer stand for those of this one."""

CHECKING = frozenset({"verify", "sandbox", "review"})
"""The inputs that decide how a result is checked, not how it is made."""
_CHECKING_FILES = ("cases ", "setup file ")
"""What the names of further such inputs begin with."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that can change a task's result, by name: a short value as it is, anything long as its digest."""

    values: Mapping[str, str]

    @property
    def key(self) -> str:
        return digest_text(canonical(dict(self.values)))

    def made_as(self, recorded: Mapping[str, str]) -> bool:
        """Tell whether only the way of checking differs from recorded inputs, so that what was made may still do."""
        return _of_making(self.values) == _of_making(recorded)


def inputs_of(
    *,
    prompt: Prompt | None,
    model: str = "",
    parameters: Mapping[str, Any] | None = None,
    fixer: Role | None = None,
    schema: Mapping[str, Any] | None = None,
    copies: Mapping[str, str] | None = None,
    verify: Sequence[str] = (),
    cases: Mapping[str, str] | None = None,
    upstream: Mapping[str, str] | None = None,
    profile: VerifySettings | None = None,
    review: Mapping[str, Any] | None = None,
    setup_files: Mapping[str, str] | None = None,
) -> Inputs:
    """Gather a task's inputs.

    `prompt` is None for a task that asks no model; `fixer` where the task's own model corrects what fails. `copies`
    gives the digest of the file behind each copied output, `cases` that of what is run for each `.vmd` file,
    `upstream` that of each file that is checked but not written, `setup_files` that of each file that the setup
    reads.
    """
    values = {"format": FORMAT, "verify": canonical(list(verify)), "sandbox": _profile(profile or VerifySettings())}
    if prompt is not None:
        values |= {name: digest_text(text) for name, text in prompt.parts.items() if text}
        values |= {"prompt": _messages(prompt), "model": model}
        shown = without_secrets(parameters or {})
        values |= {"parameters": canonical(shown)} if shown else {}
        values |= {"schema": canonical(schema)} if schema else {}
        values |= {"fixer": canonical([fixer.model, without_secrets(fixer.parameters)])} if fixer else {}
    values |= {"review": canonical(review)} if review else {}
    values |= {f"copy {output}": content for output, content in (copies or {}).items()}
    values |= {f"upstream file {path}": content for path, content in (upstream or {}).items()}
    values |= {f"cases {path}": content for path, content in (cases or {}).items()}
    values |= {f"setup file {path}": content for path, content in (setup_files or {}).items()}
    return Inputs(values)


def _of_making(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in values.items() if name not in CHECKING and not name.startswith(_CHECKING_FILES)
    }


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _messages(prompt: Prompt) -> str:
    """Digest the messages as they are sent; images, which few tasks have, by their own digests."""
    sent = ([message.role, message.text, *(image.sha256 for image in message.images)] for message in prompt.messages)
    return digest_text(canonical(list(sent)))


def _profile(settings: VerifySettings) -> str:
    """Describe what is configured, not what one machine offers: a result holds on every machine of a team."""
    described = {
        "sandbox": settings.sandbox,
        "network": settings.network,
        "timeout": settings.timeout,
        "setup": list(settings.setup),
    }
    return canonical(described | ({"prepare": list(settings.prepare)} if settings.prepare else {}))
