"""Keeping credentials out of everything that is printed, logged or stored."""

from __future__ import annotations

import os
import re

SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|PAT)(?:_|$)", re.IGNORECASE)
"""Environment variables whose values are taken for credentials."""

SECRET_SHAPE = re.compile(r"\bsk-[\w-]{8,}|(?<=\bBearer )[\w.~+/=-]{8,}", re.IGNORECASE)
"""Text that looks like a key wherever it came from."""

SHORTEST = 6
"""Shorter values are not looked for: they would blank out ordinary words."""


def redact(text: str, *, secret: str | None = None) -> str:
    """Return the text with `secret`, every credential of the environment, and what looks like one, as `***`."""
    values = {value for name, value in os.environ.items() if SECRET_NAME.search(name)} | {secret or ""}
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= SHORTEST:
            text = text.replace(value, "***")
    return SECRET_SHAPE.sub("***", text)
