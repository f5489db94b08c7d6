"""The litellm backend against a real server on this machine."""

from __future__ import annotations

import contextlib
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest
from tests.models.installed import require_litellm
from tests.models.openai_server import OpenAIServer, Reply, Script, error, rate_limited

from osteon.models import open_model
from osteon.models.port import Message, ModelError, ModelRefused, RateLimited, Request, Response, Unavailable, Usage
from osteon.models.structured import ReplyInvalid, parse_reply

require_litellm()

KEY = "sk-test-0123456789abcdef"
PROMPT = (Message("system", "You write code."), Message("user", "Draw a sprite — ✓."))


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def ask(script: Script, *, model: str = "openai/test-model", **options: Any) -> tuple[Response, OpenAIServer]:
    with OpenAIServer(script) as server:
        return complete(server, model=model, **options), server


def complete(
    server: OpenAIServer, *, model: str = "openai/test-model", request: Request | None = None, **options: Any
) -> Response:
    hooks = {name: options.pop(name) for name in ("on_text", "cancelled") if name in options}
    chosen = {"api_base": server.url, "retries": 0, **options}
    backend = open_model(model, mailbox=Path("unused"), options=chosen)
    return backend.complete(request or Request(model, PROMPT), label="draw", **hooks)


def test_the_answer_is_whole_with_what_the_server_says_of_itself() -> None:
    pieces: list[str] = []
    text = "line one\r\n\n```py\nprint('✓')\n```\n"
    response, server = ask([Reply(text, pieces=7)], on_text=pieces.append)
    assert response == Response(text, "test-model-2026", Usage(11, 7, None))
    assert "".join(pieces) == text
    assert len(pieces) == 7
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_request_arrives_as_it_was_made() -> None:
    schema = {"type": "object"}
    request = Request("openai/test-model", PROMPT, {"temperature": 0, "seed": 3}, schema)
    _, server = ask(["{}"], request=request)
    body = server.requests[0].body
    assert body["messages"] == [{"role": message.role, "content": message.text} for message in PROMPT]
    assert (body["model"], body["temperature"], body["seed"]) == ("test-model", 0, 3)
    assert body["response_format"]["json_schema"]["schema"] == schema


def test_a_listed_model_has_a_price_and_an_unlisted_one_has_none() -> None:
    listed, _ = ask(["hello"], model="openai/gpt-4o")
    assert listed.usage.usd is not None
    assert 0 < listed.usage.usd < 0.01


def test_usage_that_the_server_leaves_out_is_unknown_not_guessed() -> None:
    response, _ = ask([Reply("hello", usage=None)], model="openai/gpt-4o")
    assert response.usage == Usage(None, None, None)


def test_a_server_that_ignores_the_schema_is_caught_by_us() -> None:
    schema = {"type": "object", "required": ["tasks"]}
    response, _ = ask(['{"jobs": []}'], request=Request("openai/test-model", PROMPT, {}, schema))
    with pytest.raises(ReplyInvalid, match="'tasks' is a required property"):
        parse_reply(response.text, schema)


def test_many_threads_get_each_their_own_answer() -> None:
    with OpenAIServer(lambda got: f"answer to {got.prompt}") as server, ThreadPoolExecutor(8) as pool:
        requests = [Request("openai/test-model", (Message("user", f"question {n}"),)) for n in range(32)]
        answers = [answer.text for answer in pool.map(lambda request: complete(server, request=request), requests)]
    assert answers == [f"answer to question {n}" for n in range(32)]


def test_a_huge_answer_arrives_whole() -> None:
    text = "0123456789abcdef" * 65536
    response, _ = ask([Reply(text, pieces=64)])
    assert response.text == text


@pytest.mark.parametrize(
    "failure",
    [
        error(500, "boom"),
        error(503, "boom"),
        Reply("half an answer", drop_after=2),
        Reply("half an answer", drop_after=2, quiet_drop=True),
        Reply(body=b"data: {not json\n\n", headers={"Content-Type": "text/event-stream"}),
        Reply(body=b"<html>a proxy's page</html>", headers={"Content-Type": "text/html"}),
        Reply("late", delay=30),
        Reply("trickle", pause=0.4, pieces=7),
    ],
    ids=["500", "503", "dropped", "dropped quietly", "malformed", "html", "silent", "trickle"],
)
def test_a_passing_failure_is_asked_again_within_the_limit(failure: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteon.models.retry.Patient._wait", lambda *_: None)
    response, server = ask([failure, "hello"], retries=1, timeout=2)
    assert response.text == "hello"
    assert len(server.requests) == 2
    with OpenAIServer([failure, failure, "too late"]) as server, pytest.raises(Unavailable, match="openai/test-model"):
        complete(server, retries=1, timeout=0.5)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (error(401, "no"), "check the key"),
        (error(403, "no"), "another key or model"),
        (error(404, "no such model"), "check the model's name"),
        (error(400, "bad parameter"), "bad parameter"),
        (error(402, "pay"), "credit"),
        (error(400, "maximum context length is 5 tokens", code="context_length_exceeded"), "split the task"),
        (error(429, "quota", code="insufficient_quota"), "credit"),
    ],
)
def test_a_request_that_cannot_succeed_is_refused_at_once_with_a_next_step(reply: Reply, message: str) -> None:
    with OpenAIServer([reply]) as server, pytest.raises(ModelRefused, match=message):
        complete(server, retries=3)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply("half", finish_reason="length"), "max_tokens"),
        (Reply("half", finish_reason="content_filter"), "content filter"),
    ],
)
def test_an_answer_that_is_not_whole_is_no_answer(reply: Reply, message: str) -> None:
    with OpenAIServer([reply]) as server, pytest.raises(ModelError, match=message):
        complete(server, retries=3)
    assert len(server.requests) == 1


