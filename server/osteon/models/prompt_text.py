"""A request as one text, for a person or a program that reads text and not messages."""

from __future__ import annotations

import json

from osteon.models.port import Request


def as_text(request: Request) -> str:
    """Return every message whole and in order, and what form the answer must have.

    A system message followed by one user message needs no headings; a longer exchange gets one above each message.
    """
    texts = [message.text for message in request.messages]
    if len(texts) > 1 and [message.role for message in request.messages] != ["system", "user"]:
        texts = [f"[{message.role}]\n\n{message.text}" for message in request.messages]
    if request.schema is not None:
        schema = json.dumps(dict(request.schema), indent=2, ensure_ascii=False)
        texts.append(f"Answer with JSON alone, valid under this JSON Schema:\n\n{schema}")
    return "\n\n".join(text.rstrip("\n") for text in texts) + "\n"
