"""From `ossature.toml` to `osteon.toml`: each key is mapped, or named with the reason why it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import tomlkit

from osteon.importing.models import model_name
from osteon.importing.notes import Notes
from osteon.importing.ossature import CONFIGURATION, OssatureProject

HEADER = (
    "# Imported from Ossature's ossature.toml by `osteon import`. Every key has a default: see `osteon doctor`.\n\n"
)
"""The first line of an imported configuration, by which a second import knows that there is nothing to do."""


@dataclass(frozen=True, slots=True)
class ImportedConfiguration:
    """The text of `osteon.toml`, and which key became which."""

    text: str
    mapped: Mapping[str, str]


def import_configuration(project: OssatureProject, notes: Notes, *, specs: str) -> ImportedConfiguration:
    """Return the configuration that says the same as Ossature's; what has no counterpart is noted.

    `specs` is the folder that the specs will be in. No value of a key that is not mapped is ever shown: it may be
    a secret.
    """
    values: dict[str, Any] = {"specs": specs, "output": project.output}
    keys = dict(_flat(project.settings))
    mapped = {key: to for key, to in (("project.spec_dir", "specs"), ("output.dir", "output")) if key in keys}
    for key, rule in _RULES.items():
        if key in keys and rule.accepts(keys[key]):
            _put(values, rule.to, rule.becomes(keys[key]))
            mapped[key] = ".".join(rule.to)
    _models(keys, values, mapped, notes)
    for key in keys:
        if key not in mapped:
            notes.left_out(f"{CONFIGURATION}: {key}", _why_not(key))
    if values.get("verify", {}).get("setup"):
        values["verify"]["network"] = "setup"
        notes.changed(
            f"{CONFIGURATION}: build.setup", 'only these commands reach the network: verify.network = "setup"'
        )
    return ImportedConfiguration(HEADER + tomlkit.dumps(values), mapped)


def with_severities(
    imported: ImportedConfiguration, severities: Mapping[str, Mapping[str, str]], notes: Notes
) -> ImportedConfiguration:
    """Return the configuration with severities for findings of some files, each of which is noted."""
    values = tomlkit.parse(imported.text).unwrap()
    values.setdefault("check", {}).update(severities)
    for path, codes in severities.items():
        notes.changed(
            f"osteon.toml: check.{path}",
            f"a warning there only, since Ossature lets it pass: {', '.join(codes)}; correct it, and take that out",
        )
    return ImportedConfiguration(HEADER + tomlkit.dumps(values), imported.mapped)


class _Rule(NamedTuple):
    to: tuple[str, ...]
    accepts: Callable[[Any], bool]
    becomes: Callable[[Any], Any] = lambda value: value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _are_lines(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _lines(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value


_RULES: Mapping[str, _Rule] = {
    "output.language": _Rule(("language",), _is_text),
    "build.setup": _Rule(("verify", "setup"), _are_lines, _lines),
    "build.verify": _Rule(("verify", "commands"), _are_lines, _lines),
    "build.max_fix_attempts": _Rule(("fix_attempts",), _is_count),
    "build.review": _Rule(("review", "enabled"), _is_switch),
    "test.require_coverage": _Rule(
        ("check", "uncovered-requirement"), _is_switch, lambda required: "error" if required else "warning"
    ),
}
"""What becomes of a key, where there is a counterpart; models are apart."""

_NO_COUNTERPART = {
    "project.name": "a project has the name of its folder",
    "project.version": "a project has no version",
    "project.context_dir": "what a task shows or copies is beside the specs; files that the plan names are copied",
    "output.framework": "say it where the model reads it: in the Constraints of a spec",
    "audit.max_fix_cycles": "no loop changes specs unasked; fixes are offered one by one",
    "build.max_inline_lines": "files that a task shows are shown whole; `context-budget` says when that is too much",
    "build.max_review_attempts": "what a review finds is corrected within fix_attempts",
    "test.command": "cases run in a harness of Osteon's own, which needs no command",
    "llm.tool_retries": "models are given no tools: they see what a task declares",
    "llm.brief": "no model shortens specs: they are shown verbatim",
    "llm.interface": "interfaces are read from code, not written by a model",
    "llm.fixer": "it corrects specs there; what corrects code that does not pass is the role `fix`, if you want one",
}
"""Why a key of Ossature's has no counterpart."""


