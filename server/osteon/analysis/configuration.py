"""The configuration: `[tool.osteon]` of a `pyproject.toml`, or a whole `osteon.toml`, read without failing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from osteon.analysis.findings import Finding


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """`[tool.osteon.verify]`: how verification commands run."""

    setup: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    """Verification lines that the planner gives every generating task; `{outputs}` stands for its outputs."""
    timeout: float = 120.0
    """Seconds for one command."""
    sandbox: str = "auto"
    """`auto`, `bwrap`, `landlock` or `none`."""
    network: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """One entry of `[tool.osteon.models]`: a model string, and the options and parameters that go with it."""

    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What is part of the request: temperature, max_tokens, seed …"""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What only reaches the server: api_base, timeout (seconds), retries."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything a project can set; the defaults serve a project that sets nothing."""

    specs: str = "specs"
    """The folder of the specs, relative to the configuration file."""
    plan: str = ""
    """The plan file; empty means `plan.toml` in the specs folder."""
    output: str = "."
    """The folder that generated files go to."""
    language: str = "python"
    tags: tuple[str, ...] = ()
    """Tags that the project adds to those Osteon knows."""
    verify: VerifySettings = VerifySettings()
    models: Mapping[str, Role] = field(default_factory=dict)
    fix_attempts: int = 3
    context_tokens: int = 100_000
    """The estimated size of a prompt over which `context-budget` is reported."""
    budget_usd: float | None = None
    check: Mapping[str, str] = field(default_factory=dict)
    """Severity per finding code: error, warning, info, hint or off."""
    check_files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The same for files that match a glob: `[tool.osteon.check."drafts/*"]`."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the configuration itself, with ranges in its file."""

    def role(self, name: str) -> Role | None:
        """Return a role's model; a role that is not configured uses `default`."""
        return self.models.get(name) or self.models.get("default")


def parse_configuration(text: str, *, table: tuple[str, ...] = ()) -> Configuration:
    """Read a configuration from TOML text; `table` is where it stands, `("tool", "osteon")` in a `pyproject.toml`."""
    raise NotImplementedError
