"""Replies that must be JSON of a given form: found in the text, read strictly, and validated by us.

Servers ignore a schema silently, so nothing is taken on trust; the error says what to ask the model to mend.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from osteon.models.port import ModelError

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MOST_PROBLEMS = 10
"""Problems that one message lists."""

FENCE = re.compile(r"^(`{3,}|~{3,})[^\n`]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)


class ReplyInvalid(ModelError):
    """A reply that is not what was asked for. The message is fit to be sent back to the model."""


def parse_reply(text: str, schema: Mapping[str, Any]) -> Any:
    """Return the JSON value of a reply, which may stand alone or in the reply's only code fence.

    Raises ReplyInvalid with every problem and its place, where it is not JSON or not valid under the schema.
    """
    value = _read(_json_part(text))
    problems = [_problem(error) for error in _errors(value, schema)]
    if problems:
        more = [f"and {len(problems) - MOST_PROBLEMS} more"] if len(problems) > MOST_PROBLEMS else []
        raise ReplyInvalid("the reply does not fit the schema:\n" + "\n".join(problems[:MOST_PROBLEMS] + more))
    return value


def _json_part(text: str) -> str:
    fenced = FENCE.findall(text)
    return fenced[0][1] if len(fenced) == 1 and not text.lstrip().startswith(("{", "[")) else text


def _read(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ReplyInvalid(
            f"the reply is not JSON: {error.msg} at line {error.lineno}, column {error.colno}; answer with JSON alone"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ReplyInvalid(f"the reply is not usable JSON: {error}") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _errors(value: Any, schema: Mapping[str, Any]) -> Iterable[ValidationError]:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    # An empty registry: a reference to an address is an error, never a download.
    validator = Draft202012Validator(dict(schema), registry=Registry())
    return sorted(validator.iter_errors(value), key=lambda error: error.json_path)


def _problem(error: ValidationError) -> str:
    message = error.message if len(error.message) <= 300 else f"{error.message[:300]}…"
    return f"- {error.json_path}: {message}"
