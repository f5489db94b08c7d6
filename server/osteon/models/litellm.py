"""The backend for hosted and OpenAI-compatible models, through litellm, which is imported at the first call.

litellm takes seconds to import, prints to standard output, reads `.env` files and asks the network for prices unless it
is told not to. All of that stays behind this module.
"""

from __future__ import annotations

import builtins
import functools
import logging
import os
import queue
import sys
import threading
import time
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from osteon.models.failures import translate
from osteon.models.port import Message, ModelError, ModelRefused, Request, Response, Unavailable, Usage

POLL = 0.1
"""Seconds between two looks at `cancelled` while the server is silent."""

CREDENTIALS = frozenset({"api_key", "headers", "extra_headers"})
ADDRESS = frozenset({"api_base", "base_url"})
PATIENCE = frozenset({"timeout", "max_retries", "num_retries"})
OURS = CREDENTIALS | ADDRESS | PATIENCE | {"model", "messages", "stream", "stream_options"}
"""What may not stand among a request's parameters: the call sets it, or the store would keep a credential."""

KEYS = {
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistral": ("MISTRAL_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY", "OR_API_KEY"),
}
"""The variables of which one has to hold a key, by provider; litellm knows many more, after seconds of import."""


@dataclass(frozen=True, slots=True)
class LiteLLM:
    """One attempt at one answer from the model that litellm knows by `name`; `Patient` repeats it.

    `timeout` is in seconds, for the whole answer, so that a server that trickles does not hold a build for ever.
    Raises Unavailable for passing failures, RateLimited for 429, ModelRefused for what no repeat can mend.
    """

    name: str
    api_base: str | None = None
    api_key_env: str | None = None
    timeout: float = 600.0

    def complete(
        self,
        request: Request,
        *,
        label: str,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Response:
        """Return the whole answer; pieces go to `on_text` as they arrive."""
        arguments = self._arguments(request)  # what it refuses need not wait for the import
        call = _Call(load(), self.name, arguments)
        threading.Thread(target=call.run, name=f"model: {label}", daemon=True).start()
        try:
            return self._follow(call, on_text or (lambda _: None), cancelled)
        finally:
            call.abandoned.set()

    def _follow(self, call: _Call, on_text: Callable[[str], None], cancelled: Callable[[], bool]) -> Response:
        deadline = time.monotonic() + self.timeout
        while True:
            if cancelled():
                raise ModelError(f"cancelled while waiting for {self.name}")
            if time.monotonic() > deadline:
                raise Unavailable(f"{self.name}: no whole answer within {self.timeout:g} seconds; set a longer timeout")
            try:
                heard = call.heard.get(timeout=POLL)
            except queue.Empty:
                continue
            if isinstance(heard, ModelError):
                raise heard
            if isinstance(heard, Response):
                return heard
            on_text(heard)

    def _arguments(self, request: Request) -> dict[str, Any]:
        forbidden = OURS.intersection(request.parameters)
        if forbidden:
            names = ", ".join(sorted(forbidden))
            raise ModelRefused(f"{self.name}: {names} is no request parameter; remove it or set it as an option")
        arguments: dict[str, Any] = {
            **request.parameters,
            "model": self.name,
            "messages": [{"role": message.role, "content": _content(message)} for message in request.messages],
            "timeout": self.timeout,
        }
        if request.schema is not None:
            wanted = {"name": "reply", "schema": dict(request.schema)}
            arguments["response_format"] = {"type": "json_schema", "json_schema": wanted}
        if self.api_base is not None:
            arguments["api_base"] = self.api_base
        key = self._key()
        return arguments if key is None else {**arguments, "api_key": key}

    def _key(self) -> str | None:
        """Return the key to send, or None where litellm finds it by the provider's own variable."""
        if self.api_key_env is not None:
            key = os.environ.get(self.api_key_env)
            if not key:
                raise ModelRefused(f"{self.name}: there is no key; set the environment variable {self.api_key_env}")
            return key
        if self.api_base is not None and self.name.startswith("openai/") and not os.environ.get("OPENAI_API_KEY"):
            return "none"  # a server of one's own often wants no key, but the client insists on one
        variables = KEYS.get(self.name.partition("/")[0], ()) if self.api_base is None else ()
        if variables and not any(map(os.environ.get, variables)):
            raise ModelRefused(f"{self.name}: there is no key; set the environment variable {variables[0]}")
        return None


def _content(message: Message) -> str | list[dict[str, Any]]:
    """Return a message's text, followed by its images, if there are any, as data URLs."""
    if not message.images:
        return message.text
    urls = (f"data:{image.media_type};base64,{b64encode(image.data).decode()}" for image in message.images)
    return [{"type": "text", "text": message.text}, *({"type": "image_url", "image_url": {"url": url}} for url in urls)]


@dataclass(frozen=True, slots=True)
class _Call:
    """One call in a thread of its own: reading from a silent server cannot be interrupted, only left behind."""

    litellm: ModuleType
    model: str
    arguments: dict[str, Any] = field(repr=False)
    heard: queue.SimpleQueue[str | Response | ModelError] = field(default_factory=queue.SimpleQueue)
    abandoned: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Put the pieces of the answer, then the answer or what went wrong, into `heard`."""
        try:
            self._converse()
        except ModelError as error:
            self.heard.put(error)
        except Exception as failure:  # litellm raises its clients' exceptions and those of its own slips, of any type
            self.heard.put(
                translate(
                    failure, model=self.model, missing_keys=_missing_keys(self.litellm, self.model), secret=self._key
                )
            )

    @property
    def _key(self) -> str | None:
        return self.arguments.get("api_key")

    def _converse(self) -> None:
        arguments = self._supported()
        stream = self.litellm.completion(
            **arguments, stream=True, stream_options={"include_usage": True}, max_retries=0, num_retries=0
        )
        told = _Told()
        told.listen_to(stream)
        chunks: list[Any] = []
        try:
            for chunk in stream:
                if self.abandoned.is_set():
                    return
                chunks.append(chunk)
                piece = _piece(chunk)
                if piece:
                    self.heard.put(piece)
        finally:
            told.close()
        self.heard.put(self._response(stream, chunks, told))

    def _supported(self) -> dict[str, Any]:
        """Leave out the reply's schema where the provider takes none; the reply is validated by us in any case."""
        if "response_format" in self.arguments:
            supported = self.litellm.get_supported_openai_params(model=self.model) or ()
            if "response_format" not in supported:
                return {name: value for name, value in self.arguments.items() if name != "response_format"}
        return self.arguments

    def _response(self, stream: Any, chunks: list[Any], told: _Told) -> Response:
        text = "".join(map(_piece, chunks))
        self._judge(text, _finish_reason(stream))
        answered_by = told.model or next((chunk.model for chunk in chunks if chunk.model), None) or self.model
        return Response(text, answered_by, _usage(self.litellm, self.model, chunks) if told.counted else Usage())

    def _judge(self, text: str, finish_reason: str | None) -> None:
        if finish_reason is None:
            raise Unavailable(f"{self.model}: the answer broke off after {len(text)} characters; try again later")
        if finish_reason == "length":
            raise ModelError(
                f"{self.model}: the answer was cut at the token limit, after {len(text)} characters; "
                "set max_tokens higher or split the task"
            )
        if finish_reason == "content_filter":
            raise ModelError(f"{self.model}: the provider's content filter stopped the answer; change the request")


class _Told:
    """What the server says on each piece, where litellm puts the name asked for and guesses of the usage."""

    def __init__(self) -> None:
        self.model: str | None = None
        self.counted = False
        self._raw: Any = None

    def listen_to(self, stream: Any) -> None:
        """Read along with litellm's stream; where it hides what it reads, believe what it says."""
        self._raw = getattr(stream, "completion_stream", None)
        if hasattr(self._raw, "__next__"):
            stream.completion_stream = self._listen()
        else:
            self.counted = True

    def _listen(self) -> Iterator[Any]:
        for chunk in self._raw:
            self.model = _field(chunk, "model") or self.model
            self.counted = self.counted or _field(chunk, "usage") is not None
            yield chunk

    def close(self) -> None:
        """Give up the connection."""
        close = getattr(self._raw, "close", None)
        if close is not None:
            close()


def _field(chunk: Any, name: str) -> Any:
    return chunk.get(name) if isinstance(chunk, dict) else getattr(chunk, name, None)


def _finish_reason(stream: Any) -> str | None:
    """Return why the server ended the answer, None where it did not say: litellm's last piece says `stop` anyway."""
    reason: str | None = stream.received_finish_reason or getattr(stream, "intermittent_finish_reason", None)
    return reason


def _piece(chunk: Any) -> str:
    return "".join(choice.delta.content or "" for choice in chunk.choices)


def _usage(litellm: ModuleType, model: str, chunks: list[Any]) -> Usage:
    usage = next((usage for chunk in reversed(chunks) if (usage := getattr(chunk, "usage", None))), None)
    if usage is None:
        return Usage()
    return Usage(usage.prompt_tokens, usage.completion_tokens, _price(litellm, model, usage))


def _price(litellm: ModuleType, model: str, usage: Any) -> float | None:
    """Return US dollars by litellm's list; None where the model is not on it or costs nothing there."""
    try:
        response = litellm.ModelResponse(model=model, usage=usage)
        price = float(litellm.completion_cost(completion_response=response, model=model))
    except Exception:  # an unlisted model raises a bare Exception
        return None
    return price if price > 0 else None


def _missing_keys(litellm: ModuleType, model: str) -> list[str]:
    try:
        return [str(name) for name in litellm.validate_environment(model)["missing_keys"]]
    except Exception:  # it cannot say for every provider, and how it fails is not documented
        return []


_loading = threading.Lock()


def load() -> ModuleType:
    """Import litellm, made quiet; raises ModelRefused where it is not installed."""
    with _loading:
        return _loaded()


@functools.cache
def _loaded() -> ModuleType:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it fetches a price list at import
    os.environ["LITELLM_MODE"] = "PRODUCTION"  # else it loads a .env file that it finds
    _divert_prints()
    warnings.filterwarnings("ignore", module="pydantic|litellm")  # about litellm's own types; nobody here can act on it
    try:
        import litellm
    except ImportError as error:
        raise ModelRefused(f'hosted models need litellm ({error}): pip install "osteon[models]"') from error
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    _silence_loggers()
    return litellm


@functools.cache
def _divert_prints() -> None:
    """Send what litellm prints to standard error: standard output carries our events.

    Standard output itself cannot be redirected while it is litellm's turn, since other threads write to it.
    """
    original = builtins.print

    def print_elsewhere(*values: object, **options: Any) -> None:
        if str(sys._getframe(1).f_globals.get("__name__", "")).startswith("litellm"):
            options["file"] = sys.stderr
        original(*values, **options)

    builtins.print = print_elsewhere


def _silence_loggers() -> None:
    """Let litellm's loggers say nothing: they write to standard output, and requests with their headers.

    A filter stays in place when litellm configures its loggers anew at its first call.
    """
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).addFilter(_nothing)


def _nothing(_record: logging.LogRecord) -> bool:
    return False
