"""The configuration: `[tool.osteon]` of a `pyproject.toml`, or a whole `osteon.toml`, read without failing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from osteon.analysis.findings import Finding, Severity
from osteon.analysis.own_rules import OwnRule, RuleFile, Taken, parse_own_rules
from osteon.analysis.text import Span
from osteon.analysis.toml_shape import Checker, Shape, invalid, listed
from osteon.analysis.toml_tree import Table, read_toml


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """`[tool.osteon.verify]`: how verification commands run."""

    setup: tuple[str, ...] = ()
    """Command lines that make the environment of verification, once for each that is different."""
    commands: tuple[str, ...] = ()
    """Verification lines that the planner gives every generating task; `{outputs}` stands for its outputs."""
    timeout: float = 120.0
    """Seconds for one command."""
    sandbox: str = "auto"
    """`auto`, `bwrap`, `landlock` or `none`."""
    network: bool | str = False
    """Whether commands reach the network: no, yes, or `setup` for the setup commands only."""
    setup_files: tuple[str, ...] = ()
    """Files of the project that `setup` reads, such as a lock file; relative to the configuration."""
    setup_timeout: float = 900.0
    """Seconds for one setup command."""
    prepare: tuple[str, ...] = ()
    """Command lines that run before cases, beside the code: what compiles it. They see no case."""


@dataclass(frozen=True, slots=True)
class Role:
    """One entry of `[tool.osteon.models]`: a model string, and the options and parameters that go with it."""

    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What is part of the request: temperature, max_tokens, seed …"""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What only reaches the server: api_base, timeout (seconds), retries."""
    price: tuple[float, float] | None = None
    """US dollars for a million tokens of input and of output, where a person set them."""


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """`[tool.osteon.review]`: whether a model reviews what passed, and which."""

    enabled: bool = False
    role: str = "review"
    """The role of the reviewer; `review` is `default` where it is not configured."""
    required: bool = False
    """Whether a task that nobody could review has failed."""


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
    """The language of the generated code, in a person's words: it is put into prompts as it is."""
    tags: tuple[str, ...] = ()
    """Tags that the project adds to those Osteon knows."""
    vocabulary: frozenset[str] = frozenset()
    """Words, folded, that are right in this project: the checks of words and of acronyms leave them alone."""
    verify: VerifySettings = VerifySettings()
    models: Mapping[str, Role] = field(default_factory=dict)
    fix_attempts: int = 3
    plan_attempts: int = 3
    """How often a model is told what is wrong with the plan that it made."""
    context_tokens: int = 100_000
    """The estimated size of a prompt over which `context-budget` is reported."""
    budget_usd: float | None = None
    check: Mapping[str, str] = field(default_factory=dict)
    """Severity per finding code: error, warning, info, hint or off."""
    check_files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The same for files that match a glob: `[tool.osteon.check."drafts/*"]`."""
    strict: bool = False
    """Whether what no person has accepted may not be built; no key of the file, but `osteon check --strict`."""
    review: ReviewSettings = ReviewSettings()
    rules: tuple[str, ...] = ()
    """The files of the project's own rules, relative to the configuration."""
    rule_files: tuple[RuleFile, ...] = ()
    """Those of them that could be read."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the configuration itself, with ranges in its file."""

    @property
    def own_rules(self) -> tuple[OwnRule, ...]:
        """The rules that the project wrote itself."""
        return tuple(rule for file in self.rule_files for rule in file.rules)

    def knows_role(self, name: str) -> bool:
        """Tell whether a task may name a role: one that is configured, or `default`."""
        return name == "default" or name in self.models

    def role(self, name: str) -> Role | None:
        """Return a role's model; a role that is not configured uses `default`."""
        return self.models.get(name) or self.models.get("default")


def is_python(language: str) -> bool:
    """Tell whether a `language` means Python, with or without a version: `python`, `Python 3`, `Python 3.12`."""
    return bool(re.fullmatch(r"python(?:[ -]?\d+(?:\.\d+)*)?", language.strip().casefold()))


ReadText = Callable[[str], str | None]
"""Returns the text of a file beside the configuration, None where it cannot be read."""


