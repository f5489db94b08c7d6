"""Where requirements come from: what `@origin` says, and the records of what users asked for, sealed by a digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.index import Definition, Key, Reference
from osteon.analysis.model import Section
from osteon.analysis.text import LINE_END, Span
from osteon.analysis.values import Word

INTENT_ID = re.compile(r"(?<![\w-])I-\d+(?![\w-])")
"""What the id of a record of an `.intent` file looks like."""

_QUOTE_MARK = re.compile(r"\A {0,3}> ?")


@dataclass(frozen=True, slots=True)
class Origin:
    """What an `@origin` tag says; places count from the start of the file."""

    inferred: bool
    intents: tuple[Word, ...]
    """The ids of the records that an explicit origin names."""
    value: Word


def intent_key(spec_id: str, name: str) -> Key:
    """Return the key of one record of what users asked a spec for."""
    return Key("intent", f"{spec_id}#{name}".casefold())


def intents_key(spec_id: str) -> Key:
    """Return the key of all records of what users asked a spec for."""
    return Key("intents", spec_id.casefold())


def origin_of(section: Section) -> Origin | None:
    """Return what the last `@origin` right under a heading says; None where there is none."""
    tag = next(reversed(list(section.tags("origin"))), None)
    if tag is None:
        return None
    value = section.word(tag.value)
    inferred = value.text.startswith("inferred")
    found = () if inferred else INTENT_ID.finditer(value.text)
    return Origin(inferred, tuple(Word(one[0], Span(*one.span()).shifted(value.span.start)) for one in found), value)


def record_definitions(record: Section, spec_id: str) -> Iterator[Definition]:
    """Return what specs may refer to in a record of an `.intent` file: itself, alone and as one of all of its spec."""
    name = record.title.text
    if spec_id and record.level == 2 and INTENT_ID.fullmatch(name):
        about = tuple(word.text.removeprefix("#").casefold() for word in record.words("about"))
        yield Definition(intent_key(spec_id, name), record.title.span, name)
        yield Definition(intents_key(spec_id), Span(-1, -1), name, about)


def record_references(record: Section, spec_id: str) -> Iterator[Reference]:
    """Return what a record of an `.intent` file is about."""
    for word in record.words("about") if spec_id and record.level == 2 else ():
        spec, mark, anchor = word.text.partition("#")
        if mark:
            yield Reference(Key("anchor", f"{spec or spec_id}#{anchor}".casefold()), word.span, word.text, "about")


def origin_references(section: Section, spec_id: str) -> Iterator[Reference]:
    """Return the records that the `@origin` of a section names."""
    origin = origin_of(section) if spec_id else None
    for word in origin.intents if origin else ():
        yield Reference(intent_key(spec_id, word.text), word.span, word.text, "origin")


def recorded_digest(record: Section) -> Word | None:
    """Return the value of a record's `@sha256`, with its place; None where it has none."""
    return next((record.word(tag.value) for tag in record.tags("sha256") if tag.value.text), None)


def digest_of_record(record: Section) -> str:
    """Return the digest that the record's `@sha256` must have: that of its quote and of its context."""
    context = next((child for child in record.children if child.name == "context"), None)
    return intent_digest(quote_of(record), "".join(_bodies(context)) if context else "")


def quote_of(record: Section) -> str:
    """Return the words of a record: its quote lines without their marks."""
    lines = (str(leaf).rstrip("\r\n") for leaf in record.piece.leaves() if leaf.type == "QUOTE")
    return "\n".join(_QUOTE_MARK.sub("", line) for line in lines)


def intent_digest(quote: str, context: str) -> str:
    """Return the SHA-256, in hexadecimal, of a quote and what it referred to.

    It is that of the UTF-8 bytes of the quote, one NUL, and the context. Before, in each of the two, every line end
    becomes LF, white space at the end of lines goes, and so do empty lines at its start and end: an editor that strips
    white space on saving does not break a seal.
    """
    bare = "\0".join(_bare(text) for text in (quote, context))
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()


def _bodies(section: Section) -> Iterator[str]:
    """Return the text under a heading with all that is below it, headings included."""
    own, *below = section.walk()
    yield own.piece.text[own.piece.heading_end :]
    yield from (one.piece.text for one in below)


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in LINE_END.split(text)).strip("\n")
