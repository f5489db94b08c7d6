from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from osteon.models import open_model
from osteon.models.mailbox import Mailbox
from osteon.models.port import Message, ModelRefused, Request, canonical, digest


def open_with(name: str, **options: Any) -> Any:
    return open_model(name, mailbox=Path("letters"), options=options)


@pytest.mark.parametrize("name", ["replay", "mailbox", "command: cat", "claude-code", "openai/gpt-x", "ollama/llama3"])
def test_a_backend_has_the_name_it_was_asked_for_by(name: str) -> None:
    assert open_with(name).name == name


def test_replay_refuses_and_says_what_to_do() -> None:
    request = Request("replay", (Message("user", "hello"),))
    with pytest.raises(ModelRefused, match=rf"^draw: .*{digest(request)[:12]}.* not in the store.*build with a model"):
        open_with("replay").complete(request, label="draw")


def test_a_mailbox_waits_without_limit_unless_it_is_told() -> None:
    assert open_with("mailbox") == Mailbox(Path("letters"), timeout=None)
    assert open_with("mailbox", timeout=60) == Mailbox(Path("letters"), timeout=60.0)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("", {}, "no model is named"),
        ("  ", {}, "no model is named"),
        ("acp:claude", {}, "claude-code"),
        ("mailbox: letters", {}, "takes nothing"),
        ("openai/x", {"api_key": "sk-1"}, "api_key_env"),
        ("openai/x", {"wibble": 1}, "wibble is no option"),
        ("openai/x", {"timeout": -1}, "timeout"),
        ("openai/x", {"timeout": float("nan")}, "timeout"),
        ("openai/x", {"retries": True}, "retries"),
        ("openai/x", {"api_base": 3}, "api_base"),
    ],
)
def test_what_cannot_work_is_refused_with_a_next_step(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelRefused, match=message):
        open_with(name, **options)


def test_opening_any_backend_imports_nothing_heavy() -> None:
    program = """
import sys
from pathlib import Path
from osteon.models import open_model
for name in ("replay", "mailbox", "command: cat", "openai/gpt-x"):
    open_model(name, mailbox=Path("."))
print([name for name in ("litellm", "openai", "httpx", "jsonschema") if name in sys.modules])"""
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "[]\n"


def test_the_canonical_form_is_fixed() -> None:
    request = Request("m", (Message("user", "é\n"),), {"b": 1, "a": 0.5}, {"type": "object"})
    messages = '"messages":[{"role":"user","text":"é\\n"}]'
    form = f'{{{messages},"model":"m","parameters":{{"a":0.5,"b":1}},"schema":{{"type":"object"}}}}'
    assert canonical(request) == form.encode()
    assert digest(Request("m", (Message("user", "é\n"),), {"a": 0.5, "b": 1}, {"type": "object"})) == digest(request)


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_a_parameter_that_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ModelRefused, match="finite numbers"):
        digest(Request("m", (), {"temperature": value}))


def test_any_text_has_a_digest() -> None:
    assert len(digest(Request("m", (Message("user", "\ud800\0"),)))) == 64