def _why_not(key: str) -> str:
    """Say why a key is not taken over, without a look at its value: that may be a secret."""
    if _SECRET.search(key):
        return "a secret is not copied: keep it in an environment variable, and name that with `api_key_env`"
    if key in _NO_COUNTERPART:
        return _NO_COUNTERPART[key]
    if key in _KNOWN:
        return "its value is not usable: see the manual of Ossature, and set what it stands for in osteon.toml"
    return "no key of this name is known; if it matters, see `osteon doctor` for what can be set"


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every key of every table by its full name; a table within a table is one key."""
    for table, values in settings.items():
        if isinstance(values, dict):
            yield from ((f"{table}.{key}", value) for key, value in values.items())
        else:
            yield table, values


def _put(values: dict[str, Any], to: tuple[str, ...], value: Any) -> None:
    for name in to[:-1]:
        values = values.setdefault(name, {})
    values[to[-1]] = value


# Models ---------------------------------------------------------------------------------------------------------------

_ROLES = {"llm.model": "default", "llm.audit": "audit", "llm.planner": "plan", "llm.reviewer": "review"}
"""Which role a key stands for here."""
_SECRET = re.compile(r"(?i)(key|secret|password|token|credentials?)$")


def _models(keys: Mapping[str, Any], values: dict[str, Any], mapped: dict[str, str], notes: Notes) -> None:
    """Map `[llm]`: a model for each role, with the options that hold for all of them."""
    roles = {role: keys[key] for key, role in _ROLES.items() if _is_text(keys.get(key))}
    mapped.update({key: f"models.{role}" for key, role in _ROLES.items() if role in roles and key in keys})
    if _is_text(keys.get("llm.build")):
        others = {role: roles["default"] for role in _ROLES.values() if "default" in roles and role not in roles}
        roles = {**roles, "default": keys["llm.build"], **others}
        mapped |= {"llm.build": "models.default"} | ({"llm.model": _named(others)} if "llm.model" in mapped else {})
    options = {}
    for key, rule in _OPTIONS.items():
        if key in keys and rule.accepts(keys[key]):
            options[rule.to[0]] = rule.becomes(keys[key])
            mapped[key] = f"models.*.{rule.to[0]}"
    for role, written in roles.items():
        name, known = model_name(written)
        _put(values, ("models", role), _role(name, options))
        if not known:
            notes.changed(f"{CONFIGURATION}: llm", f"the provider of {written} is unknown: is {name} litellm's name?")
    if "default" not in roles:
        notes.note(CONFIGURATION, 'it names no model; set one in [models] of osteon.toml: default = "…"')


def _named(roles: Iterable[str]) -> str:
    return ", ".join(f"models.{role}" for role in roles) or "no role: each has its own"


def _role(name: str, options: Mapping[str, Any]) -> str | dict[str, Any]:
    """Return a role's entry: the name alone where no option holds for it."""
    own = {key: value for key, value in options.items() if key != "api_base" or name.startswith("ollama")}
    return {"model": name, **own} if own else name


def _is_open_address(value: Any) -> bool:
    """Tell whether a value is an address without a password in it."""
    return _is_text(value) and "@" not in value and "://" in value


_OPTIONS: Mapping[str, _Rule] = {
    "llm.api_key_env": _Rule(("api_key_env",), _is_text),
    "llm.ollama_base_url": _Rule(
        ("api_base",), _is_open_address, lambda address: address.rstrip("/").removesuffix("/v1")
    ),
    "llm.retries": _Rule(("retries",), _is_count),
    "build.max_output_tokens": _Rule(("max_tokens",), lambda value: _is_count(value) and value > 0),
}
"""What every role has as an option; litellm's address of Ollama has no `/v1` at its end."""
_KNOWN = frozenset({*_RULES, *_OPTIONS, *_ROLES, "llm.build"})