def parse_configuration(
    text: str, *, table: tuple[str, ...] = (), path: str = "osteon.toml", read: ReadText | None = None
) -> Configuration:
    """Read a configuration from TOML text; `table` is where it stands, `("tool", "osteon")` in a `pyproject.toml`.

    Never fails: a value of the wrong type or out of range has its default, and a finding says so. `path` is the
    file's path in the workspace, as the fixes of the findings name it. `read` gives the files of the project's own
    rules; without it there are none.
    """
    root, syntax = read_toml(text, path)
    content = _descend(root, table)
    checker = Checker(path, "unknown-configuration-key")
    findings = [*syntax, *checker.check_table(content, CONFIGURATION), *_secrets(content)]
    configuration = _configuration(checker.accepted(content, CONFIGURATION))
    if read is not None and configuration.rules:
        files = dict(_rule_files(configuration.rules, read))
        findings += _unread(content, files)
        configuration = replace(configuration, rule_files=tuple(file for file in files.values() if file))
    return replace(configuration, findings=tuple(sorted(findings)))


def _rule_files(paths: tuple[str, ...], read: ReadText) -> Iterator[tuple[str, RuleFile | None]]:
    """Return each file of rules by its path, None for one that cannot be read."""
    from osteon.analysis.rules import RULES

    own: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        text = read(path)
        file = parse_own_rules(text, path, Taken(RULES, own)) if text is not None else None
        own.update({rule.code: path for rule in file.rules} if file else {})
        yield path, file


def _unread(content: Table, files: Mapping[str, RuleFile | None]) -> Iterator[Finding]:
    """Yield a finding for each file of rules that cannot be read."""
    named = content.get("rules")
    for item in named.data if named and isinstance(named.data, list) else ():
        if files.get(str(item.data), ...) is None:
            message = f"There is no file {item.data} that can be read: write it, or take it out"
            yield Finding("unresolved-file", Severity.ERROR, item.span, message)


# The shape of the file ------------------------------------------------------------------------------------------------

_TEXT = Shape("string")
_SEVERITY = Shape("string", choices=("error", "warning", "info", "hint", "off"))

_VERIFY = Shape(
    "object",
    "How verification commands run.",
    keys={
        "setup": listed(_TEXT, "Command lines that make the environment of verification, in a folder of their own."),
        "setup_files": listed(Shape("string", path=True), "Files of the project that the setup commands find there."),
        "setup_timeout": Shape("number", "Seconds for one setup command.", minimum=0.1),
        "commands": listed(_TEXT, "Command lines of every planned task; `{outputs}` stands for its outputs."),
        "prepare": listed(_TEXT, "Command lines that run before cases, beside the code: what compiles it."),
        "timeout": Shape("number", "Seconds for one command.", minimum=0.1),
        "sandbox": Shape("string", "What isolates commands.", choices=("auto", "bwrap", "landlock", "none")),
        "network": Shape(
            "boolean",
            "Let commands reach the network; `setup` lets the setup commands only.",
            either=(Shape("string", choices=("setup",)),),
        ),
    },
)

_ROLE = Shape(
    "object",
    "A model with its parameters; keys that are not listed here are part of the request, such as `temperature`.",
    keys={
        "model": Shape("string", "A model string, `acp:…`, `command:…`, `mailbox` or `replay`.", pattern=r"\S.*"),
        "api_base": Shape("string", "The address of the server."),
        "api_key_env": Shape("string", "The environment variable that holds the server's key."),
        "timeout": Shape("number", "Seconds to wait for an answer.", minimum=0.1),
        "price": Shape(
            "object",
            "US dollars for a million tokens, where litellm's list does not have the model or has another price.",
            keys={
                "input": Shape("number", "For tokens that the model reads.", minimum=0),
                "output": Shape("number", "For tokens that it writes.", minimum=0),
            },
            required=("input", "output"),
        ),
        "retries": Shape("integer", "How often to ask again after a failure that may pass.", minimum=0),
    },
    others=Shape("any"),
    required=("model",),
)

_REVIEW = Shape(
    "object",
    "A review by a model of what passed verification, against the sections and components of its task.",
    keys={
        "enabled": Shape("boolean", "Whether tasks are reviewed; true where this table is there."),
        "role": Shape("string", "The role that reviews; `review` by default, or `default` where that is not set."),
        "required": Shape("boolean", "Let a task fail that nobody could review."),
    },
)