@pytest.mark.parametrize("reply", [Reply(""), Reply(" \n"), Reply("", refusal="I cannot help with that.")])
def test_an_empty_answer_is_an_answer_that_whoever_asked_judges(reply: Reply) -> None:
    response, _server = ask([reply])
    assert not response.text.strip()


def test_a_rate_limit_says_how_long_in_seconds_or_as_a_date() -> None:
    for header, low, high in [("7", 7, 7), (formatdate(time() + 90, usegmt=True), 60, 91)]:
        with OpenAIServer([rate_limited(header)]) as server, pytest.raises(RateLimited) as caught:
            complete(server)
        assert caught.value.retry_after is not None
        assert low <= caught.value.retry_after <= high
    with OpenAIServer([rate_limited()]) as server, pytest.raises(RateLimited) as caught:
        complete(server)
    assert caught.value.retry_after is None


def test_cancelling_leaves_a_silent_server_at_once() -> None:
    arrived = threading.Event()

    def silent(_: object) -> Reply:
        arrived.set()
        return Reply("late", delay=60)

    with OpenAIServer(silent) as server, pytest.raises(ModelError, match="cancelled"):
        complete(server, cancelled=arrived.is_set)
    assert len(server.requests) == 1


def test_an_unknown_provider_is_refused_and_says_what_a_model_string_is(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelRefused, match=r"^mailbx: no provider .* provider/model"):
        open_model("mailbx", mailbox=Path("unused")).complete(Request("mailbx", PROMPT), label="draw")
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("model", "variable"), [("openai/gpt-4o", "OPENAI_API_KEY"), ("anthropic/claude-x", "ANTHROPIC_API_KEY")]
)
def test_a_missing_key_is_named(model: str, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ModelRefused, match=f"set the environment variable {variable}"):
        open_model(model, mailbox=Path("unused")).complete(Request(model, PROMPT), label="draw")


@pytest.mark.parametrize("options", [{}, {"api_key_env": "NO_SUCH_VARIABLE"}])
def test_a_missing_key_is_named_before_litellm_is_imported(
    options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr("osteon.models.litellm.load", lambda: pytest.fail("it was imported"))
    backend = open_model("openai/gpt-4o", mailbox=Path("unused"), options=options)
    with pytest.raises(ModelRefused, match=options.get("api_key_env", "OPENAI_API_KEY")):
        backend.complete(Request("openai/gpt-4o", PROMPT), label="draw")


def test_a_key_of_another_variable_is_sent_and_a_server_without_keys_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_SERVER", "my-own-key")
    _, server = ask(["hello"], api_key_env="MY_SERVER")
    assert server.requests[0].headers["authorization"] == "Bearer my-own-key"
    monkeypatch.delenv("OPENAI_API_KEY")
    _, server = ask(["hello"])
    assert KEY not in str(server.requests)
    with pytest.raises(ModelRefused, match="NO_SUCH_VARIABLE"):
        ask(["hello"], api_key_env="NO_SUCH_VARIABLE")


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_key_is_in_no_error_log_or_output(
    status: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLAIN", "hunter2-hunter2")
    caplog.set_level("DEBUG", logger="LiteLLM")
    with OpenAIServer(lambda got: error(status, f"denied: {got.headers['authorization']}")) as server:
        with pytest.raises(ModelError) as caught:
            complete(server, api_key_env="PLAIN")
        assert "hunter2" in server.requests[0].headers["authorization"]
    captured = capfd.readouterr()
    whole = "".join(traceback.format_exception(caught.value)) + caplog.text + captured.out + captured.err
    assert "hunter2" not in whole
    assert "denied" in whole


@pytest.mark.parametrize("name", ["api_key", "extra_headers", "timeout", "stream"])
def test_what_is_no_parameter_is_refused_before_anything_is_sent(name: str) -> None:
    request = Request("openai/test-model", PROMPT, {name: KEY})
    with OpenAIServer([]) as server, pytest.raises(ModelRefused, match=name) as caught:
        complete(server, request=request)
    assert KEY not in str(caught.value)
    assert server.requests == []


def test_what_litellm_prints_goes_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    ask(["hello"])
    exec("print('Give Feedback')", {"__name__": "litellm.noise"})
    print("an event")
    captured = capfd.readouterr()
    assert captured.out == "an event\n"
    assert captured.err == "Give Feedback\n"


def test_without_litellm_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from osteon.models import litellm

    litellm._loaded.cache_clear()
    with contextlib.ExitStack() as stack:
        stack.callback(litellm._loaded.cache_clear)
        monkeypatch.setitem(sys.modules, "litellm", None)
        with OpenAIServer([]) as server, pytest.raises(ModelRefused, match=r'pip install "osteon\[models\]"'):
            complete(server)
