"""Every key of `ossature.toml` is mapped, or named with the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from osteon.analysis.configuration import parse_configuration
from osteon.importing.configuration import import_configuration
from osteon.importing.models import model_name
from osteon.importing.notes import Notes
from osteon.importing.ossature import OssatureProject

EVERY_KEY: dict[str, Any] = {
    "project": {"name": "n", "version": "1", "spec_dir": "specs", "context_dir": "context"},
    "output": {"dir": "out", "language": "rust", "framework": "axum"},
    "audit": {"max_fix_cycles": 3},
    "build": {
        "max_fix_attempts": 4,
        "max_inline_lines": 200,
        "max_output_tokens": 4096,
        "setup": "cargo fetch",
        "verify": ["cargo test"],
        "review": True,
        "max_review_attempts": 2,
    },
    "test": {"command": "pytest {file}", "require_coverage": True},
    "llm": {
        "model": "anthropic:m",
        "audit": "openai:a",
        "build": "ollama:b",
        "planner": "mistral:p",
        "brief": "x:y",
        "interface": "x:y",
        "fixer": "x:y",
        "reviewer": "google-gla:r",
        "ollama_base_url": "http://localhost:11434/v1",
        "retries": 3,
        "tool_retries": 5,
    },
}


def imported(settings: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Return the values of `osteon.toml`, what became of keys, and the places of what was left out."""
    notes = Notes()
    found = import_configuration(OssatureProject(Path("/p"), settings, output="out"), notes, specs="specs")
    assert parse_configuration(found.text).findings == ()
    left_out = [note.place.removeprefix("ossature.toml: ") for note in notes.all if note.kind == "left out"]
    return tomllib.loads(found.text), dict(found.mapped), left_out


def test_each_key_is_mapped_or_named():
    _, mapped, left_out = imported(EVERY_KEY)
    every = {f"{table}.{key}" for table, keys in EVERY_KEY.items() for key in keys}
    assert mapped.keys() | set(left_out) == every
    assert not mapped.keys() & set(left_out)


def test_values():
    values, _, _ = imported(EVERY_KEY)
    options = {"retries": 3, "max_tokens": 4096}
    assert values == {
        "specs": "specs",
        "output": "out",
        "language": "rust",
        "fix_attempts": 4,
        "verify": {"setup": ["cargo fetch"], "commands": ["cargo test"], "network": "setup"},
        "review": {"enabled": True},
        "check": {"uncovered-requirement": "error"},
        "models": {
            "default": {"model": "ollama_chat/b", "api_base": "http://localhost:11434", **options},
            "audit": {"model": "openai/a", **options},
            "plan": {"model": "mistral/p", **options},
            "review": {"model": "gemini/r", **options},
        },
    }


@pytest.mark.parametrize(
    "llm",
    [
        {"api_key": "s3cret"},
        {"OPENAI_API_KEY": "s3cret"},
        {"token": ["s3cret"]},
        {"ollama_base_url": "http://me:s3cret@host/v1"},
        {"unheard_of": "s3cret"},
    ],
)
def test_what_may_be_a_secret_is_not_copied(llm):
    values, _, left_out = imported({"llm": {"model": "openai:m", **llm}})
    assert left_out == [f"llm.{key}" for key in llm]
    assert "s3cret" not in str(values)


def test_the_name_of_a_variable_is_no_secret():
    values, _, left_out = imported({"llm": {"model": "openai:m", "api_key_env": "MY_KEY"}})
    assert values["models"]["default"] == {"model": "openai/m", "api_key_env": "MY_KEY"}
    assert left_out == []


@pytest.mark.parametrize(
    "settings",
    [
        {"build": {"max_fix_attempts": "many"}},
        {"build": {"review": "yes"}},
        {"build": {"setup": [1]}},
        {"llm": {"model": 7}},
        {"llm": "openai:m"},
        {"output": {"language": ["a"]}},
        {"loose": 1},
        {"new": {"table": {"within": 1}}},
    ],
)
def test_what_cannot_be_used_is_named(settings):
    values, mapped, left_out = imported(settings)
    assert values == {"specs": "specs", "output": "out"}
    assert (mapped, len(left_out)) == ({}, 1)


@pytest.mark.parametrize(
    ("written", "name", "known"),
    [
        ("anthropic:claude-x", "anthropic/claude-x", True),
        ("openrouter:a/b:free", "openrouter/a/b:free", True),
        ("gpt-x", "gpt-x", True),
        ("mine:x", "mine/x", False),
    ],
)
def test_names_of_models(written, name, known):
    assert model_name(written) == (name, known)