CONFIGURATION = Shape(
    "object",
    "Osteon's configuration.",
    keys={
        "specs": Shape("string", "The folder of the specs, relative to this file.", path=True),
        "plan": Shape("string", "The plan file; without it, `plan.toml` in the specs folder.", path=True),
        "output": Shape("string", "The folder that generated files go to.", path=True),
        "language": Shape("string", "The language of the generated code."),
        "tags": listed(Shape("string", pattern=r"@?[A-Za-z][A-Za-z0-9_-]*"), "Tags that the project adds."),
        "vocabulary": listed(
            Shape("string", pattern=r"\S.*"), "Words and phrases that are right here, whatever the checks of words say."
        ),
        "rules": listed(Shape("string", pattern=r"\S.*", path=True), "Files with the project's own rules."),
        "verify": _VERIFY,
        "models": Shape("object", "A model for each role.", others=replace(_ROLE.keys["model"], either=(_ROLE,))),
        "review": replace(_REVIEW, either=(Shape("boolean", "Whether tasks are reviewed."),)),
        "fix_attempts": Shape("integer", "How often a failed verification is given back to the model.", minimum=0),
        "plan_attempts": Shape(
            "integer", "How often a plan that cannot be used is given back to the model.", minimum=0
        ),
        "context_tokens": Shape("integer", "Estimated tokens of a prompt that are too many.", minimum=1),
        "budget": Shape(
            "object",
            "What builds and audits may spend.",
            keys={"usd": Shape("number", "US dollars; a build stops before it is crossed.", minimum=0)},
        ),
        "check": Shape(
            "object",
            'Severity for each finding code; for some files only under a glob, `[check."drafts/*"]`.',
            others=replace(_SEVERITY, either=(Shape("object", "Severity for each code.", others=_SEVERITY),)),
        ),
    },
)

_OPTIONS = ("api_base", "api_key_env", "retries", "timeout")
_NO_PARAMETERS = ("model", "price", *_OPTIONS)
_SECRET = re.compile(r"(?i)(api[_-]?key|secret|password|token)$")


# From tables to settings ----------------------------------------------------------------------------------------------


def _descend(root: Table, names: tuple[str, ...]) -> Table:
    """Return the table that stands under names, an empty one where there is none."""
    for name in names:
        value = root.get(name)
        root = value.data if value and isinstance(value.data, Table) else Table(Span(0, 0))
    return root


def _configuration(values: dict[str, Any]) -> Configuration:
    """Return the settings that checked values stand for."""
    check = values.get("check", {})
    simple = ("specs", "plan", "output", "language", "fix_attempts", "plan_attempts", "context_tokens")
    return Configuration(
        **{name: values[name] for name in simple if name in values},
        tags=tuple(tag.removeprefix("@") for tag in values.get("tags", ())),
        rules=tuple(values.get("rules", ())),
        vocabulary=frozenset(word.casefold() for word in values.get("vocabulary", ())),
        verify=VerifySettings(**{name: _frozen(value) for name, value in values.get("verify", {}).items()}),
        models=dict(_roles(values.get("models", {}))),
        review=_review(values.get("review", False)),
        budget_usd=values.get("budget", {}).get("usd"),
        check={code: severity for code, severity in check.items() if isinstance(severity, str)},
        check_files={glob: severities for glob, severities in check.items() if isinstance(severities, dict)},
    )


def _review(value: bool | Mapping[str, Any]) -> ReviewSettings:
    return ReviewSettings(enabled=value) if isinstance(value, bool) else ReviewSettings(**{"enabled": True, **value})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _roles(models: Mapping[str, Any]) -> Iterator[tuple[str, Role]]:
    for name, value in models.items():
        settings: Mapping[str, Any] = {"model": value} if isinstance(value, str) else value
        if model := settings.get("model"):
            options = {key: settings[key] for key in _OPTIONS if key in settings}
            parameters = {key: setting for key, setting in settings.items() if _is_parameter(key)}
            price = settings.get("price", {})
            known = (price["input"], price["output"]) if price.keys() >= {"input", "output"} else None
            yield name, Role(model, parameters, options, known)


def _is_parameter(key: str) -> bool:
    return key not in _NO_PARAMETERS and not _SECRET.search(key)


def _secrets(content: Table) -> Iterator[Finding]:
    """Yield a finding for each credential in the file: it would be committed with it."""
    models = content.get("models")
    for entry in models.data.entries.values() if models and isinstance(models.data, Table) else ():
        settings = entry.value.data
        for key, (span, _) in settings.entries.items() if isinstance(settings, Table) else ():
            if _SECRET.search(key):
                yield invalid(span, f"`{key}` would be shared with this file: name a variable with `api_key_env`")
