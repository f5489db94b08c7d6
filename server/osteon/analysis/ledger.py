"""Writes records of what users asked for: the next id, the words as quote lines, the digest that seals them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osteon.analysis.model import Intents
from osteon.analysis.origins import INTENT_ID, digest_of_record, intent_digest, quote_of, recorded_digest
from osteon.analysis.syntax import parse
from osteon.analysis.text import LINE_END

SOURCES = ("chat", "error", "review", "file", "image")
"""How a user may have asked."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asked for, as it is recorded."""

    words: str
    date: str
    """ISO 8601, in UTC."""
    by: str
    source: str
    about: tuple[str, ...] = ()
    """Anchors, each with its `#`."""


def appended(ledger: str, spec_id: str, title: str, name: str, request: Request) -> str:
    """Return a ledger with one more record at its end; an empty one gets its header first.

    Raises ValueError where the record would not be read as it is written: an open fence or comment above hides it.
    """
    newline = _newline(ledger)
    head = ledger if ledger.strip("\ufeff \t\r\n") else f"{ledger}# Intents: {title}\n\n@spec: {spec_id}\n"
    end = len(head.rstrip("\r\n"))
    after = head[:end] + newline * 2 + newline.join(_lines(name, request)) + newline
    record = next((one for one in Intents(parse(after)).records if one.title.text == name), None)
    recorded = recorded_digest(record) if record else None
    if record is None or recorded is None or quote_of(record) != "\n".join(LINE_END.split(request.words)):
        raise ValueError("what stands above it hides a new record: look for a fence or a comment that never ends")
    if recorded.text != digest_of_record(record):
        raise ValueError("a new record would not have the digest that it is sealed with")
    return after


def next_name(ledgers: Iterable[Intents]) -> str:
    """Return the first free id above all that a spec's records have."""
    names = (record.title.text for ledger in ledgers for record in ledger.records)
    numbers = [int(name.partition("-")[2]) for name in names if INTENT_ID.fullmatch(name)]
    return f"I-{max(numbers, default=0) + 1:04}"


def _lines(name: str, request: Request) -> Sequence[str]:
    about = [f"@about: {', '.join(request.about)}"] if request.about else []
    tags = [f"@date: {request.date}", f"@by: {request.by}", f"@source: {request.source}", *about]
    quote = [f"> {line}" if line else ">" for line in LINE_END.split(request.words)]
    return (f"## {name}", "", *tags, f"@sha256: {intent_digest(request.words, '')}", "", *quote)


def _newline(text: str) -> str:
    """Return the line end that a text uses; LF where it has none."""
    first = LINE_END.search(text)
    return first[0] if first else "\n"
