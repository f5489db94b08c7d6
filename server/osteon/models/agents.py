"""Coding agents as backends: how each is asked for one answer without tools, and how its report is read.

Checked against Claude Code 2.1, Codex 0.169, Gemini CLI 0.61, OpenCode 1.18 and pi 0.73, with a server of our own
behind them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from osteon.models.port import Usage

Json = Mapping[str, Any]

_ALONE = "Answer the request in the user's message completely, with text only. You have no tools."


class AgentFailed(Exception):
    """The agent itself says that it has no answer. The message is its own."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an agent says at its end; `model` is empty where it does not say which one answered."""

    text: str
    model: str = ""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent's command line: the prompt goes to its standard input, its report comes from standard output."""

    program: str
    arguments: tuple[str, ...]
    read: Callable[[str], Report]
    """Reads the report. Raises AgentFailed, and ValueError, KeyError or TypeError for what is none."""
    image_option: str = ""
    """What stands before the file of an image; empty where it takes none."""
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Files that are put into a folder of the run; `{folder}` in an argument stands for it."""


def _read_claude(output: str) -> Report:
    result = json.loads(output)
    if result["is_error"] or "result" not in result:
        raise AgentFailed(str(result.get("result") or result.get("subtype")))
    used = result["usage"]
    models = result.get("modelUsage") or {}
    read = sum(used.get(name) or 0 for name in _CLAUDE_INPUT)
    most = max(models, key=lambda name: models[name].get("outputTokens", 0), default="")
    return Report(result["result"], most, Usage(read, used["output_tokens"], result.get("total_cost_usd")))


_CLAUDE_INPUT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


def _read_codex(output: str) -> Report:
    events = _lines(output)
    if failed := [event for event in events if event["type"] in ("turn.failed", "error")]:
        raise AgentFailed(_words(failed[-1].get("error") or failed[-1]))
    items = [event["item"] for event in events if event["type"] == "item.completed"]
    said = [item["text"] for item in items if item["type"] == "agent_message"]
    used = next(event["usage"] for event in events if event["type"] == "turn.completed")
    return Report(said[-1] if said else "", "", Usage(used["input_tokens"], used["output_tokens"]))


def _read_gemini(output: str) -> Report:
    result = json.loads(output[output.index("{") :])
    if result.get("error"):
        raise AgentFailed(_words(result["error"]))
    models = result["stats"]["models"]
    tokens = [model["tokens"] for model in models.values()]
    written = sum(token["candidates"] + token.get("thoughts", 0) for token in tokens)
    usage = Usage(sum(token["prompt"] for token in tokens), written) if tokens else Usage()
    return Report(result["response"], ", ".join(models), usage)


def _read_opencode(output: str) -> Report:
    events = _lines(output)
    if failed := [event for event in events if event["type"] == "error"]:
        raise AgentFailed(_words(failed[-1]["error"]))
    parts = [event["part"] for event in events if "part" in event]
    steps = [part for part in parts if part["type"] == "step-finish"]
    if not steps:
        raise ValueError("no step came to its end")
    text = "".join(part["text"] for part in parts if part["type"] == "text")
    read = sum(step["tokens"]["input"] + sum((step["tokens"].get("cache") or {}).values()) for step in steps)
    written = sum(step["tokens"]["output"] + step["tokens"].get("reasoning", 0) for step in steps)
    return Report(text, "", Usage(read, written, _price(step.get("cost") for step in steps)))


def _read_pi(output: str) -> Report:
    ends = [event["message"] for event in _lines(output) if event["type"] == "message_end"]
    said = [message for message in ends if message["role"] == "assistant"]
    last = said[-1]
    if last.get("stopReason") in ("error", "aborted"):
        raise AgentFailed(str(last.get("errorMessage") or last["stopReason"]))
    text = "".join(block["text"] for block in last["content"] if block["type"] == "text")
    used = [message["usage"] for message in said]
    read = sum(one["input"] + one.get("cacheRead", 0) + one.get("cacheWrite", 0) for one in used)
    price = _price((one.get("cost") or {}).get("total") for one in used)
    usage = Usage(read, sum(one["output"] for one in used), price)
    return Report(text, f"{last['provider']}/{last['model']}", usage)


def _price(prices: Iterable[float | None]) -> float | None:
    """Return the sum of prices; None where an agent has no price for its model, which it gives as zero."""
    total = sum(price or 0.0 for price in prices)
    return total if total > 0 else None


def _lines(output: str) -> list[Json]:
    """Return the events of a report of JSON lines; lines that hold no object are an agent's own chatter."""
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def _words(error: Any) -> str:
    """Return what an error says, wherever in it that stands."""
    while isinstance(error, Mapping):
        inner = next((error[name] for name in ("message", "data", "error", "name") if error.get(name)), None)
        if inner is None:
            return json.dumps(dict(error))
        error = inner
    return str(error)


_NO_TOOLS_FOR_GEMINI = '[[rule]]\ntoolName = "*"\ndecision = "deny"\npriority = 999\n'
_NO_TOOLS_FOR_OPENCODE = {"permission": {"*": "deny"}, "share": "disabled", "autoupdate": False}

AGENTS: Mapping[str, Agent] = MappingProxyType(
    {
        "claude-code": Agent(
            "claude",
            (
                *("--print", "--output-format", "json", "--tools", "", "--strict-mcp-config"),
                *("--setting-sources", "user", "--no-session-persistence", "--disable-slash-commands"),
                *("--name", "osteon", "--system-prompt", _ALONE),
            ),
            _read_claude,
        ),
        "codex": Agent(
            "codex",
            (
                *("exec", "--json", "--ephemeral", "--skip-git-repo-check", "--sandbox", "read-only"),
                *("--ignore-rules", "--disable", "shell_tool"),
            ),
            _read_codex,
            image_option="--image",
        ),
        "gemini-cli": Agent(
            "gemini",
            (
                *("--output-format", "json", "--skip-trust", "--approval-mode", "plan", "--extensions", "none"),
                *("--policy", "{folder}/policy.toml"),
            ),
            _read_gemini,
            files={"policy.toml": _NO_TOOLS_FOR_GEMINI},
        ),
        "opencode": Agent(
            "opencode",
            ("run", "--format", "json", "--pure"),
            _read_opencode,
            image_option="--file",
            environment={"OPENCODE_CONFIG_CONTENT": json.dumps(_NO_TOOLS_FOR_OPENCODE)},
        ),
        "pi": Agent(
            "pi",
            (
                *("--print", "--mode", "json", "--no-tools", "--no-session", "--no-extensions", "--no-skills"),
                *("--no-prompt-templates", "--no-context-files", "--system-prompt", _ALONE),
            ),
            _read_pi,
        ),
    }
)
"""The agents by the name that a model string begins with; what follows a colon there is added to the arguments."""
