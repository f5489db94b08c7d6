"""A record of what a user asked for is not what was recorded.

## What it finds
A record of an `.intent` file whose `@sha256` is not the digest of its quote and context (an error), and one that has
no `@sha256` (a warning). The digest is the SHA-256 of the UTF-8 bytes of the quote lines without their `> ` marks, one
NUL, and all that stands under `### Context`; in both, line ends are LF, and white space at the end of lines and empty
lines at the start and end do not count.

## Why it matters
The ledger is kept so that nobody, neither a person in a hurry nor a model, can put words into a user's mouth. A quote
that changed after the fact proves nothing.

## Example
```
## I-0003

@sha256: 5b1c0e…

> when the sprite hits the right edge I want it cut off
```
where the quote once ended in ", not wrapped around".

## Fix
Take the record back from version control. What a user said later is a new record, below the last one.
Only where the edit put a mistake of the recording right, seal the record again with the quick fix; it is never applied
unseen. A record that somebody wrote by hand gets its digest by the quick fix too.
"""

from __future__ import annotations

from collections.abc import Iterator

from osteon.analysis.configuration import Configuration
from osteon.analysis.findings import Finding, Severity, fix_here
from osteon.analysis.model import Section
from osteon.analysis.origins import INTENT_ID, digest_of_record, quote_of, recorded_digest
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import LINE_END, Span, TextEdit

CODE = "intent-tampered"
SEVERITY = Severity.ERROR


def check_file(file: SourceFile, _configuration: Configuration) -> Iterator[Finding]:
    """Report the records whose words do not fit their digest."""
    for record in file.intents.records if file.intents else ():
        if INTENT_ID.fullmatch(record.title.text):
            yield from _check(record, file)


def _check(record: Section, file: SourceFile) -> Iterator[Finding]:
    name, expected, recorded = record.title.text, digest_of_record(record), recorded_digest(record)
    if recorded is None:
        if quote_of(record).strip():
            message = f"{name} has no digest, so nobody would notice if its words changed: seal it with `@sha256`"
            fix = fix_here(f"Seal {name}: add its digest", file.path, _seal(record, expected))
            yield Finding(CODE, Severity.WARNING, record.title.span, message, fixes=(fix,))
    elif recorded.text.casefold() != expected:
        message = (
            f"{name} was changed after it was recorded: take it back from version control, or record the new words "
            "as a record of their own"
        )
        title = f"Seal {name} again, with its words as they are now"
        fix = fix_here(title, file.path, TextEdit(recorded.span, expected), preferred=False)
        yield Finding(CODE, SEVERITY, recorded.span, message, fixes=(fix,))


def _seal(record: Section, digest: str) -> TextEdit:
    """Add the digest below the last tag of a record, or below its heading."""
    text = record.piece.text
    empty = next((tag for tag in record.tags("sha256")), None)
    if empty is not None:
        return TextEdit(record.at(empty.span), f"@sha256: {digest}")
    after = max((tag.span.end for tag in record.piece.tags), default=0)
    end = LINE_END.search(text, after)
    newline = end[0] if end else "\n"
    at = record.start + (end.end() if end else len(text))
    lead = ("" if end else newline) + ("" if after else newline)
    return TextEdit(Span(at, at), f"{lead}@sha256: {digest}{newline}")
